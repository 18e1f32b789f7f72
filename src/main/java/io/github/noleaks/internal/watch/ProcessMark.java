package io.github.noleaks.internal.watch;

/**
 * The child processes of one moment. It holds handles of processes only. Made and read by {@link
 * ProcessWatch}.
 */
public final class ProcessMark {
  private final Children children;
  private final long uptimeMillis;

  ProcessMark(Children children, long uptimeMillis) {
    this.children = children;
    this.uptimeMillis = uptimeMillis;
  }

  Children children() {
    return children;
  }

  /** For how long this JVM had been running, at least. */
  long uptimeMillis() {
    return uptimeMillis;
  }
}
