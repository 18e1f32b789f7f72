package io.github.noleaks.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.internal.evidence.ExecutorFacts.Kind;
import io.github.noleaks.internal.evidence.ExecutorFacts.State;
import io.github.noleaks.internal.evidence.ExecutorFacts.Task;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutorFactsTest {
  private static final Task QUEUED = new Task("a.Job", LeakedTask.Kind.QUEUED, null, null);

  private static Task delayed(@Nullable Duration due) {
    return new Task("a.Later", LeakedTask.Kind.DELAYED, due, null);
  }

  private static Task periodic(@Nullable Duration due, Duration period) {
    return new Task("a.Tick", LeakedTask.Kind.PERIODIC, due, period);
  }

  private static ExecutorFacts facts(
      Kind kind, long busy, State state, List<Task> tasks, List<String> running) {
    return new ExecutorFacts(kind, "Pool", 2, 4, busy, state, tasks, tasks.size(), running, null);
  }

  @Test
  void headlines() {
    assertThat(facts(Kind.POOL, 1, State.RUNNING, List.of(), List.of()).headline())
        .isEqualTo("Pool: 2 of 4 workers, 1 busy, not shut down");
    assertThat(facts(Kind.POOL, -1, State.TERMINATED, List.of(), List.of()).headline())
        .isEqualTo("Pool: 2 of 4 workers, terminated");
    assertThat(facts(Kind.FORK_JOIN, 0, State.PERMANENT, List.of(), List.of()).headline())
        .isEqualTo("Pool: parallelism 4, 2 workers, none busy, cannot be shut down");
    assertThat(facts(Kind.THREAD_PER_TASK, 2, State.SHUT_DOWN, List.of(), List.of()).headline())
        .isEqualTo("Pool: 2 threads, shut down, not terminated");
    assertThat(facts(Kind.TIMER, -1, State.RUNNING, List.of(), List.of()).headline())
        .isEqualTo("Pool: never cancelled");
    assertThat(facts(Kind.TIMER, -1, State.SHUT_DOWN, List.of(), List.of()).headline())
        .isEqualTo("Pool: cancelled");
  }

  @Test
  void alikeTasksAreToldOnce() {
    assertThat(
            facts(
                    Kind.POOL,
                    1,
                    State.RUNNING,
                    List.of(
                        QUEUED,
                        delayed(Duration.ofSeconds(5)),
                        QUEUED,
                        delayed(Duration.ofMinutes(5)),
                        periodic(null, Duration.ofSeconds(30))),
                    List.of())
                .told())
        .contains(
            "5 tasks wait in its queue: 2 × a.Job; 2 × a.Later, delayed, due in 5 s to 5 min;"
                + " a.Tick, periodic every 30 s");
  }

  @Test
  void whatIsDueOrUnknownHasNoTime() {
    assertThat(
            facts(
                    Kind.TIMER,
                    -1,
                    State.RUNNING,
                    List.of(delayed(null), delayed(Duration.ofSeconds(-3))),
                    List.of())
                .told())
        .contains("2 tasks wait for their time: 2 × a.Later, delayed");
  }

  @Test
  void manyKindsAreCut() {
    List<Task> tasks =
        java.util.stream.IntStream.range(0, 9)
            .mapToObj(i -> new Task("a.Job" + i, LeakedTask.Kind.QUEUED, null, null))
            .toList();
    assertThat(facts(Kind.POOL, 1, State.RUNNING, tasks, List.of()).told())
        .contains("9 tasks wait in its queue: a.Job0; a.Job1; a.Job2; a.Job3; a.Job4; …");
  }

  @Test
  void whatKeepsOneFromEnding() {
    assertThat(
            facts(Kind.POOL, 4, State.SHUT_DOWN, List.of(), List.of("t1", "t2", "t3", "t4")).told())
        .contains("kept from ending by t1, t2, t3, … and 1 more");
    assertThat(
            facts(
                    Kind.POOL,
                    0,
                    State.SHUT_DOWN,
                    List.of(delayed(null), periodic(null, Duration.ofSeconds(1))),
                    List.of())
                .told())
        .contains(
            "kept from ending by 2 delayed tasks: with"
                + " setExecuteExistingDelayedTasksAfterShutdownPolicy(false) and"
                + " setContinueExistingPeriodicTasksAfterShutdownPolicy(false) shutdown() drops"
                + " them, shutdownNow() always does");
    assertThat(facts(Kind.POOL, 0, State.SHUT_DOWN, List.of(QUEUED), List.of()).told())
        .as("it will be run")
        .noneMatch(line -> line.startsWith("kept"));
    assertThat(facts(Kind.POOL, 1, State.RUNNING, List.of(), List.of("t1")).told()).hasSize(1);
  }
}
