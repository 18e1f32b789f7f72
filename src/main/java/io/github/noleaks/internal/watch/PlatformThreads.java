package io.github.noleaks.internal.watch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Platform threads, as the JVM counts and lists them. Thread-safe. */
final class PlatformThreads {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ThreadGroup ROOT = root();

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
    Thread[] threads = new Thread[THREADS.getThreadCount() * 2 + 16];
    int count;
    while ((count = ROOT.enumerate(threads, true)) == threads.length) {
      threads = new Thread[threads.length * 2];
    }
    Map<Long, Thread> byId = new LinkedHashMap<>();
    for (Thread thread : Arrays.copyOf(threads, count)) {
      byId.put(ThreadIds.of(thread), thread);
    }
    byId.remove(ThreadIds.NONE);
    return byId;
  }
}
