package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;

/** Where a worker waits when it has nothing to do, and how a dying thread looks. */
public final class RestingPlace {

  private RestingPlace() {}

  public static boolean isIdleWorker(LeakedThread thread) {
    throw new UnsupportedOperationException("not yet");
  }

  public static boolean isDying(LeakedThread thread) {
    throw new UnsupportedOperationException("not yet");
  }
}
