package com.acme.waits;

import com.acme.waits.Situation.Prepared;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Waits for locks, monitors and other threads. */
public final class LockWaits {

  private static final String LOCK = "waiting for a lock";

  private LockWaits() {}

  public static List<Situation> locks() {
    return List.of(
        Situation.of(
            "ReentrantLock.lock",
            LOCK,
            "ReentrantLock.lock",
            () -> held(new ReentrantLock(), ReentrantLock::lock)),
        Situation.of(
            "ReentrantLock.lockInterruptibly",
            LOCK,
            "ReentrantLock.lockInterruptibly",
            () -> held(new ReentrantLock(), ReentrantLock::lockInterruptibly)),
        Situation.of(
            "ReentrantLock.tryLock",
            LOCK,
            "ReentrantLock.tryLock",
            () -> held(new ReentrantLock(), lock -> lock.tryLock(1, TimeUnit.HOURS))),
        Situation.of(
            "read lock",
            "waiting for a read lock",
            "ReentrantReadWriteLock.ReadLock.lock",
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              lock.writeLock().lock();
              return new Prepared(lock.readLock()::lock, lock.writeLock()::unlock);
            }),
        Situation.of(
            "write lock",
            "waiting for a write lock",
            "ReentrantReadWriteLock.WriteLock.lock",
            () -> {
              ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
              lock.readLock().lock();
              return new Prepared(lock.writeLock()::lock, lock.readLock()::unlock);
            }),
        Situation.of(
            "StampedLock.readLock",
            "waiting for a read lock",
            "StampedLock.readLock",
            () -> {
              StampedLock lock = new StampedLock();
              long stamp = lock.writeLock();
              return new Prepared(lock::readLock, () -> lock.unlockWrite(stamp));
            }),
        Situation.of(
            "StampedLock.writeLock",
            "waiting for a write lock",
            "StampedLock.writeLock",
            () -> {
              StampedLock lock = new StampedLock();
              long stamp = lock.writeLock();
              return new Prepared(lock::writeLock, () -> lock.unlockWrite(stamp));
            }));
  }

  private interface Acquire<L> {
    void from(L lock) throws Exception;
  }

  private static <L extends Lock> Prepared held(L lock, Acquire<L> acquire) {
    lock.lock();
    return new Prepared(() -> acquire.from(lock), lock::unlock);
  }

  @SuppressWarnings("WaitNotInLoop") // nobody notifies: waiting is all that is wanted
  public static List<Situation> monitors() {
    return List.of(
        Situation.of("monitor", "waiting for a monitor", "synchronized", () -> monitor()),
        Situation.of(
            "wait",
            "waiting to be notified",
            "Object.wait",
            () -> {
              Object monitor = new Object();
              synchronized (monitor) {
                monitor.wait();
              }
            }),
        Situation.of(
            "wait with a timeout",
            "waiting to be notified",
            "Object.wait",
            () -> {
              Object monitor = new Object();
              synchronized (monitor) {
                monitor.wait(3_600_000);
              }
            }),
        Situation.of(
            "reference queue",
            "waiting for a reference to be cleared",
            "ReferenceQueue.remove",
            () -> new ReferenceQueue<>().remove()),
        Situation.of(
            "join",
            "waiting for another thread to end",
            "Thread.join",
            () -> {
              CountDownLatch end = new CountDownLatch(1);
              Thread other = sleeper(end);
              return new Prepared(other::join, () -> endOf(other, end));
            }),
        Situation.of(
            "timedJoin",
            "waiting for another thread to end",
            "TimeUnit.timedJoin",
            () -> {
              CountDownLatch end = new CountDownLatch(1);
              Thread other = sleeper(end);
              return new Prepared(
                  () -> TimeUnit.HOURS.timedJoin(other, 1), () -> endOf(other, end));
            }));
  }

  /** Holds a monitor in a thread of its own until the release. */
  private static Prepared monitor() throws Exception {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              synchronized (monitor) {
                held.countDown();
                await(end);
              }
            },
            "acme-holder");
    holder.start();
    held.await();
    return new Prepared(
        () -> {
          synchronized (monitor) {
            monitor.notifyAll();
          }
        },
        () -> endOf(holder, end));
  }

  private static Thread sleeper(CountDownLatch end) {
    Thread thread = new Thread(() -> await(end), "acme-other");
    thread.start();
    return thread;
  }

  private static void endOf(Thread thread, CountDownLatch end) throws InterruptedException {
    end.countDown();
    thread.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
