package io.github.noleaks.internal.access;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The child processes that NoLeaks itself starts and waits for: no test leaves them behind. */
public final class OwnProcesses {
  private static final Set<ProcessHandle> STARTED = new HashSet<>();
  private static final ReentrantLock LOCK = new ReentrantLock();

  private OwnProcesses() {}

  /**
   * Starts one. Whoever asks for them meanwhile waits until it is among them.
   *
   * @param builder what to start
   * @return the process
   * @throws IOException if it could not be started
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    LOCK.lock();
    try {
      STARTED.removeIf(handle -> !handle.isAlive());
      Process process = builder.start();
      STARTED.add(process.toHandle());
      return process;
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Those that may be alive. To be asked after looking which processes there are, so that none of
   * them is missing.
   *
   * @return a copy
   */
  public static Set<ProcessHandle> started() {
    LOCK.lock();
    try {
      return Set.copyOf(STARTED);
    } finally {
      LOCK.unlock();
    }
  }
}
