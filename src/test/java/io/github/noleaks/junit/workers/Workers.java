package io.github.noleaks.junit.workers;

import io.github.noleaks.testing.Parallel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * What runs tasks in one thread, or in few: made before the tests that use it, as a service of the
 * user's would be.
 */
final class Workers implements Executor, AutoCloseable {
  private static final int SELECTING_FRAMES = 3;

  private final Executor executor;
  private final AutoCloseable end;
  private final Set<Thread> known = new HashSet<>();

  /**
   * Tells how to use it.
   *
   * @param end ends it, once its tasks have ended
   */
  Workers(Executor executor, AutoCloseable end) {
    this.executor = executor;
    this.end = end;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /** Lets a worker do something; returns once it is at rest again. */
  Workers warm() {
    Thread worker = runAndWait();
    // The workers of the common pool stay for the life of the JVM, or most of it.
    if (executor != ForkJoinPool.commonPool()) {
      known.add(worker);
    }
    awaitResting(worker);
    return this;
  }

  /** One that waits for channels counts as running. */
  private static void awaitResting(Thread worker) {
    while (Arrays.stream(worker.getStackTrace())
        .limit(SELECTING_FRAMES)
        .noneMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))) {
      if (worker.getState() == Thread.State.WAITING
          || worker.getState() == Thread.State.TIMED_WAITING) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  /** Lets a worker do something and waits for that alone: the worker may be on its way to rest. */
  Thread runAndWait() {
    Thread[] worker = new Thread[1];
    CountDownLatch done = new CountDownLatch(1);
    execute(
        () -> {
          worker[0] = Thread.currentThread();
          done.countDown();
        });
    Parallel.await(done);
    return worker[0];
  }

  /** Leaves a task in it; returns once that is stuck. */
  StuckTask leaveStuck(Way way) {
    StuckTask task = new StuckTask(way);
    execute(task);
    return task.awaitStuck();
  }

  @Override
  public void close() {
    try {
      end.close();
      for (Thread thread : known) {
        thread.join(TimeUnit.SECONDS.toMillis(30));
        if (thread.isAlive()) {
          throw new IllegalStateException(thread + " does not end");
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
