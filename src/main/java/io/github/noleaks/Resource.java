package io.github.noleaks;

/** A kind of thing a test can leave behind; the configuration key is {@code noleaks.detect}. */
public enum Resource {
  /** Live threads, platform and virtual. */
  THREADS
}
