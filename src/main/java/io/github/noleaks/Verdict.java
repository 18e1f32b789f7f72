package io.github.noleaks;

/** What can be said about a leak, the strongest statement first. */
public enum Verdict {
  /** The threads wait for each other in a circle of lock owners: none of them can ever go on. */
  DEADLOCKED("DEADLOCKED"),

  /** The thread waits; something reachable may still wake it. */
  BLOCKED("BLOCKED"),

  /** A worker with nothing to do, because its executor or timer was never shut down. */
  IDLE_WORKER("IDLE"),

  /** The thread still runs code. */
  RUNNING("RUNNING");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /**
   * The word the report uses for this verdict.
   *
   * @return one word in capital letters
   */
  public String label() {
    return label;
  }
}
