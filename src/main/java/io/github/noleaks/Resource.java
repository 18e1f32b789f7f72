package io.github.noleaks;

/** A kind of thing a test can leave behind; the configuration key is {@code noleaks.detect}. */
public enum Resource {
  /** Live threads, platform and virtual. */
  THREADS,
  /**
   * Executors, timers and event loops that were there before: workers that are stuck in a task they
   * got since, and tasks that were left in a queue.
   */
  EXECUTORS,
  /** Files, sockets, selectors and whatever else is opened and has to be closed. */
  CHANNELS,
  /** Child processes of this JVM. */
  PROCESSES
}
