package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.diagnose.TaskDiagnosis;
import io.github.noleaks.internal.diagnose.TaskDiagnosis.Left;
import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import io.github.noleaks.internal.watch.ExecutorMark;
import io.github.noleaks.internal.watch.ExecutorWatch;
import io.github.noleaks.internal.watch.NamedExecutors.Abandoned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tasks that tests leave in the queues of executors that were there before, each told once. While
 * several tests run, nobody can tell whose a task is: then the end of the run decides. Thread-safe.
 */
final class Backlogs {
  /** For the whole JVM, as it is with threads. */
  private static final ClosedTasks ADOPTED = new ClosedTasks();

  private final ExecutorWatch watch = ExecutorWatch.shared();
  private final AccessMode access;
  private final ClosedTasks closed = new ClosedTasks();
  private final UndecidedTasks undecided;
  private final ExecutorMark begin;

  /** Workers that were reported, and how many tasks each had done by then. */
  private final Map<Long, Long> stuck = new ConcurrentHashMap<>();

  /** Begins with the run. */
  Backlogs(AccessMode access) {
    this.access = access;
    this.begin = mark();
    this.undecided = new UndecidedTasks(mark -> watch.since(mark, access));
  }

  /** What is in queues now is accepted. */
  static void adoptCurrent() {
    ADOPTED.add(ExecutorWatch.shared().all(AccessMode.AUTO));
  }

  /** Where a scope begins. */
  ExecutorMark mark() {
    return watch.mark(access);
  }

  /** Whether a worker may be about to begin a task that a test has handed in at its very end. */
  boolean isWorkWaiting(ScopeWindow window) {
    ExecutorMark mark = window.executors();
    return mark != null && watch.isWorkWaiting(mark, access);
  }

  /**
   * What a test or class has left in queues, added to what it has left otherwise.
   *
   * @param threads what was found so far
   */
  LeakReport addTo(LeakReport threads, ScopeWindow window, Settings settings, boolean failed) {
    remember(threads);
    ExecutorMark mark = window.executors();
    if (mark == null || !settings.detect().contains(Resource.EXECUTORS)) {
      return threads;
    }
    boolean off =
        settings.check() == Check.OFF || (failed && settings.failedTests() == FailedTests.SKIP);
    TaskExcuses excuses = new TaskExcuses(watch, settings.rules());
    List<Leak> named =
        off || !settings.checksAt(window.level()) ? List.of() : leftNamed(window, mark, excuses);
    if (watch.unchangedSince(mark, access)) {
      return plus(threads, named);
    }
    closed.add(excused(watch.since(mark, access), mark, excuses));
    if (off || window.servesAll()) {
      closed.add(untold(watch.since(mark, access), mark));
    } else if (window.isOverlapped()) {
      undecided.add(mark, window.subject(), open(watch.since(mark, access), mark, excuses));
    } else if (settings.checksAt(window.level())) {
      Duration limit =
          failed ? Settle.shorter(settings.settle(), Duration.ofMillis(100)) : settings.settle();
      List<Backlog> left =
          new TaskSettle(() -> open(watch.since(mark, access), mark, excuses)).await(limit);
      if (window.isOverlapped()) { // Who has begun meanwhile may have handed something in.
        undecided.add(mark, window.subject(), left);
      } else {
        closed.add(left);
        return plus(threads, all(leaks(left), named));
      }
    }
    return plus(threads, named);
  }

  /** What the whole run has left, or of that only what no test could decide on. */
  LeakReport addToRun(LeakReport threads, boolean everything, Settings suite) {
    remember(threads);
    if (!suite.checksAt(Scope.SUITE) || !suite.detect().contains(Resource.EXECUTORS)) {
      return threads;
    }
    TaskExcuses excuses = new TaskExcuses(watch, suite.rules());
    List<Leak> leaks = new ArrayList<>();
    if (!undecided.isEmpty()) {
      List<Backlog> left =
          new TaskSettle(() -> undecided.now((mark, now) -> open(now, mark, excuses)))
              .await(suite.settle());
      closed.add(left);
      leaks.addAll(leaks(left));
    }
    if (everything && !watch.unchangedSince(begin, access)) {
      List<Backlog> left =
          new TaskSettle(() -> open(watch.since(begin, access), begin, excuses))
              .await(suite.settle());
      leaks.addAll(leaks(left));
    }
    return plus(threads, leaks);
  }

  /** A pool whose worker was reported cannot do its tasks: that is no other leak. */
  private void remember(LeakReport threads) {
    if (!threads.isEmpty()) {
      Set<Long> ids = threads.threads().stream().map(LeakedThread::id).collect(Collectors.toSet());
      stuck.putAll(watch.completedBy(ids, access));
    }
  }

  private boolean hasStuckWorker(Backlog backlog) {
    List<Long> known = backlog.workers().stream().filter(stuck::containsKey).toList();
    Map<Long, Long> now = known.isEmpty() ? Map.of() : watch.completedBy(known, access);
    return now.entrySet().stream()
        .anyMatch(each -> each.getValue().equals(stuck.get(each.getKey())));
  }

  /** Without what was told already, and what is excused. */
  private List<Backlog> open(List<Backlog> all, ExecutorMark mark, TaskExcuses excuses) {
    return untold(all, mark).stream()
        .filter(each -> !excuses.excuse(each))
        .map(each -> each.without(excuses::excuse))
        .toList();
  }

  private List<Backlog> excused(List<Backlog> all, ExecutorMark mark, TaskExcuses excuses) {
    return untold(all, mark).stream()
        .map(each -> excuses.excuse(each) ? each : each.without(queued -> !excuses.excuse(queued)))
        .filter(each -> !each.tasks().isEmpty())
        .toList();
  }

  private List<Backlog> untold(List<Backlog> all, ExecutorMark mark) {
    List<Backlog> untold = new ArrayList<>();
    for (Backlog each : all) {
      Backlog rest = ADOPTED.without(closed.without(each, mark), mark);
      boolean mayGrow = rest.scheduler() && rest.busy() > 0;
      if ((mayGrow || rest.excess() > 0) && !hasStuckWorker(rest)) {
        untold.add(rest);
      }
    }
    return untold;
  }

  private List<Leak> leaks(List<Backlog> backlogs) {
    List<Left> left = new ArrayList<>();
    for (Backlog each : backlogs) {
      for (Queued queued : each.tasks()) {
        left.add(new Left(queued.task(), undecided.subjects(each, queued)));
      }
    }
    left.sort(Comparator.comparing(each -> each.task().kind()));
    return TaskDiagnosis.of(left);
  }

  /** Executors that the code of the scope has named itself, and left as they were. */
  private List<Leak> leftNamed(ScopeWindow window, ExecutorMark mark, TaskExcuses excuses) {
    List<Leak> leaks = new ArrayList<>();
    for (Abandoned each : watch.named().leftBy(window.owner(), mark, access)) {
      if (closed.addExecutor(each.executor())) {
        List<Left> left =
            each.tasks().stream()
                .filter(queued -> !excuses.excuse(queued))
                .map(queued -> new Left(queued.task(), null))
                .toList();
        leaks.addAll(
            each.tasks().isEmpty()
                ? List.of(TaskDiagnosis.neverShutDown(each.className()))
                : TaskDiagnosis.of(left));
      }
    }
    leaks.removeIf(leak -> leak.tasks().stream().allMatch(excuses::excuse));
    return leaks;
  }

  private static LeakReport plus(LeakReport report, List<Leak> more) {
    return Reports.plus(report, more, List.of());
  }

  private static List<Leak> all(List<Leak> some, List<Leak> more) {
    List<Leak> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
