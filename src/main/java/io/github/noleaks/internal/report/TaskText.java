package io.github.noleaks.internal.report;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tasks of a finding in a few lines: what is the same is told once, with a count. */
final class TaskText {
  private static final int MOST_LINES = 8;

  private TaskText() {}

  /** Which tasks older workers are in; none if all threads are new. */
  static List<String> ofWorkers(List<LeakedThread> threads) {
    Map<String, Long> counts =
        counted(threads.stream().map(LeakedThread::task).filter(Objects::nonNull).toList());
    List<String> lines = new ArrayList<>();
    counts.forEach((task, count) -> lines.add(times(count) + Wording.name(task)));
    if (lines.isEmpty()) {
      return lines;
    }
    List<String> shown = cut(lines, "more task");
    int last = shown.size() - 1;
    shown.set(last, shown.get(last) + "; the worker was there before, its task was not");
    return shown;
  }

  private record Kind(String name, LeakedTask.Kind kind) {}

  /** What waits in a queue, and for what. */
  static List<String> of(List<LeakedTask> tasks) {
    Map<Kind, List<LeakedTask>> groups =
        tasks.stream()
            .collect(
                Collectors.groupingBy(
                    task -> new Kind(Wording.task(task.className()), task.kind()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<String> lines = new ArrayList<>();
    groups.forEach(
        (kind, same) -> lines.add(times(same.size()) + kind.name() + ", " + waits(kind, same)));
    return cut(lines, "more kind");
  }

  private static String waits(Kind kind, List<LeakedTask> tasks) {
    return switch (kind.kind()) {
      case QUEUED -> "queued";
      case DELAYED -> "delayed" + due(tasks, ", due in ");
      case PERIODIC -> "periodic" + due(tasks, ", next in ");
    };
  }

  private static String due(List<LeakedTask> tasks, String words) {
    Duration first = Duration.ZERO;
    Duration last = Duration.ZERO;
    for (LeakedTask task : tasks) {
      boolean none = last.isZero();
      first = none || task.delay().compareTo(first) < 0 ? task.delay() : first;
      last = none || task.delay().compareTo(last) > 0 ? task.delay() : last;
    }
    String from = Wording.duration(first);
    String to = Wording.duration(last);
    return last.isZero() ? "" : words + from + (from.equals(to) ? "" : " to " + to);
  }

  /** In which executors they are. */
  static List<String> executors(List<LeakedTask> tasks) {
    Map<String, Long> counts = counted(tasks.stream().map(LeakedTask::executor).toList());
    return cut(counts.keySet().stream().map(Wording::printable).toList(), "more executor");
  }

  private static Map<String, Long> counted(List<String> texts) {
    return texts.stream()
        .collect(
            Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
  }

  private static String times(long count) {
    return count == 1 ? "" : Wording.number(count) + " × ";
  }

  private static List<String> cut(List<String> lines, String noun) {
    if (lines.size() <= MOST_LINES) {
      return new ArrayList<>(lines);
    }
    List<String> shown = new ArrayList<>(lines.subList(0, MOST_LINES));
    shown.add("… and " + Wording.count(lines.size() - MOST_LINES, noun));
    return shown;
  }
}
