package io.github.noleaks.internal.evidence;

import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** The ways to wait without a timeout: what for, how, and what should be said about it. */
final class Waits {

  private static final String MONITOR = "the monitor of an " + Warehouse.class.getName();

  private Waits() {}

  /** Waits for an object. */
  interface Waiting<T> {
    void on(T object) throws Exception;
  }

  /**
   * One way.
   *
   * @param name what is done
   * @param making makes what is waited for
   * @param waiting waits for it
   * @param told what should be said about its state, or {@code null} for nothing
   */
  record Wait<T>(String name, Callable<T> making, Waiting<T> waiting, @Nullable String told) {

    /** As a leaked thread does that alone knows what it waits for. */
    void alone() throws Exception {
      waiting.on(making.call());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static <T> Wait<T> wait(
      String name, Callable<T> making, Waiting<T> waiting, @Nullable String told) {
    return new Wait<>(name, making, waiting, told);
  }

  static List<Wait<?>> all() {
    return java.util.stream.Stream.of(queues(), futures(), synchronizers(), locks())
        .<Wait<?>>flatMap(List::stream)
        .toList();
  }

  private static <Q extends BlockingQueue<String>> Q filled(Q queue) {
    queue.add("order-7");
    return queue;
  }

  static List<Wait<?>> queues() {
    String full = "the queue holds 1 of 1 (\"order-7\")";
    return List.of(
        wait("ABQ.put", () -> filled(new ArrayBlockingQueue<>(1)), q -> q.put("b"), full),
        wait("LBQ.put", () -> filled(new LinkedBlockingQueue<>(1)), q -> q.put("b"), full),
        wait("LBD.put", () -> filled(new LinkedBlockingDeque<>(1)), q -> q.put("b"), full),
        wait(
            "LBD.putFirst", () -> filled(new LinkedBlockingDeque<>(1)), q -> q.putFirst("b"), full),
        wait(
            "ABQ.take",
            () -> new ArrayBlockingQueue<String>(16),
            BlockingQueue::take,
            "the queue is empty, with room for 16"),
        wait(
            "LBQ.take",
            () -> new LinkedBlockingQueue<String>(),
            BlockingQueue::take,
            "the queue is empty"),
        wait(
            "LBD.takeLast",
            () -> new LinkedBlockingDeque<String>(),
            LinkedBlockingDeque::takeLast,
            "the queue is empty"),
        wait(
            "PBQ.take",
            () -> new PriorityBlockingQueue<String>(),
            BlockingQueue::take,
            "the queue is empty"),
        wait(
            "DelayQueue.take",
            () -> new DelayQueue<Delayed>(),
            BlockingQueue::take,
            "the queue is empty"),
        wait(
            "LTQ.take",
            () -> new LinkedTransferQueue<String>(),
            BlockingQueue::take,
            "the queue is empty"),
        wait(
            "LTQ.transfer",
            () -> new LinkedTransferQueue<String>(),
            q -> q.transfer("order-7"),
            "the queue holds 1 (\"order-7\")"),
        wait(
            "SynchronousQueue.put",
            () -> new SynchronousQueue<String>(),
            q -> q.put("b"),
            "a hand-over without a partner"),
        wait(
            "SynchronousQueue.take",
            () -> new SynchronousQueue<String>(true),
            BlockingQueue::take,
            "a hand-over without a partner"));
  }

  static List<Wait<?>> futures() {
    String open = "the future is not completed";
    return List.of(
        wait("CF.get", () -> new CompletableFuture<String>(), CompletableFuture::get, open),
        wait(
            "FutureTask.get",
            () -> new FutureTask<>(() -> "never run"),
            FutureTask::get,
            "the task of a lambda of io.github.noleaks.internal.evidence.Waits has not begun"),
        wait(
            "ForkJoinTask.get",
            () -> ForkJoinTask.adapt(() -> "never forked"),
            ForkJoinTask::get,
            "the task has not ended"));
  }

  static List<Wait<?>> synchronizers() {
    return List.of(
        wait("latch", () -> new CountDownLatch(2), CountDownLatch::await, "the count is 2"),
        wait("semaphore", () -> new Semaphore(0), Semaphore::acquire, "0 permits left"),
        wait("semaphore of 3", () -> new Semaphore(1), s -> s.acquire(3), "1 permit left"),
        wait(
            "barrier",
            () -> new CyclicBarrier(3),
            CyclicBarrier::await,
            "1 of 3 parties have come"),
        wait(
            "phaser",
            () -> new Phaser(2),
            p -> p.awaitAdvanceInterruptibly(p.arrive()),
            "1 of 2 parties have not arrived in phase 0"),
        wait(
            "exchanger",
            () -> new Exchanger<String>(),
            e -> e.exchange("a"),
            "no partner has come"),
        wait(
            "condition",
            ReentrantLock::new,
            Waits::awaitCondition,
            "a condition of a ReentrantLock that nobody owns"),
        wait("Object.wait", () -> new Warehouse(3), Waits::awaitMonitor, MONITOR),
        wait(
            "Object.wait in a synchronized method",
            () -> new Warehouse(4),
            Warehouse::open,
            MONITOR),
        wait("Object.wait(0)", () -> new Warehouse(5), Warehouse::openWithZero, MONITOR),
        wait("LockSupport.park", () -> new Object(), LockSupport::park, null),
        wait(
            "ReferenceQueue.remove",
            () -> new ReferenceQueue<String>(),
            ReferenceQueue::remove,
            "the reference queue is empty"));
  }

  static List<Wait<?>> locks() {
    return List.of(
        wait("lock", () -> leftLocked(new ReentrantLock()), Lock::lockInterruptibly, null),
        wait(
            "write lock",
            () -> new java.util.concurrent.locks.ReentrantReadWriteLock(),
            lock -> {
              leftLocked(lock.readLock());
              lock.writeLock().lockInterruptibly();
            },
            "held for reading 1 time"),
        wait(
            "read lock",
            () -> new java.util.concurrent.locks.ReentrantReadWriteLock(),
            lock -> {
              leftLocked(lock.writeLock());
              lock.readLock().lockInterruptibly();
            },
            null),
        wait(
            "stamped lock",
            StampedLock::new,
            lock -> {
              lock.writeLock();
              lock.writeLockInterruptibly();
            },
            null));
  }

  /** By a thread that ends without unlocking. */
  static <L extends Lock> L leftLocked(L lock) throws InterruptedException {
    Thread owner = new Thread(lock::lock, "acme-owner");
    owner.start();
    owner.join();
    return lock;
  }

  @SuppressWarnings("WaitNotInLoop") // Nobody signals it.
  private static void awaitCondition(ReentrantLock lock) throws InterruptedException {
    Condition ready = lock.newCondition();
    lock.lock();
    try {
      ready.await();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Nobody notifies it.
  private static void awaitMonitor(Object monitor) throws InterruptedException {
    synchronized (monitor) {
      monitor.wait();
    }
  }

  /** A class of the user's whose monitor is waited on. */
  @SuppressWarnings({"WaitNotInLoop", "UnusedVariable"}) // Nobody notifies it.
  static final class Warehouse {
    private final int shelves;

    Warehouse(int shelves) {
      this.shelves = shelves;
    }

    synchronized void open() throws InterruptedException {
      wait();
    }

    synchronized void openWithZero() throws InterruptedException {
      wait(0);
    }
  }
}
