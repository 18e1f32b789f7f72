package io.github.noleaks;

/** What can be said about a leak, the strongest statement first. */
public enum Verdict {
  /**
   * The threads wait for each other in a circle, each for what only another one of them would do:
   * unlock a lock or monitor, end, complete a future, run a task that waits in their own pool.
   */
  DEADLOCKED("DEADLOCKED"),

  /**
   * The thread waits, and it is proven from the heap that nothing which runs can ever wake it: all
   * that could is reachable only from threads that are stuck like it.
   */
  STUCK_FOREVER("STUCK FOR EVER"),

  /**
   * A worker that was there before is stuck, or still busy, in a task that it got since; or tasks
   * sit in an executor that will not run them, or not before the test is long over.
   */
  STUCK_TASK("STUCK TASK"),

  /** The thread waits; something reachable may still wake it. */
  BLOCKED("BLOCKED"),

  /** A worker with nothing to do, because its executor or timer was never shut down. */
  IDLE_WORKER("IDLE"),

  /** The thread still runs code. */
  RUNNING("RUNNING"),

  /** A channel, file, socket or the like was left open, or a child process alive. */
  OPEN("OPEN");

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
