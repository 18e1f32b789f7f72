package io.github.noleaks.junit.workers;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The service whose worker the tests of a suite share, and what they left in it. */
final class OneWorker {
  private static @Nullable Workers workers;

  private OneWorker() {}

  /** Makes it, before the suite begins. */
  static Workers open(Workers opened) {
    workers = opened;
    return opened;
  }

  static Workers get() {
    return requireNonNull(workers);
  }

  /** Ends it and all that is stuck. */
  static void end() {
    StuckTask.releaseAll();
    get().close();
    workers = null;
  }
}
