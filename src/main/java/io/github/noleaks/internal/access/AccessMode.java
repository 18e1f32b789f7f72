package io.github.noleaks.internal.access;

/** What may be done for access, in words {@code auto}, {@code attach} and {@code off}. */
public enum AccessMode {
  /** Uses what is there, and attaches only where the JVM prints no warning about it. */
  AUTO,
  /** Uses what is there, and attaches everywhere. */
  ATTACH,
  /** Reads nothing, whatever is there. */
  OFF
}
