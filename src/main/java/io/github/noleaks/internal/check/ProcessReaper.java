package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;

/** The threads in which the JDK waits for the end of child processes, one each. */
final class ProcessReaper {
  private static final String NAME = "process reaper";
  private static final String TASK = "java.lang.ProcessHandleImpl";

  private ProcessReaper() {}

  /** Whether a thread waits for a process that is still alive; else it is one that rests. */
  static boolean isWaiting(LeakedThread thread) {
    return thread.name().startsWith(NAME)
        && thread.stack().stream().anyMatch(frame -> frame.getClassName().startsWith(TASK));
  }
}
