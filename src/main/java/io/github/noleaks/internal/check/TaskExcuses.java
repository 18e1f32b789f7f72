package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.ignore.RuleSet;
import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import io.github.noleaks.internal.watch.ExecutorWatch;
import java.util.HashMap;
import java.util.Map;

/**
 * What excuses tasks in queues: a rule or the catalog, about the task or about a worker of its
 * executor. Not thread-safe; made for one check.
 */
final class TaskExcuses {
  private final ExecutorWatch watch;
  private final RuleSet rules;

  /** Of executors, by their numbers: what was said once holds for the whole check. */
  private final Map<Long, Boolean> executors = new HashMap<>();

  TaskExcuses(ExecutorWatch watch, RuleSet rules) {
    this.watch = watch;
    this.rules = rules;
  }

  /** Whether all tasks of an executor are excused, since its workers are. */
  boolean excuse(Backlog backlog) {
    return executors.computeIfAbsent(
        backlog.executor(),
        executor ->
            watch.workers(backlog.workers()).stream()
                .anyMatch(worker -> excuse(worker, backlog.common())));
  }

  private boolean excuse(LeakedThread worker, boolean ofCommonPool) {
    // The common pool is known, but its tasks are anybody's.
    return rules.excuses(worker) || (!ofCommonPool && KnownThreads.isHarmless(worker));
  }

  boolean excuse(Queued queued) {
    return excuse(queued.task());
  }

  boolean excuse(LeakedTask task) {
    return rules.ignores(task);
  }
}
