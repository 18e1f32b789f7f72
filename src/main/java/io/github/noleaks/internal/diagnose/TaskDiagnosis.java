package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From tasks that were left in queues to findings. */
public final class TaskDiagnosis {
  private static final String SHUT_DOWN = ", shut down";

  private static final String CANCEL =
      "keep the ScheduledFuture and cancel(true) it when the test ends, or give the test a"
          + " scheduler of its own and shut that down";
  private static final String KEEPS_ALIVE =
      "end the scheduler with shutdownNow(), or call"
          + " setExecuteExistingDelayedTasksAfterShutdownPolicy(false) before shutdown(): until the"
          + " task is due, it keeps the scheduler alive";
  private static final String DRAIN =
      "wait for the future of each task before the test ends, and cancel(true) it if it does not"
          + " come; if all workers are stuck, so is what waits behind them";
  private static final String NEVER_SHUT_DOWN = "shut the executor down when the test ends";

  private TaskDiagnosis() {}

  /**
   * A task and where it came up.
   *
   * @param task the facts
   * @param startedIn the test during which it was handed in, or {@code null} if that is the one the
   *     report is about
   */
  public record Left(LeakedTask task, @Nullable String startedIn) {}

  /** What tasks of one finding have in common. */
  private record Kind(
      LeakedTask.Kind kind, String type, String executor, @Nullable String startedIn) {}

  /**
   * Says of each task what is wrong with it. Those of the same kind, in executors of the same kind,
   * become one finding. May be called by any thread.
   *
   * @param tasks the tasks
   * @return the findings, in the order in which their first tasks come
   */
  public static List<Leak> of(Collection<Left> tasks) {
    Map<Kind, List<LeakedTask>> groups = new LinkedHashMap<>();
    for (Left left : tasks) {
      LeakedTask task = left.task();
      groups
          .computeIfAbsent(
              new Kind(
                  task.kind(), Stable.task(task.className()), task.executor(), left.startedIn()),
              kind -> new ArrayList<>())
          .add(task);
    }
    List<Leak> leaks = new ArrayList<>();
    groups.forEach(
        (kind, some) ->
            leaks.add(leak(Verdict.STUCK_TASK, summary(kind), some, kind.startedIn(), fix(kind))));
    return leaks;
  }

  /**
   * Of an executor that nobody but itself can look into, and that says it was not shut down.
   *
   * @param className its class
   * @return the finding
   */
  public static Leak neverShutDown(String className) {
    String executor = className + ": not shut down, and what it holds cannot be seen";
    LeakedTask unseen = new LeakedTask(className, LeakedTask.Kind.QUEUED, Duration.ZERO, executor);
    return leak(
        Verdict.IDLE_WORKER, "executor never shut down", List.of(unseen), null, NEVER_SHUT_DOWN);
  }

  private static Leak leak(
      Verdict verdict,
      String summary,
      List<LeakedTask> tasks,
      @Nullable String startedIn,
      String fix) {
    return new Leak(
        verdict,
        summary,
        List.of(),
        tasks,
        null,
        null,
        null,
        null,
        startedIn,
        fix,
        IgnoreSnippet.ofTasks(tasks),
        Fingerprint.ofTasks(summary, tasks),
        null,
        Evidence.NONE);
  }

  private static String summary(Kind kind) {
    return switch (kind.kind()) {
      case PERIODIC -> "periodic task still scheduled";
      case DELAYED -> "delayed task still scheduled";
      case QUEUED -> "task queued that no worker takes";
    };
  }

  private static String fix(Kind kind) {
    return switch (kind.kind()) {
      case PERIODIC -> CANCEL;
      case DELAYED -> kind.executor().endsWith(SHUT_DOWN) ? KEEPS_ALIVE : CANCEL;
      case QUEUED -> DRAIN;
    };
  }
}
