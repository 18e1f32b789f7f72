package io.github.noleaks.random;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How planted leaks wait for ever, and careful tests for no longer than they must. */
final class Waiting {
  private Waiting() {}

  /** Until the thread is interrupted when the suite is over. */
  static void forGood() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Removed.
    }
  }

  static void until(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody released this task");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    if (!pool.awaitTermination(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException(pool + " does not end");
    }
  }
}
