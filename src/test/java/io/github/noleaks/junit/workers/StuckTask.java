package io.github.noleaks.junit.workers;

import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A task that does not end before it is released. */
final class StuckTask implements Runnable {
  /** What a report calls it. */
  static final String NAME = StuckTask.class.getName() + ".run";

  private static final Queue<StuckTask> ALL = new ConcurrentLinkedQueue<>();

  private final Way way;
  private final Way.Trap trap;
  private final Set<Thread> inside = ConcurrentHashMap.newKeySet();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  StuckTask(Way way) {
    this.way = way;
    this.trap = way.set();
    ALL.add(this);
  }

  @Override
  public void run() {
    inside.add(Thread.currentThread());
    begun.countDown();
    try {
      trap.enter();
    } catch (InterruptedException e) {
      // Released.
    } finally {
      inside.remove(Thread.currentThread());
      ended.countDown();
    }
  }

  /** Returns once a thread is in it, and waits as it is going to. */
  StuckTask awaitStuck() {
    Parallel.await(begun);
    if (way != Way.NEVER_ENDS) {
      inside.forEach(Planted::awaitParked);
    }
    return this;
  }

  Set<Thread> inside() {
    return Set.copyOf(inside);
  }

  /** Lets it end, and returns once it has. */
  void release() {
    trap.open();
    if (begun.getCount() > 0) {
      return;
    }
    if (way == Way.SLEEPS) {
      inside.forEach(Thread::interrupt);
    }
    Parallel.await(ended);
    while (!inside.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  static void releaseAll() {
    for (StuckTask task = ALL.poll(); task != null; task = ALL.poll()) {
      task.release();
    }
  }
}
