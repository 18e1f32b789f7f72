package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.access.ExecutorInternals;
import io.github.noleaks.internal.access.ExecutorInternals.State;
import io.github.noleaks.internal.access.ExecutorInternals.Task;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** One executor and its live workers, none of them kept alive. Immutable. */
final class WatchedExecutor {
  private final Identity identity;
  private final List<Reference<Object>> workers;
  private final long[] workerIds;

  /** What stays the same while workers come and go. */
  record Identity(long number, WeakReference<Executor> reference) {}

  WatchedExecutor(Identity identity, List<Reference<Object>> workers, long[] workerIds) {
    this.identity = identity;
    this.workers = workers;
    this.workerIds = workerIds;
  }

  Identity identity() {
    return identity;
  }

  long number() {
    return identity.number();
  }

  @Nullable Executor get() {
    return identity.reference().get();
  }

  /** The ids of its live threads. */
  long[] workerIds() {
    return workerIds;
  }

  int queued(ExecutorInternals internals) {
    Executor executor = get();
    return executor == null ? ExecutorInternals.UNKNOWN : internals.queued(executor);
  }

  /** The same without the cancelled tasks, where these are told from the others. */
  int pending(ExecutorInternals internals) {
    Executor executor = get();
    return executor == null ? ExecutorInternals.UNKNOWN : internals.pending(executor);
  }

  /** How many of its workers have a task; zero for those that do not tell. */
  int busy(ExecutorInternals internals) {
    int busy = 0;
    for (int i = 0; i < workers.size(); i++) {
      Object worker = workers.get(i).get();
      if (worker != null && internals.isBusy(worker)) {
        busy++;
      }
    }
    return busy;
  }

  /**
   * How many tasks may be under way that hand in others. Where this must not be too high, it is the
   * number of busy workers; else all workers are, which costs nothing to tell.
   */
  int mayHandInMore(ExecutorInternals internals) {
    Executor executor = get();
    return executor != null && internals.isScheduler(executor) ? busy(internals) : workerIds.length;
  }

  /** How many tasks it has done; a number that only moves on while it does some. */
  long completed(ExecutorInternals internals) {
    Executor executor = get();
    long sum = executor == null ? 0 : internals.completedByEnded(executor);
    for (Reference<Object> each : workers) {
      Object worker = each.get();
      sum += worker == null ? 0 : internals.completedBy(worker);
    }
    return sum;
  }

  /** How many tasks one of its workers has done, by the id of its thread. */
  long completedBy(long workerId, ExecutorInternals internals) {
    for (int i = 0; i < workers.size(); i++) {
      if (workerIds[i] == workerId) {
        Object worker = workers.get(i).get();
        return worker == null ? ExecutorInternals.UNKNOWN : internals.completedBy(worker);
      }
    }
    return ExecutorInternals.UNKNOWN;
  }

  /** Those in its queue that are not cancelled. */
  List<Task> tasks(ExecutorInternals internals) {
    Executor executor = get();
    return executor == null
        ? List.of()
        : internals.tasks(executor).stream().filter(task -> !task.cancelled()).toList();
  }

  /** As its user knows it. */
  String description(ExecutorInternals internals) {
    Executor executor = get();
    if (executor == null) {
      return "an executor that is gone";
    }
    int most = internals.mostWorkers(executor);
    State state = internals.state(executor);
    return "%s: %d%s worker%s%s"
        .formatted(
            name(executor),
            workerIds.length,
            most < 0 || most == Integer.MAX_VALUE ? "" : " of " + most,
            (most < 0 ? workerIds.length : most) == 1 ? "" : "s",
            state == null ? "" : ", " + word(state));
  }

  private static String name(Executor executor) {
    if (executor instanceof ForkJoinPool pool && pool == ForkJoinPool.commonPool()) {
      return "the common pool";
    }
    String name = executor.getClass().getName();
    return name.startsWith("java.util.concurrent.")
        ? name.substring(name.lastIndexOf('.') + 1)
        : name;
  }

  private static String word(State state) {
    return switch (state) {
      case RUNNING -> "not shut down";
      case SHUT_DOWN -> "shut down";
      case TERMINATED -> "terminated";
    };
  }
}
