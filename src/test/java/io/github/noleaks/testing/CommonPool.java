package io.github.noleaks.testing;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;

/** Gets workers of the common pool going, stuck, and free again. */
public final class CommonPool {
  private static final BlockingQueue<String> EMPTY = new LinkedBlockingQueue<>();
  private static final Set<Thread> STUCK = ConcurrentHashMap.newKeySet();

  private CommonPool() {}

  /** Lets each worker do something at the same time, and waits until all are at rest again. */
  public static void useAllWorkers() {
    CountDownLatch all = new CountDownLatch(ForkJoinPool.getCommonPoolParallelism());
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    while (tasks.size() < ForkJoinPool.getCommonPoolParallelism()) {
      tasks.add(ForkJoinPool.commonPool().submit(() -> meet(all)));
    }
    // Not by joining: that would make this thread run some of them.
    while (!tasks.stream().allMatch(ForkJoinTask::isDone)
        || ForkJoinPool.commonPool().getActiveThreadCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private static void meet(CountDownLatch all) {
    all.countDown();
    Parallel.await(all);
  }

  /** Runs something in a worker and does not wait for it. */
  public static void start(Runnable task) {
    // With one or two processors, a CompletableFuture would not take the common pool on JDK 17.
    ForkJoinPool.commonPool().execute(task);
  }

  /** To be called in a worker: waits until {@link #release()}. */
  public static void getStuck() {
    STUCK.add(Thread.currentThread());
    try {
      EMPTY.add(EMPTY.take()); // What releases one releases all.
    } catch (InterruptedException e) {
      // Released.
    } finally {
      STUCK.remove(Thread.currentThread());
    }
  }

  public static void awaitStuck(int count) {
    while (STUCK.size() < count) {
      Thread.onSpinWait();
    }
    STUCK.forEach(Planted::awaitParked);
  }

  /** The ids of those that are stuck now. */
  @SuppressWarnings("deprecation") // Thread.threadId() is not in 17.
  public static List<Long> stuck() {
    return STUCK.stream().map(Thread::getId).toList();
  }

  /** Lets all go on, and removes what else was planted: one of it may wait for them. */
  public static void release() {
    EMPTY.add("go on");
    Planted.removeAll();
    await().pollInSameThread().until(STUCK::isEmpty);
    EMPTY.clear();
  }
}
