package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Platform threads, as the JVM counts and lists them. Thread-safe. */
public final class PlatformThreads {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ThreadGroup ROOT = root();
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private PlatformThreads() {}

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  /** How many have been started since the JVM began; while it stands still, none is new. */
  static long startedCount() {
    return THREADS.getTotalStartedThreadCount();
  }

  /** The ids of the live ones; fails if one has none. */
  static long[] ids() {
    return THREADS.getAllThreadIds();
  }

  /** The live ones, by id. The caller must not keep them. */
  static Map<Long, Thread> live() {
    Map<Long, Thread> byId = new LinkedHashMap<>();
    for (Thread thread : enumerate()) {
      byId.put(ThreadIds.of(thread), thread);
    }
    byId.remove(ThreadIds.NONE);
    return byId;
  }

  private static Thread[] enumerate() {
    Thread[] threads = new Thread[THREADS.getThreadCount() * 2 + 16];
    int count;
    while ((count = ROOT.enumerate(threads, true)) == threads.length) {
      threads = new Thread[threads.length * 2];
    }
    return Arrays.copyOf(threads, count);
  }

  /** The live ones whose names begin so. The caller must not keep them. */
  static List<Thread> named(String prefix) {
    List<Thread> named = new ArrayList<>();
    for (Thread thread : enumerate()) {
      if (thread.getName().startsWith(prefix)) {
        named.add(thread);
      }
    }
    return named;
  }

  /**
   * The names of all live platform threads.
   *
   * @return each name by the thread's id
   */
  public static Map<Long, String> names() {
    Map<Long, String> names = new HashMap<>();
    live().forEach((id, thread) -> names.put(id, thread.getName()));
    return names;
  }

  /**
   * Waits until platform threads have ended. Virtual ones cannot be waited for without their {@code
   * Thread} object: if there are some, it waits for the whole time.
   *
   * @param threads the threads
   * @param atMost how long
   * @throws InterruptedException if the caller is interrupted meanwhile
   */
  public static void awaitEnd(Collection<LeakedThread> threads, Duration atMost)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    boolean anyVirtual = threads.stream().anyMatch(LeakedThread::virtual);
    Map<Long, Thread> live = live();
    live.keySet().retainAll(threads.stream().map(LeakedThread::id).collect(Collectors.toSet()));
    // Not by Thread.join(): it takes the thread's monitor, which a thread may hold all its life.
    while (anyVirtual || live.values().stream().anyMatch(Thread::isAlive)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(left, POLL_NANOS));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
