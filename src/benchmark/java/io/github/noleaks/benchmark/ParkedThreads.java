package io.github.noleaks.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Threads that are there and do nothing, until they are told to end. */
final class ParkedThreads {
  private final CountDownLatch endLatch = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts the threads, and waits until all of them are parked.
   *
   * @param count how many
   * @param depths how many different stacks they have
   */
  ParkedThreads(int count, int depths) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      int depth = i % depths;
      Thread thread = new Thread(null, () -> park(depth), "parked-" + i, 256 * 1024);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }
  }

  private void park(int depth) {
    if (depth > 0) {
      park(depth - 1);
      return;
    }
    try {
      endLatch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void end() throws InterruptedException {
    endLatch.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
