package com.acme.waits;

import org.jspecify.annotations.Nullable;

/** A static field of the user's. */
public final class Held {
  public static volatile @Nullable Object object;

  private Held() {}
}
