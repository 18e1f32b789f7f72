package io.github.noleaks.internal.watch;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** The facts about some threads, all taken at one moment; those that have ended are left out. */
  static List<LeakedThread> facts(Map<Long, Thread> threads, Collection<Long> ids) {
    List<LeakedThread> facts = new ArrayList<>();
    long[] asked = ids.stream().mapToLong(Long::longValue).toArray();
    if (asked.length == 0) {
      return facts;
    }
    for (@Nullable ThreadInfo info : THREADS.getThreadInfo(asked, Integer.MAX_VALUE)) {
      Thread thread = info == null ? null : threads.get(info.getThreadId());
      if (info != null && thread != null && info.getThreadState() != Thread.State.TERMINATED) {
        facts.add(fact(info, thread));
      }
    }
    return facts;
  }

  private static LeakedThread fact(ThreadInfo info, Thread thread) {
    ThreadGroup group = thread.getThreadGroup(); // null for one that has just ended
    return new LeakedThread(
        info.getThreadId(),
        info.getThreadName(),
        thread.getClass().getName(),
        group == null ? null : group.getName(),
        info.getThreadState(),
        info.isDaemon(),
        false,
        Arrays.stream(info.getStackTrace()).filter(PlatformThreads::isOfSource).toList(),
        blocker(info));
  }

  /** Unlike other stacks, these show the frames that stand between a lambda and its caller. */
  private static boolean isOfSource(StackTraceElement frame) {
    return !frame.getClassName().contains("$$Lambda")
        && !frame.getClassName().startsWith("java.lang.invoke.LambdaForm$");
  }

  private static @Nullable Blocker blocker(ThreadInfo info) {
    LockInfo lock = info.getLockInfo();
    return lock == null
        ? null
        : new Blocker(
            lock.getClassName(),
            lock.getIdentityHashCode(),
            info.getLockOwnerId(),
            info.getLockOwnerName());
  }
}
