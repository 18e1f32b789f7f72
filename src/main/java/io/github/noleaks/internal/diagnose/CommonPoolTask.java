package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker of the common pool is busy with. The worker itself serves everybody in turn. */
public final class CommonPoolTask {
  private static final String WORKER = "ForkJoinPool.commonPool-worker-";
  private static final String WORKER_CLASS = "java.util.concurrent.ForkJoinWorkerThread";
  private static final String TASK_CLASS = "java.util.concurrent.ForkJoinTask";

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
   * The task of a worker: its outermost frame that is not the JDK's; if there is none, the frame
   * with which the pool has entered it.
   *
   * @param worker the worker
   * @return {@code package.Class.method}, or {@code null} if it is between two tasks
   */
  public static @Nullable String of(LeakedThread worker) {
    List<StackTraceElement> stack = worker.stack();
    int entry = -1;
    for (int i = stack.size() - 1; i >= 0; i--) {
      StackTraceElement frame = stack.get(i);
      if (!Frames.isJdk(frame) && !Frames.isLambdaShell(frame)) {
        return Frames.name(frame);
      }
      if (entry < 0 && frame.getClassName().equals(TASK_CLASS)) {
        entry = Math.max(i - 1, 0);
      }
    }
    return entry < 0 ? null : Frames.name(stack.get(entry));
  }
}
