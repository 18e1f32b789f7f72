package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import org.jspecify.annotations.Nullable;

/** What a worker of the common pool is busy with. The worker itself serves everybody in turn. */
public final class CommonPoolTask {
  private static final String WORKER = "ForkJoinPool.commonPool-worker-";
  private static final String WORKER_CLASS = "java.util.concurrent.ForkJoinWorkerThread";

  private CommonPoolTask() {}

  /**
   * Whether a thread is a worker of the common pool.
   *
   * @param thread the thread
   * @return {@code true} if what it does now says nothing about what it does later
   */
  public static boolean isWorker(LeakedThread thread) {
    return thread.name().startsWith(WORKER) && thread.className().startsWith(WORKER_CLASS);
  }

  /**
   * The task of a worker: its outermost frame that is not the JDK's; if there is none, the call of
   * the JDK's that it waits in.
   *
   * @param worker the worker
   * @return {@code package.Class.method}, or {@code null} if it is between two tasks
   */
  public static @Nullable String of(LeakedThread worker) {
    return Occupation.task(worker);
  }
}
