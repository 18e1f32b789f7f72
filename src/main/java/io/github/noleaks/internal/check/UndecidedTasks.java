package io.github.noleaks.internal.check;

import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import io.github.noleaks.internal.watch.ExecutorMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks that came up while several tests ran, for the end of the run. Thread-safe. */
final class UndecidedTasks {
  /** Where tests by the thousand leave tasks behind, the first ones tell enough. */
  private static final int MOST = 500;

  private final Function<ExecutorMark, List<Backlog>> since;
  private final ConcurrentLinkedQueue<Window> windows = new ConcurrentLinkedQueue<>();

  /** What was there when a test ended, by executor. */
  private record Window(ExecutorMark mark, String subject, Map<Long, Set<Long>> tasks) {
    boolean has(Backlog backlog, Queued queued) {
      Set<Long> numbers = tasks.get(backlog.executor());
      return numbers != null && numbers.contains(queued.sequence());
    }
  }

  UndecidedTasks(Function<ExecutorMark, List<Backlog>> since) {
    this.since = since;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /**
   * A test has ended beside others.
   *
   * @param mark from when it began
   * @param left what is in the queues since
   */
  void add(ExecutorMark mark, String subject, List<Backlog> left) {
    Map<Long, Set<Long>> tasks = new HashMap<>();
    for (Backlog each : left) {
      if (!each.tasks().isEmpty()) {
        tasks.put(each.executor(), each.sequences());
      }
    }
    if (tasks.isEmpty()) {
      return;
    }
    if (windows.size() >= MOST) {
      // Most tasks are gone soon after.
      windows.removeIf(window -> now(window, (from, all) -> all).isEmpty());
    }
    if (windows.size() < MOST) {
      windows.add(new Window(mark, subject, tasks));
    }
  }

  /**
   * What is left of them now.
   *
   * @param open takes away what is excused
   */
  List<Backlog> now(BiFunction<ExecutorMark, List<Backlog>, List<Backlog>> open) {
    Map<Long, Backlog> merged = new HashMap<>();
    for (Window window : windows) {
      for (Backlog each : now(window, open)) {
        merged.merge(each.executor(), each, UndecidedTasks::merge);
      }
    }
    return List.copyOf(merged.values());
  }

  private List<Backlog> now(
      Window window, BiFunction<ExecutorMark, List<Backlog>, List<Backlog>> open) {
    return open.apply(window.mark(), since.apply(window.mark())).stream()
        .filter(each -> window.tasks().containsKey(each.executor()))
        .map(each -> each.without(queued -> !window.has(each, queued)))
        .filter(each -> each.scheduler() || each.excess() > 0)
        .toList();
  }

  private static Backlog merge(Backlog one, Backlog other) {
    Set<Long> there = one.sequences();
    List<Queued> all = new ArrayList<>(one.tasks());
    other.tasks().stream().filter(each -> !there.contains(each.sequence())).forEach(all::add);
    return one.of(all, Math.max(one.excess(), other.excess()));
  }

  /** The tests that ran when a task came up. */
  @Nullable String subjects(Backlog backlog, Queued queued) {
    String subjects =
        windows.stream()
            .filter(window -> window.has(backlog, queued))
            .map(Window::subject)
            .distinct()
            .sorted()
            .limit(5)
            .collect(Collectors.joining(Ledger.OR));
    return subjects.isEmpty() ? null : subjects;
  }
}
