package io.github.noleaks.internal.evidence;

import io.github.noleaks.LeakedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an executor, whoever has looked at it, and the sentences for that. Refers to
 * no live object.
 *
 * @param kind what sort of executor it is
 * @param name as its user knows it, such as {@code Executors.newSingleThreadExecutor()}
 * @param workers how many threads it has
 * @param most how many it would have at most, of a {@code ForkJoinPool} its parallelism; not told
 *     of other kinds
 * @param busy how many of them are in a task, negative if that is not known
 * @param state whether it takes new tasks
 * @param tasks those that wait in its queue and were not cancelled; possibly only the first ones
 * @param queued how many wait, at least as many as there are {@code tasks}
 * @param running the busy workers and what each is in, in words
 * @param threadsBy the class of the user's that makes its threads, or {@code null}
 */
public record ExecutorFacts(
    Kind kind,
    String name,
    long workers,
    long most,
    long busy,
    State state,
    List<Task> tasks,
    long queued,
    List<String> running,
    @Nullable String threadsBy) {
  private static final int MOST_RUNNING = 3;
  private static final int MOST_KINDS = 5;

  /** Sorts of executors. */
  public enum Kind {
    /** A {@code ThreadPoolExecutor}, scheduled or not. */
    POOL,
    /** A {@code ForkJoinPool}. */
    FORK_JOIN,
    /** One that makes a thread for each task. */
    THREAD_PER_TASK,
    /** A {@code java.util.Timer}. */
    TIMER
  }

  /** Whether an executor takes new tasks. */
  public enum State {
    /** Nobody has shut it down. */
    RUNNING("not shut down"),
    /** It is for the whole JVM. */
    PERMANENT("cannot be shut down"),
    /** It takes no new tasks, and has not ended. */
    SHUT_DOWN("shut down, not terminated"),
    /** It has ended. */
    TERMINATED("terminated");

    private final String told;

    State(String told) {
      this.told = told;
    }
  }

  /**
   * A task that waits.
   *
   * @param type the class of what it runs, as a reader would call it
   * @param kind what it waits for
   * @param due how long until its time, or {@code null} if that is not known, or nothing to wait
   *     for
   * @param period how long from one time to the next, or {@code null} if it is not periodic
   */
  public record Task(
      String type, LeakedTask.Kind kind, @Nullable Duration due, @Nullable Duration period) {}

  /**
   * Keeps copies of the lists.
   *
   * @param kind as the component
   * @param name as the component
   * @param workers as the component
   * @param most as the component
   * @param busy as the component
   * @param state as the component
   * @param tasks as the component
   * @param queued as the component
   * @param running as the component
   * @param threadsBy as the component
   */
  public ExecutorFacts {
    tasks = List.copyOf(tasks);
    running = List.copyOf(running);
  }

  /**
   * The executor in a few words.
   *
   * @return such as {@code ThreadPoolExecutor: 1 of 1 workers, 1 busy, not shut down}
   */
  public String headline() {
    return name
        + ": "
        + switch (kind) {
          case POOL ->
              Names.number(workers) + " of " + Names.number(most) + " workers" + busyWords();
          case FORK_JOIN ->
              "parallelism "
                  + Names.number(most)
                  + ", "
                  + Names.count(workers, "worker")
                  + busyWords();
          case THREAD_PER_TASK -> Names.count(workers, "thread") + ", ";
          case TIMER -> "";
        }
        + (kind != Kind.TIMER
            ? state.told
            : state == State.RUNNING ? "never cancelled" : "cancelled");
  }

  private String busyWords() {
    return workers == 0 || busy < 0
        ? ", "
        : ", " + (busy == 0 ? "none" : Names.number(busy)) + " busy, ";
  }

  /**
   * All that is known, a sentence each: the executor, what waits in its queue, and what keeps one
   * that was shut down from ending.
   *
   * @return one sentence or more
   */
  public List<String> told() {
    List<String> told = new ArrayList<>();
    told.add(headline() + (threadsBy == null ? "" : ", threads by " + threadsBy));
    if (queued > 0) {
      told.add(waiting());
    }
    if (state == State.SHUT_DOWN) {
      String keeper = keeper();
      if (keeper != null) {
        told.add("kept from ending by " + keeper);
      }
    }
    return told;
  }

  private record Alike(String type, LeakedTask.Kind kind, @Nullable Duration period) {}

  private String waiting() {
    Map<Alike, List<Task>> groups = new LinkedHashMap<>();
    for (Task task : tasks) {
      groups
          .computeIfAbsent(
              new Alike(task.type(), task.kind(), task.period()), alike -> new ArrayList<>())
          .add(task);
    }
    List<String> words = new ArrayList<>();
    groups.forEach((alike, same) -> words.add(words(alike, same)));
    boolean all = words.size() <= MOST_KINDS && queued == tasks.size();
    return Names.count(queued, "task")
        + (queued == 1 ? " waits" : " wait")
        + (kind == Kind.TIMER
            ? " for " + (queued == 1 ? "its" : "their") + " time"
            : " in its queue")
        + (words.isEmpty() ? "" : ": ")
        + String.join("; ", words.subList(0, Math.min(MOST_KINDS, words.size())))
        + (all || words.isEmpty() ? "" : "; …");
  }

  private static String words(Alike alike, List<Task> tasks) {
    String times = tasks.size() == 1 ? "" : Names.number(tasks.size()) + " × ";
    return times
        + alike.type()
        + switch (alike.kind()) {
          case QUEUED -> "";
          case DELAYED -> ", delayed" + due(tasks, ", due in ");
          case PERIODIC ->
              ", periodic"
                  + (alike.period() == null ? "" : " every " + Names.duration(alike.period()))
                  + due(tasks, ", next in ");
        };
  }

  private static String due(List<Task> tasks, String words) {
    List<Duration> known = new ArrayList<>();
    for (Task task : tasks) {
      if (task.due() != null && !task.due().isNegative() && !task.due().isZero()) {
        known.add(task.due());
      }
    }
    if (known.isEmpty()) {
      return "";
    }
    known.sort(Duration::compareTo);
    String first = Names.duration(known.get(0));
    String last = Names.duration(known.get(known.size() - 1));
    return words + first + (first.equals(last) ? "" : " to " + last);
  }

  private @Nullable String keeper() {
    if (!running.isEmpty()) {
      List<String> shown =
          new ArrayList<>(running.subList(0, Math.min(MOST_RUNNING, running.size())));
      if (running.size() > MOST_RUNNING) {
        shown.add("… and " + Names.number(running.size() - MOST_RUNNING) + " more");
      }
      return String.join(", ", shown);
    }
    boolean periodic = tasks.stream().anyMatch(task -> task.kind() == LeakedTask.Kind.PERIODIC);
    boolean delayed = tasks.stream().anyMatch(task -> task.kind() == LeakedTask.Kind.DELAYED);
    if (kind != Kind.POOL || !(periodic || delayed)) {
      return null;
    }
    List<String> policies = new ArrayList<>();
    if (delayed) {
      policies.add("setExecuteExistingDelayedTasksAfterShutdownPolicy(false)");
    }
    if (periodic) {
      policies.add("setContinueExistingPeriodicTasksAfterShutdownPolicy(false)");
    }
    return Names.count(queued, (delayed ? "delayed" : "periodic") + " task")
        + ": with "
        + String.join(" and ", policies)
        + " shutdown() drops "
        + (queued == 1 ? "it" : "them")
        + ", shutdownNow() always does";
  }
}
