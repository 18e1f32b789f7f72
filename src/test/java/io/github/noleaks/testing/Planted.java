package io.github.noleaks.testing;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Leaks to order, for the suites that our tests run, and their removal, so that our tests leave
 * nothing behind themselves.
 */
public final class Planted {
  private static final Map<Thread, String> THREADS = new ConcurrentHashMap<>();
  private static final ConcurrentLinkedQueue<ExecutorService> POOLS = new ConcurrentLinkedQueue<>();

  private Planted() {}

  /** Leaves a thread parked as a sender on a full queue; returns once it is parked. */
  public static Thread sender(String name) {
    BlockingQueue<String> full = new ArrayBlockingQueue<>(1);
    full.add("first");
    return parked(new Thread(() -> send(full), name));
  }

  private static void send(BlockingQueue<String> queue) {
    try {
      queue.put("second");
    } catch (InterruptedException e) {
      // Released.
    }
  }

  /** Starts a thread that is going to park; returns once it is parked. */
  public static Thread parked(Thread thread) {
    thread.setDaemon(true);
    THREADS.put(thread, thread.getName());
    thread.start();
    awaitParked(thread);
    return thread;
  }

  /** Remembers a thread that something else has started. */
  public static Thread remember(Thread thread) {
    THREADS.put(thread, thread.getName());
    return thread;
  }

  /** Remembers a pool that nobody shuts down. */
  public static <T extends ExecutorService> T neverShutDown(T pool) {
    POOLS.add(pool);
    return pool;
  }

  public static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      if (thread.getState() == Thread.State.TERMINATED) {
        throw new IllegalStateException(thread + " has ended");
      }
      Thread.onSpinWait();
    }
  }

  /** Ends everything that was planted. */
  public static void removeAll() {
    POOLS.forEach(ExecutorService::shutdownNow);
    THREADS.keySet().forEach(Thread::interrupt);
    try {
      for (ExecutorService pool : POOLS) {
        if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException(pool + " does not end");
        }
      }
      for (Thread thread : THREADS.keySet()) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
        if (thread.isAlive()) {
          throw new IllegalStateException(thread + " does not end");
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      POOLS.clear();
      THREADS.clear();
    }
  }
}
