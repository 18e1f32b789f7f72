package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedTask;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an executor has in its queue that it did not have at a mark. It refers to no live object.
 *
 * @param executor a number that stands for the executor as long as it lives
 * @param common whether it is the common pool
 * @param scheduler whether its tasks have numbers, which tell the new ones
 * @param tasks of a scheduler those that came since; else all; cancelled ones left out
 * @param excess how many tasks it has more than it could have if all those of the mark had only
 *     taken turns; not positive if nothing is too many
 * @param busy how many workers have a task now; such a task may come back to the queue
 * @param busyBefore how many of them, at the most, had one at the mark
 * @param completed how many tasks were done up to now
 * @param workers the ids of its live threads
 */
public record Backlog(
    long executor,
    boolean common,
    boolean scheduler,
    List<Queued> tasks,
    int excess,
    int busy,
    int busyBefore,
    long completed,
    Set<Long> workers) {

  /** Keeps copies. */
  public Backlog {
    tasks = List.copyOf(tasks);
    workers = Set.copyOf(workers);
  }

  /**
   * A task in the queue.
   *
   * @param sequence a number that tells it from the others of its executor
   * @param task the facts
   */
  public record Queued(long sequence, LeakedTask task) {
    /**
     * Whether it comes back to the queue whenever it has run.
     *
     * @return {@code true} if it does
     */
    public boolean isPeriodic() {
      return task.kind() == LeakedTask.Kind.PERIODIC;
    }
  }

  /**
   * The same without some tasks, which then are not too many either.
   *
   * @param unwanted the tasks to leave out
   * @return the rest
   */
  public Backlog without(Predicate<Queued> unwanted) {
    List<Queued> rest = tasks.stream().filter(unwanted.negate()).toList();
    return of(rest, excess - (tasks.size() - rest.size()));
  }

  /**
   * The same with some tasks only.
   *
   * @param some the tasks
   * @param tooMany how many of them are too many
   * @return the new backlog
   */
  public Backlog of(List<Queued> some, int tooMany) {
    return new Backlog(
        executor, common, scheduler, some, tooMany, busy, busyBefore, completed, workers);
  }

  /**
   * The numbers of the tasks.
   *
   * @return each once
   */
  public Set<Long> sequences() {
    return tasks.stream().map(Queued::sequence).collect(Collectors.toSet());
  }
}
