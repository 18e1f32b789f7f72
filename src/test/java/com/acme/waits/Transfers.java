package com.acme.waits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/** Threads in a circle, each with a lock, that all want the next one's as well. */
public final class Transfers implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();

  private Transfers() {}

  public static Transfers deadlocked(int count) {
    Transfers transfers = new Transfers();
    CyclicBarrier allHoldOne = new CyclicBarrier(count);
    List<ReentrantLock> locks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      locks.add(new ReentrantLock());
    }
    for (int i = 0; i < count; i++) {
      ReentrantLock first = locks.get(i);
      ReentrantLock second = locks.get((i + 1) % count);
      Thread thread =
          new Thread(() -> transfer(first, second, allHoldOne), "acme-transfer-" + (i + 1));
      thread.setDaemon(true);
      thread.start();
      transfers.threads.add(thread);
    }
    return transfers;
  }

  @SuppressWarnings("LockNotBeforeTry") // whether the second lock is ever got is the question
  private static void transfer(ReentrantLock first, ReentrantLock second, CyclicBarrier barrier) {
    first.lock();
    try {
      barrier.await();
      second.lockInterruptibly();
      second.unlock();
    } catch (Exception e) {
      // Freed by an interrupt.
    } finally {
      first.unlock();
    }
  }

  public List<Thread> threads() {
    return threads;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(20_000);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (thread.isAlive()) {
        throw new AssertionError("still alive: " + thread);
      }
    }
  }
}
