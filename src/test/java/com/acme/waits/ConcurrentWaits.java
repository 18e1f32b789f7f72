package com.acme.waits;

import com.acme.waits.Situation.Prepared;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for queues, futures and synchronizers. */
public final class ConcurrentWaits {

  private static final String FULL = "sender on a full queue";
  private static final String EMPTY = "receiver on an empty queue";
  private static final String FUTURE = "waiting for a future that nobody completed";

  private ConcurrentWaits() {}

  public static List<Situation> queues() {
    return List.of(
        full(new ArrayBlockingQueue<>(1), "ArrayBlockingQueue"),
        full(new LinkedBlockingQueue<>(1), "LinkedBlockingQueue"),
        full(new LinkedBlockingDeque<>(1), "LinkedBlockingDeque"),
        Situation.of(
            "offer with a timeout",
            FULL,
            "ArrayBlockingQueue.offer",
            () -> filled(new ArrayBlockingQueue<>(1)).offer("b", 1, TimeUnit.HOURS)),
        Situation.of(
            "LinkedBlockingDeque.putFirst",
            FULL,
            "LinkedBlockingDeque.putFirst",
            () -> {
              LinkedBlockingDeque<String> deque = new LinkedBlockingDeque<>(1);
              deque.add("a");
              deque.putFirst("b");
            }),
        Situation.of(
            "transfer",
            "sender on a transfer that nobody takes",
            "LinkedTransferQueue.transfer",
            () -> new LinkedTransferQueue<String>().transfer("a")),
        Situation.of(
            "SynchronousQueue.put",
            "sender in a synchronous hand-over that nobody takes",
            "SynchronousQueue.put",
            () -> new SynchronousQueue<String>().put("a")),
        Situation.of(
            "SynchronousQueue.take, fair",
            "receiver in a synchronous hand-over that nobody makes",
            "SynchronousQueue.take",
            () -> new SynchronousQueue<String>(true).take()),
        Situation.of(
            "SynchronousQueue.poll",
            "receiver in a synchronous hand-over that nobody makes",
            "SynchronousQueue.poll",
            () -> new SynchronousQueue<String>().poll(1, TimeUnit.HOURS)),
        empty(new ArrayBlockingQueue<>(1)),
        empty(new LinkedBlockingQueue<>()),
        empty(new LinkedBlockingDeque<>()),
        empty(new PriorityBlockingQueue<>()),
        empty(new LinkedTransferQueue<>()),
        Situation.of(
            "DelayQueue.take", EMPTY, "DelayQueue.take", () -> new DelayQueue<Delayed>().take()),
        Situation.of(
            "poll with a timeout",
            EMPTY,
            "LinkedBlockingQueue.poll",
            () -> new LinkedBlockingQueue<String>().poll(1, TimeUnit.HOURS)),
        Situation.of(
            "LinkedBlockingDeque.takeFirst",
            EMPTY,
            "LinkedBlockingDeque.takeFirst",
            () -> new LinkedBlockingDeque<String>().takeFirst()));
  }

  private static Situation full(BlockingQueue<String> queue, String type) {
    return Situation.of(
        type + ".put",
        FULL,
        type + ".put",
        () -> {
          queue.clear();
          filled(queue).put("b");
        });
  }

  private static Situation empty(BlockingQueue<String> queue) {
    String call = queue.getClass().getSimpleName() + ".take";
    return Situation.of(call, EMPTY, call, () -> queue.take());
  }

  private static <Q extends BlockingQueue<String>> Q filled(Q queue) {
    queue.add("a");
    return queue;
  }

  public static List<Situation> futures() {
    return List.of(
        Situation.of(
            "CompletableFuture.get",
            FUTURE,
            "CompletableFuture.get",
            () -> new CompletableFuture<String>().get()),
        Situation.of(
            "CompletableFuture.get with a timeout",
            FUTURE,
            "CompletableFuture.get",
            () -> new CompletableFuture<String>().get(1, TimeUnit.HOURS)),
        Situation.of(
            "CompletableFuture.join in forEach",
            FUTURE,
            "CompletableFuture.join",
            () -> {
              CompletableFuture<String> future = new CompletableFuture<>();
              return new Prepared(
                  () -> List.of(future).forEach(CompletableFuture::join),
                  () -> future.complete(""));
            }),
        Situation.of(
            "FutureTask.get",
            "waiting for a task that has not ended",
            "FutureTask.get",
            () -> new FutureTask<>(() -> "").get()),
        Situation.of(
            "ForkJoinTask.join",
            "waiting for a fork-join task that has not ended",
            "ForkJoinTask.join",
            () -> {
              ForkJoinTask<?> task = ForkJoinTask.adapt(() -> {});
              return new Prepared(task::join, () -> task.cancel(true));
            }),
        Situation.of(
            "ForkJoinTask.get",
            "waiting for a fork-join task that has not ended",
            "ForkJoinTask.get",
            () -> ForkJoinTask.adapt(() -> {}).get()));
  }

  @SuppressWarnings("WaitNotInLoop") // nobody signals: waiting is all that is wanted
  public static List<Situation> synchronizers() {
    return List.of(
        Situation.of(
            "latch",
            "waiting for a latch",
            "CountDownLatch.await",
            () -> new CountDownLatch(1).await()),
        Situation.of(
            "semaphore",
            "waiting for a semaphore",
            "Semaphore.acquire",
            () -> new Semaphore(0).acquire()),
        Situation.of(
            "semaphore, uninterruptibly",
            "waiting for a semaphore",
            "Semaphore.acquireUninterruptibly",
            () -> {
              Semaphore semaphore = new Semaphore(0);
              return new Prepared(semaphore::acquireUninterruptibly, semaphore::release);
            }),
        Situation.of(
            "semaphore with a timeout",
            "waiting for a semaphore",
            "Semaphore.tryAcquire",
            () -> new Semaphore(0).tryAcquire(1, TimeUnit.HOURS)),
        Situation.of(
            "condition",
            "waiting for a condition",
            "Condition.await",
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              lock.newCondition().await();
            }),
        Situation.of(
            "condition with a timeout",
            "waiting for a condition",
            "Condition.awaitNanos",
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              lock.newCondition().awaitNanos(Long.MAX_VALUE / 2);
            }),
        Situation.of(
            "barrier",
            "waiting at a barrier for other parties",
            "CyclicBarrier.await",
            () -> new CyclicBarrier(2).await()),
        Situation.of(
            "phaser",
            "waiting at a phaser for other parties",
            "Phaser.arriveAndAwaitAdvance",
            () -> {
              Phaser phaser = new Phaser(2);
              return new Prepared(phaser::arriveAndAwaitAdvance, phaser::forceTermination);
            }),
        Situation.of(
            "phaser, interruptibly",
            "waiting at a phaser for other parties",
            "Phaser.awaitAdvanceInterruptibly",
            () -> new Phaser(2).awaitAdvanceInterruptibly(0)),
        Situation.of(
            "exchanger",
            "waiting at an exchanger for a partner",
            "Exchanger.exchange",
            () -> new Exchanger<String>().exchange("a")),
        Situation.of("sleep", "sleeping", "Thread.sleep", () -> Thread.sleep(3_600_000)),
        Situation.of("TimeUnit.sleep", "sleeping", "TimeUnit.sleep", () -> TimeUnit.HOURS.sleep(1)),
        Situation.of("park", "parked", "LockSupport.park", () -> LockSupport.park()),
        Situation.of(
            "parkNanos",
            "parked",
            "LockSupport.parkNanos",
            () -> LockSupport.parkNanos("me", Long.MAX_VALUE / 2)));
  }
}
