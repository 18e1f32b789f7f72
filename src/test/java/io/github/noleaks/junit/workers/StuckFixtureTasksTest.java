package io.github.noleaks.junit.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaks;
import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose a task is that got stuck in an older worker outside of a test, and what excuses one. */
class StuckFixtureTasksTest {

  @BeforeEach
  void open() {
    OneWorker.open(Kind.POOL.create("of-all")).warm();
  }

  @AfterEach
  void end() {
    OneWorker.end();
  }

  private static Results run(Witness witness, Class<?>... classes) {
    Suite suite = Suite.of(classes);
    return (witness == Witness.ACCESS ? witness.ask(suite) : suite).run();
  }

  private static void assertGreen(Results results) {
    assertThat(results.failed()).as("%s", results).isEmpty();
  }

  abstract static class ThreeTests {
    @Test
    void one() {}

    @Test
    void two() {
      Workers another = Kind.POOL.create("anothers").warm();
      another.close();
    }

    @Test
    void three() {}
  }

  @VerifyNoLeaks
  static class StuckBeforeAll extends ThreeTests {
    @BeforeAll
    static void start() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @VerifyNoLeaks
  static class ComesLater {
    @Test
    void later() {}
  }

  @ParameterizedTest
  @EnumSource
  void whatGotStuckBeforeAllIsTheClasss(Witness witness) {
    Results results = run(witness, StuckBeforeAll.class, ComesLater.class);

    assertThat(results.failed()).containsExactly("StuckFixtureTasksTest$StuckBeforeAll");
    assertThat(results.reportOf("StuckFixtureTasksTest$StuckBeforeAll").threads())
        .extracting(LeakedThread::task)
        .containsExactly(StuckTask.NAME);
  }

  @VerifyNoLeaks
  @StartsForAll(reason = "the task serves the whole run")
  static class StuckForAll extends ThreeTests {
    @BeforeAll
    static void start() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAClassStartsForAllIsNobodys(Witness witness) {
    assertGreen(run(witness, StuckForAll.class, ComesLater.class));
  }

  @VerifyNoLeaks
  static class StuckAndAdopted extends ThreeTests {
    @BeforeAll
    static void start() {
      OneWorker.get().leaveStuck(Way.LATCH);
      NoLeaks.adoptCurrent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAdoptedIsNobodys(Witness witness) {
    assertGreen(run(witness, StuckAndAdopted.class, ComesLater.class));
  }

  @VerifyNoLeaks
  static class AdoptedAtRest {
    @BeforeAll
    static void adopt() {
      NoLeaks.adoptCurrent();
    }

    @Test
    void leaks() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @Test
  void theNextTaskOfAnAdoptedWorkerIsNotAdopted() {
    Results results = Suite.of(AdoptedAtRest.class, ComesLater.class).run();

    // The worker has not moved since the class began: the fixture might have handed it the task.
    assertThat(results.failed()).containsExactly("StuckFixtureTasksTest$AdoptedAtRest");
    assertThat(results.reportOf("StuckFixtureTasksTest$AdoptedAtRest").leaks())
        .extracting(Leak::startedIn)
        .containsExactly("StuckFixtureTasksTest.AdoptedAtRest.leaks()");
  }

  @VerifyNoLeaks
  static class Ignoring {
    @Test
    @IgnoreLeaks(thread = "of-all-*", reason = "tried")
    void byThread() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @VerifyNoLeaks
  static class IgnoringFrame {
    @Test
    @IgnoreLeaks(anyFrame = "io.github.noleaks.junit.workers.StuckTask.run", reason = "tried")
    void byFrame() {
      OneWorker.get().leaveStuck(Way.NEVER_ENDS);
    }
  }

  @VerifyNoLeaks
  static class Allowing {
    @Test
    @AllowLeaks(reason = "tried")
    void allowed() {
      OneWorker.get().leaveStuck(Way.FULL_QUEUE);
    }
  }

  @VerifyNoLeaks
  static class IgnoringAnother {
    @Test
    @IgnoreLeaks(thread = "another-*", reason = "tried")
    void leaks() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rulesExcuseIt(Witness witness) {
    assertGreen(run(witness, Ignoring.class, ComesLater.class));
    StuckTask.releaseAll();
    assertGreen(run(witness, IgnoringFrame.class, ComesLater.class));
  }

  @ParameterizedTest
  @EnumSource
  void whoMayLeakMayLeaveATask(Witness witness) {
    assertGreen(run(witness, Allowing.class, ComesLater.class));
  }

  @ParameterizedTest
  @EnumSource
  void anotherRuleDoesNot(Witness witness) {
    assertThat(run(witness, IgnoringAnother.class, ComesLater.class).failed())
        .containsExactly("leaks");
  }

  static class Unchecked {
    @Test
    void mayLeak() {
      OneWorker.get().leaveStuck(Way.LATCH);
    }
  }

  @Test
  void whatNobodyChecksIsNotTheNextTests() {
    assertThat(Suite.of(Unchecked.class, ComesLater.class).run().failed()).isEmpty();
  }

  @Test
  void theWholeRunIsCheckedForIt() {
    Results results =
        Suite.of(Unchecked.class, UncheckedToo.class).global().with("noleaks.scope", "suite").run();

    assertThat(results.failed()).containsExactly("JUnit Jupiter");
    assertThat(results.reportOf("JUnit Jupiter").threads())
        .extracting(LeakedThread::task)
        .containsExactly(StuckTask.NAME);
  }

  static class UncheckedToo {
    @Test
    void doesNothing() {}
  }

  @VerifyNoLeaks
  static class Failing {
    @Test
    void fails() {
      OneWorker.get().leaveStuck(Way.LATCH);
      throw new AssertionError("by itself");
    }
  }

  @Test
  void aFailedTestsIsAddedToItsFailure() {
    Results results = Suite.of(Failing.class, ComesLater.class).run();

    assertThat(results.failed()).containsExactly("fails");
    Throwable failure = results.failureOf("fails").orElseThrow();
    assertThat(failure).hasMessage("by itself");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).hasMessageContaining("of-all-1");
  }
}
