package io.github.noleaks.internal.check;

import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import io.github.noleaks.internal.watch.ExecutorMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tasks that were reported or excused. Thread-safe. It grows with what was left behind. */
final class ClosedTasks {
  /** Each with the moment at which it was closed. */
  private final Map<Task, Long> tasks = new ConcurrentHashMap<>();

  private final Set<Long> executors = ConcurrentHashMap.newKeySet();

  private record Task(long executor, long sequence) {}

  /** The tasks of some backlogs that are too many; the last ones, where that is not told. */
  void add(List<Backlog> backlogs) {
    long now = System.nanoTime();
    for (Backlog each : backlogs) {
      int size = each.tasks().size();
      int from = each.scheduler() ? 0 : Math.max(0, size - each.excess());
      each.tasks()
          .subList(from, size)
          .forEach(task -> tasks.put(new Task(each.executor(), task.sequence()), now));
    }
  }

  /** Whether this executor, as a whole, is told for the first time. */
  boolean addExecutor(long executor) {
    return executors.add(executor);
  }

  Backlog without(Backlog backlog, ExecutorMark mark) {
    if (tasks.isEmpty()) {
      return backlog;
    }
    List<Queued> rest = new ArrayList<>();
    int excess = backlog.excess();
    for (Queued each : backlog.tasks()) {
      Long moment = tasks.get(new Task(backlog.executor(), each.sequence()));
      if (moment == null) {
        rest.add(each);
      } else if (mark.isBefore(moment)) {
        excess--; // A later mark has counted it itself.
      }
    }
    return backlog.of(rest, excess);
  }
}
