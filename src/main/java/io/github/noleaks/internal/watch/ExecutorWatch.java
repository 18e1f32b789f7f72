package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.access.ExecutorInternals;
import io.github.noleaks.internal.access.ExecutorInternals.Task;
import io.github.noleaks.internal.access.ThreadInternals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sees tasks pile up in the queues of executors that were there before. It needs access to the
 * fields of the JDK's pools; without, it sees nothing. Thread-safe.
 */
public final class ExecutorWatch {
  private static final ExecutorWatch SHARED = new ExecutorWatch();

  private final ExecutorListing listing = new ExecutorListing();
  private final NamedExecutors named = new NamedExecutors(listing);

  ExecutorWatch() {}

  /**
   * The watch of this JVM.
   *
   * @return the watch
   */
  public static ExecutorWatch shared() {
    return SHARED;
  }

  /**
   * The executors that were named to it.
   *
   * @return the same for the whole life of the JVM
   */
  public NamedExecutors named() {
    return named;
  }

  /**
   * Marks this moment. Takes no lock, and tens of nanoseconds for an executor and each of its
   * workers.
   *
   * @param access what may be done to read fields
   * @return the mark
   */
  public ExecutorMark mark(AccessMode access) {
    ThreadInternals threads = Access.present(access).orElse(null);
    if (threads == null || !threads.executors().isReadable()) {
      return ExecutorMark.NONE;
    }
    ExecutorInternals internals = threads.executors();
    List<WatchedExecutor> executors = listing.now(threads);
    // First of all: what is scheduled while we count is new.
    long scheduled = internals.scheduledSoFar();
    int[] loads = new int[2 * executors.size()];
    for (int i = 0; i < executors.size(); i++) {
      WatchedExecutor each = executors.get(i);
      // In this order: a task that is taken meanwhile counts twice, which is on the safe side.
      loads[2 * i] = each.pending(internals);
      loads[2 * i + 1] = each.mayHandInMore(internals);
    }
    return new ExecutorMark(executors, loads, scheduled, System.nanoTime());
  }

  /**
   * All tasks there are in queues now.
   *
   * @param access what may be done to read fields
   * @return what each executor has in its queue, as if it had been empty once
   */
  public List<Backlog> all(AccessMode access) {
    ThreadInternals threads = Access.present(access).orElse(null);
    if (threads == null || !threads.executors().isReadable()) {
      return List.of();
    }
    List<WatchedExecutor> executors = listing.now(threads);
    return since(
        new ExecutorMark(executors, new int[2 * executors.size()], 0, System.nanoTime()), access);
  }

  private static @Nullable ExecutorInternals internals(ExecutorMark mark, AccessMode access) {
    return mark.isNone()
        ? null
        : Access.present(access).map(ThreadInternals::executors).orElse(null);
  }

