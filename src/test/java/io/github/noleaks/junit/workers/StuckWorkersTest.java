package io.github.noleaks.junit.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.CommonPool;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker that is older than the test and that the test leaves stuck in a task is that test's
 * leak, whatever makes it work and whatever it is stuck in. Tests before and after that one, which
 * end their tasks, stay green.
 */
class StuckWorkersTest {
  /** Those whose thread comes with them, not with their first task. */
  private static final Set<Kind> WITH_A_THREAD = EnumSet.of(Kind.TIMER, Kind.LOOP, Kind.EVENT_LOOP);

  private static Way way = Way.LATCH;
  private static @Nullable Workers workers;
  private static @Nullable Workers spare;
  private static @Nullable StuckTask left;
  private static List<Long> stuck = List.of();

  static Stream<Arguments> kindsAndWays() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Arrays.stream(Way.values()).map(each -> Arguments.of(kind, each)));
  }

  /** Each kind with the ways that differ most: the others are tried without access. */
  static Stream<Arguments> kindsAndSomeWays() {
    return kindsAndWays()
        .filter(each -> each.get()[1] == Way.LATCH || each.get()[1] == Way.NEVER_ENDS);
  }

  @AfterEach
  void end() {
    StuckTask.releaseAll();
    requireNonNull(workers).close();
    requireNonNull(spare).close();
    left = null;
    stuck = List.of();
  }

  private static void prepare(Kind kind, Way chosen) {
    way = chosen;
    workers = kind.create("warm");
    // The one worker that there is will be stuck; there is only one common pool.
    Kind kindOfSpare = kind == Kind.COMMON_POOL ? Kind.FORK_JOIN : kind;
    spare = warm(kindOfSpare, kindOfSpare.create("spare"));
  }

  private static Workers warm(Kind kind, Workers cold) {
    if (kind == Kind.COMMON_POOL) {
      CommonPool.useAllWorkers();
    } else if (kind == Kind.FORK_JOIN || kind == Kind.PARALLEL_STREAM) {
      // For a worker that waits for a condition the pool starts another one, which then is there.
      cold.leaveStuck(Way.FULL_QUEUE).release();
    }
    return cold.warm();
  }

  @VerifyNoLeaks
  static class Before {
    @Test
    void waits() {
      requireNonNull(workers).runAndWait();
    }

    @Test
    void waitsOften() {
      for (int i = 0; i < 20; i++) {
        requireNonNull(workers).runAndWait();
      }
    }

    @Test
    void releases() {
      requireNonNull(workers).leaveStuck(way).release();
    }
  }

  @VerifyNoLeaks
  static class Leaky {
    @Test
    void leaks() {
      StuckTask task = requireNonNull(workers).leaveStuck(way);
      left = task;
      stuck = task.inside().stream().map(Thread::getId).toList();
    }
  }

  @VerifyNoLeaks
  static class After {
    @Test
    void doesNothing() {}

    @Test
    void waitsAfterThat() {
      requireNonNull(spare).runAndWait();
    }

    @Test
    void releasesAfterThat() {
      requireNonNull(spare).leaveStuck(way).release();
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndWays")
  void aWarmWorker(Kind kind, Way chosen) {
    prepare(kind, chosen);
    warm(kind, requireNonNull(workers));

    assertNamesTheTask(kind, Suite.of(Before.class, Leaky.class, After.class).run());
  }

  @ParameterizedTest
  @MethodSource("kindsAndSomeWays")
  void aWarmWorkerWithAccess(Kind kind, Way chosen) {
    prepare(kind, chosen);
    warm(kind, requireNonNull(workers));

    assertNamesTheTask(
        kind,
        Suite.of(Before.class, Leaky.class, After.class).with("noleaks.access", "auto").run());
  }

  /** Then nothing is known yet about where the worker rests. */
  @ParameterizedTest
  @MethodSource("kindsAndSomeWays")
  void aWarmWorkerInTheFirstTest(Kind kind, Way chosen) {
    prepare(kind, chosen);
    warm(kind, requireNonNull(workers));

    assertNamesTheTask(kind, Suite.of(Leaky.class, After.class).run());
  }

  static Stream<Arguments> coldKindsAndSomeWays() {
    // Only a fresh JVM has a cold common pool: see CommonPoolKindsTest.
    return kindsAndSomeWays().filter(each -> each.get()[0] != Kind.COMMON_POOL);
  }

  @ParameterizedTest
  @MethodSource("coldKindsAndSomeWays")
  void aWorkerThatHasDoneNothingYet(Kind kind, Way chosen) {
    prepare(kind, chosen);

    Results results = Suite.of(Leaky.class, After.class).run();

    if (WITH_A_THREAD.contains(kind)) {
      assertNamesTheTask(kind, results);
    } else {
      assertThat(results.failed()).as("%s", results).containsExactly("leaks");
      assertThat(results.reportOf("leaks").threads())
          // A fork-join pool may have started an idle one beside it.
          .filteredOn(thread -> thread.task() == null)
          .extracting(LeakedThread::id)
          .containsAll(stuck);
    }
  }

  /** Once, against that test, by the task. */
  private static void assertNamesTheTask(Kind kind, Results results) {
    assertThat(results.failed()).as("%s", results).containsExactly("leaks");
    assertThat(results.reportOf("leaks").leaks())
        .singleElement()
        .extracting(Leak::verdict)
        .isEqualTo(Verdict.STUCK_TASK);
    List<LeakedThread> threads = results.reportOf("leaks").threads();
    assertThat(threads).extracting(LeakedThread::id).containsExactlyElementsOf(stuck);
    assertThat(requireNonNull(left).inside()).as("still stuck").isNotEmpty();
    // What a parallel stream runs is code of the stream's user, of which our task is a part.
    if (kind == Kind.PARALLEL_STREAM) {
      assertThat(threads.get(0).task()).startsWith(Kind.class.getName());
    } else if (kind == Kind.TIMER) {
      assertThat(threads.get(0).task()).startsWith(Kind.class.getName()).endsWith(".run");
    } else {
      assertThat(threads.get(0).task()).isEqualTo(StuckTask.NAME);
    }
  }
}
