package io.github.noleaks.internal.check;

import io.github.noleaks.LeakReport;
import io.github.noleaks.Options;
import io.github.noleaks.Snapshot;

/** What {@link io.github.noleaks.NoLeaks} does. */
public final class Checks {

  private Checks() {}

  public static Snapshot snapshot(Options options) {
    throw new UnsupportedOperationException("not yet");
  }

  public static LeakReport find(Options options) {
    throw new UnsupportedOperationException("not yet");
  }

  public static void verifyNone(Options options) {
    throw new UnsupportedOperationException("not yet");
  }

  public static void adoptCurrent() {
    throw new UnsupportedOperationException("not yet");
  }
}