  /**
   * Whether no queue of an executor of the mark can have become longer.
   *
   * @param mark a mark
   * @param access what may be done to read fields
   * @return {@code false} if a look is needed to tell
   */
  public boolean unchangedSince(ExecutorMark mark, AccessMode access) {
    ExecutorInternals internals = internals(mark, access);
    if (internals == null) {
      return true;
    }
    boolean scheduled = internals.scheduledSoFar() != mark.scheduled();
    for (int i = 0; i < mark.executors().size(); i++) {
      Executor executor = mark.executors().get(i).get();
      if (executor != null
          && (internals.isScheduler(executor)
              ? scheduled
              : internals.queued(executor) > mark.queued(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a worker may be about to take a task that was not there at the mark.
   *
   * @param mark a mark
   * @param access what may be done to read fields
   * @return {@code false} if no queue has become longer but those of schedulers
   */
  public boolean isWorkWaiting(ExecutorMark mark, AccessMode access) {
    ExecutorInternals internals = internals(mark, access);
    if (internals != null) {
      for (int i = 0; i < mark.executors().size(); i++) {
        Executor executor = mark.executors().get(i).get();
        if (executor != null
            && !internals.isScheduler(executor)
            && internals.queued(executor) > mark.queued(i)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * What the executors of a mark have in their queues since. The one that the caller works for is
   * left out: its tasks are not of the caller's making.
   *
   * @param mark a mark
   * @param access what may be done to read fields
   * @return those with new tasks, and schedulers at work, whose tasks may come back at any moment
   */
  public List<Backlog> since(ExecutorMark mark, AccessMode access) {
    ThreadInternals threads = Access.present(access).orElse(null);
    if (threads == null || mark.isNone()) {
      return List.of();
    }
    Executor caller = threads.executor(Thread.currentThread());
    ExecutorInternals internals = threads.executors();
    List<WatchedExecutor> now = listing.now(threads);
    List<Backlog> since = new ArrayList<>();
    for (int i = 0; i < mark.executors().size(); i++) {
      WatchedExecutor before = mark.executors().get(i);
      Executor executor = before.get();
      if (executor == null || executor == caller) {
        continue;
      }
      // Without live threads it is not listed any more.
      WatchedExecutor current =
          now.stream()
              .filter(each -> each.number() == before.number())
              .findFirst()
              .orElseGet(() -> new WatchedExecutor(before.identity(), List.of(), new long[0]));
      Backlog backlog =
          internals.isScheduler(executor)
              ? ofScheduler(current, internals, mark, i)
              : ofQueue(current, internals, mark, i);
      if (!backlog.tasks().isEmpty() || (backlog.scheduler() && backlog.busy() > 0)) {
        since.add(backlog);
      }
    }
    return since;
  }

  private static Backlog ofScheduler(
      WatchedExecutor executor, ExecutorInternals internals, ExecutorMark mark, int index) {
    if (internals.scheduledSoFar() == mark.scheduled()) {
      return backlog(executor, internals, mark, index, List.of(), 0);
    }
    // In this order: a task that comes back meanwhile makes the pool look busy, not idle.
    int busy = executor.busy(internals);
    List<Task> all = executor.tasks(internals);
    busy = Math.max(busy, executor.busy(internals)); // And one that is taken meanwhile, too.
    List<Task> fresh = all.stream().filter(task -> task.sequence() >= mark.scheduled()).toList();
    // A task that ran at the mark may schedule itself again, under another number.
    int excess = all.size() - mark.queued(index) - mark.busy(index);
    return backlog(executor, internals, mark, index, fresh, excess, busy);
  }

  private static Backlog ofQueue(
      WatchedExecutor executor, ExecutorInternals internals, ExecutorMark mark, int index) {
    int before = mark.queued(index);
    if (before < 0 || executor.queued(internals) <= before) {
      return backlog(executor, internals, mark, index, List.of(), 0);
    }
    // Without the cancelled ones of now; at the mark some may have been counted.
    List<Task> all = executor.tasks(internals);
    int excess = all.size() - before;
    return backlog(
        executor, internals, mark, index, excess <= 0 ? List.of() : all, Math.max(0, excess));
  }

  private static Backlog backlog(
      WatchedExecutor executor,
      ExecutorInternals internals,
      ExecutorMark mark,
      int index,
      List<Task> tasks,
      int excess) {
    return backlog(executor, internals, mark, index, tasks, excess, executor.busy(internals));
  }

  private static Backlog backlog(
      WatchedExecutor executor,
      ExecutorInternals internals,
      ExecutorMark mark,
      int index,
      List<Task> tasks,
      int excess,
      int busy) {
    Executor live = executor.get();
    return new Backlog(
        executor.number(),
        live instanceof ForkJoinPool pool && pool == ForkJoinPool.commonPool(),
        live != null && internals.isScheduler(live),
        queued(tasks, executor, internals),
        excess,
        busy,
        mark.busy(index),
        executor.completed(internals),
        Arrays.stream(executor.workerIds()).boxed().collect(Collectors.toSet()));
  }

  static List<Backlog.Queued> queued(
      List<Task> tasks, WatchedExecutor executor, ExecutorInternals internals) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    String description = executor.description(internals);
    Executor live = executor.get();
    boolean numbered = live != null && internals.isScheduler(live);
    return tasks.stream()
        .map(
            task ->
                new Backlog.Queued(
                    numbered ? task.sequence() : task.identity(), described(task, description)))
        .toList();
  }

  private static LeakedTask described(Task task, String executor) {
    LeakedTask.Kind kind =
        task.periodic()
            ? LeakedTask.Kind.PERIODIC
            : task.delayNanos() > 0 ? LeakedTask.Kind.DELAYED : LeakedTask.Kind.QUEUED;
    return new LeakedTask(
        task.className(), kind, Duration.ofNanos(Math.max(0, task.delayNanos())), executor);
  }

  /**
   * The facts about some threads, such as the workers of a backlog.
   *
   * @param ids their ids
   * @return the facts about those that are alive
   */
  public List<LeakedThread> workers(Set<Long> ids) {
    return new ThreadFacts().of(PlatformThreads.live(), ids);
  }

  /**
   * How many tasks some workers have done. It stays the same as long as a worker is stuck in one.
   *
   * @param ids the ids of threads
   * @param access what may be done to read fields
   * @return the number by the id, of those that are workers of a pool that tells
   */
  public Map<Long, Long> completedBy(Collection<Long> ids, AccessMode access) {
    Map<Long, Long> completed = new HashMap<>();
    ThreadInternals threads = Access.present(access).orElse(null);
    if (threads != null && !ids.isEmpty()) {
      for (WatchedExecutor each : listing.now(threads)) {
        for (long id : each.workerIds()) {
          if (ids.contains(id)) {
            completed.put(id, each.completedBy(id, threads.executors()));
          }
        }
      }
    }
    return completed;
  }
}
