package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Circles of platform threads that wait for each other's locks, as the JVM's own finder sees them.
 */
final class Deadlocks {

  /**
   * One circle.
   *
   * @param threads all its threads, each waiting for a lock that the next one holds, the last for
   *     one of the first; it may hold threads that are not leaked
   */
  record Circle(List<ThreadInfo> threads) {

    boolean contains(long id) {
      return threads.stream().anyMatch(thread -> thread.getThreadId() == id);
    }

    /** One line a thread: what it waits for and who holds that. */
    String told() {
      List<String> lines = new ArrayList<>();
      for (ThreadInfo thread : threads) {
        LockInfo lock = thread.getLockInfo();
        lines.add(
            Owners.thread(thread.getThreadName(), thread.getThreadId())
                + " waits for "
                + (lock == null ? "a lock" : lock)
                + ", held by "
                + Owners.thread(thread.getLockOwnerName(), thread.getLockOwnerId()));
      }
      return String.join("\n", lines);
    }
  }

  private Deadlocks() {}

  /** The circles at least one of these threads is in. */
  static List<Circle> among(Collection<LeakedThread> threads) {
    boolean possible =
        threads.stream()
            .anyMatch(
                thread ->
                    !thread.virtual()
                        && (thread.state() == Thread.State.BLOCKED
                            || thread.state() == Thread.State.WAITING
                            || thread.state() == Thread.State.TIMED_WAITING));
    if (!possible) {
      return List.of();
    }
    try {
      long[] ids = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
      return ids == null
          ? List.of()
          : circles(ManagementFactory.getThreadMXBean().getThreadInfo(ids)).stream()
              .filter(circle -> threads.stream().anyMatch(t -> circle.contains(t.id())))
              .toList();
    } catch (RuntimeException e) {
      // Not supported, or not permitted: then the threads are told as blocked ones.
      return List.of();
    }
  }

  private static List<Circle> circles(ThreadInfo[] found) {
    Map<Long, ThreadInfo> left = new LinkedHashMap<>();
    for (ThreadInfo thread : found) {
      if (thread != null) {
        left.put(thread.getThreadId(), thread);
      }
    }
    List<Circle> circles = new ArrayList<>();
    while (!left.isEmpty()) {
      List<ThreadInfo> path = new ArrayList<>();
      ThreadInfo next = left.values().iterator().next();
      // Each thread is taken out once it is on the path, so the path ends where it meets itself.
      while (next != null) {
        path.add(next);
        left.remove(next.getThreadId());
        next = left.get(next.getLockOwnerId());
      }
      long last = path.get(path.size() - 1).getLockOwnerId();
      for (int i = 0; i < path.size(); i++) {
        if (path.get(i).getThreadId() == last) {
          circles.add(startingAtLowestId(path.subList(i, path.size())));
        }
      }
    }
    return circles;
  }

  private static Circle startingAtLowestId(List<ThreadInfo> circle) {
    int start = 0;
    for (int i = 1; i < circle.size(); i++) {
      if (circle.get(i).getThreadId() < circle.get(start).getThreadId()) {
        start = i;
      }
    }
    List<ThreadInfo> turned = new ArrayList<>(circle.subList(start, circle.size()));
    turned.addAll(circle.subList(0, start));
    return new Circle(turned);
  }
}
