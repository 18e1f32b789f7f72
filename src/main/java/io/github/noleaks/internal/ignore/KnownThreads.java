package io.github.noleaks.internal.ignore;

import io.github.noleaks.LeakedThread;

public final class KnownThreads {
  private KnownThreads() {}

  public static boolean isHarmless(LeakedThread thread) {
    return thread.id() < 0;
  }
}
