package io.github.noleaks.testing;

/** What tells a suite's checks whose a thread is. */
public enum Witness {
  /** Fields of threads, at once. Our build opens the JDK for that. */
  ACCESS {
    @Override
    public Suite ask(Suite suite) {
      return suite.with("noleaks.access", "auto");
    }
  },
  /** The heap dump of the failing check, as often as it takes. */
  HEAP {
    @Override
    public Suite ask(Suite suite) {
      return suite
          .with("noleaks.access", "off")
          .with("noleaks.heap", "auto")
          .with("noleaks.heap.dumps", "10000")
          .with("noleaks.heap.share", "100%");
    }
  };

  /** Lets a suite ask this witness, and no other. */
  public abstract Suite ask(Suite suite);
}
