package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts about live threads, for tests. */
final class Facts {

  private Facts() {}

  /** What there is to know about a thread now. */
  @SuppressWarnings("deprecation") // threadId() is 19+
  static LeakedThread of(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    Thread.State state = thread.getState();
    return new LeakedThread(
        thread.getId(),
        thread.getName(),
        thread.getClass().getName(),
        group == null ? null : group.getName(),
        state,
        thread.isDaemon(),
        isVirtual(thread),
        List.of(thread.getStackTrace()),
        isVirtual(thread) ? null : blocker(thread.getId()));
  }

  private static @Nullable Blocker blocker(long id) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(id);
    LockInfo lock = info == null ? null : info.getLockInfo();
    return lock == null
        ? null
        : new Blocker(
            lock.getClassName(),
            lock.getIdentityHashCode(),
            info.getLockOwnerId(),
            info.getLockOwnerName());
  }

  private static boolean isVirtual(Thread thread) {
    return thread.getClass().getName().equals("java.lang.VirtualThread");
  }
}
