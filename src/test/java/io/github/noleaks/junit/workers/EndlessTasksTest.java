package io.github.noleaks.junit.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A task that runs and runs is a leak, also where one of its kind has run and ended before. */
class EndlessTasksTest {

  @BeforeEach
  void open() {
    OneWorker.open(Kind.POOL.create("of-all")).warm();
  }

  @AfterEach
  void end() {
    OneWorker.end();
  }

  @VerifyNoLeaks
  @TestMethodOrder(OrderAnnotation.class)
  static class NeverEndsAtLast {
    private static @Nullable StuckTask first;

    @Test
    @Order(1)
    void leaksOneThatWaits() {
      first = OneWorker.get().leaveStuck(Way.LATCH);
    }

    @Test
    @Order(2)
    void releasesIt() {
      requireNonNull(first).release();
      OneWorker.get().runAndWait();
    }

    @Test
    @Order(3)
    void leaksOneThatRuns() {
      OneWorker.get().leaveStuck(Way.NEVER_ENDS);
    }
  }

  @Test
  void aTaskThatRunsForEverIsALeakEvenIfOneOfItsKindHasEnded() {
    assertThat(Suite.of(NeverEndsAtLast.class).run().failed())
        .containsExactly("leaksOneThatRuns", "leaksOneThatWaits");
  }

  @VerifyNoLeaks
  static class LeavesOneRunning {
    @Test
    void leaks() {
      OneWorker.get().leaveStuck(Way.NEVER_ENDS);
    }
  }

  @VerifyNoLeaks
  static class RunsBetweenTests {
    private static final StuckTask[] TASK = new StuckTask[1];

    @BeforeAll
    static void start() {
      TASK[0] = OneWorker.get().leaveStuck(Way.NEVER_ENDS);
    }

    @AfterAll
    static void end() {
      TASK[0].release();
    }

    @Test
    void test() {}
  }

  @Test
  void aTaskThatRunsForEverIsALeakWhateverAFixtureDidBefore() {
    Results results = Suite.of(RunsBetweenTests.class, LeavesOneRunning.class).run();

    assertThat(results.failed()).as("%s", results).containsExactly("leaks");
  }
}
