package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of tests that run in parallel each answers for its own threads, and its rules for no others. */
class ParallelOwnershipTest {

  @BeforeEach
  void forget() {
    Points.forget();
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private static String subject(String test) {
    return "ParallelOwnershipTest." + test + ": ";
  }

  private static Results run(Witness witness, Class<?>... classes) {
    return witness.ask(Parallel.suite(classes)).run();
  }

  /** Two tests are here and remain until both have planted. */
  private static void meet(String self, String other, Runnable plant) {
    Points.pass(self);
    Points.await(other);
    plant.run();
    Points.pass(self + " has planted");
    Points.await(other + " has planted");
  }

  @VerifyNoLeaks
  static class AllowedBesideALeak {
    @Test
    @AllowLeaks(reason = "it is a planted one")
    void allowed() {
      meet("allowed", "leaks", () -> Planted.sender("allowed"));
    }

    @Test
    void leaks() {
      meet("leaks", "allowed", () -> Planted.sender("leaked"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOneTestIsAllowedIsNotAllowedToTheTestBeside(Witness witness) {
    Results results = run(witness, AllowedBesideALeak.class);

    assertThat(Parallel.charged(results))
        .containsExactly(subject("AllowedBesideALeak.leaks()") + "leaked");
  }

  @VerifyNoLeaks
  static class IgnoringBesideALeak {
    @Test
    @IgnoreLeaks(thread = "same-*", reason = "it is a planted one")
    void ignores() {
      meet("ignores", "leaks", () -> Planted.sender("same-name-1"));
    }

    @Test
    void leaks() {
      meet("leaks", "ignores", () -> Planted.sender("same-name-2"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void rulesOfATestHoldForItsOwnThreadsOnly(Witness witness) {
    Results results = run(witness, IgnoringBesideALeak.class);

    assertThat(Parallel.charged(results))
        .containsExactly(subject("IgnoringBesideALeak.leaks()") + "same-name-2");
  }

  @VerifyNoLeaks
  @StartsForAll(reason = "to see that it covers no others")
  @IgnoreLeaks(thread = "of-another-*", reason = "to see that it covers no others")
  static class StartingForAll {
    @Test
    void besideALeak() {
      meet("for all", "another", () -> {});
    }
  }

  @VerifyNoLeaks
  static class LeakingBesideIt {
    @Test
    void leaks() {
      meet("another", "for all", () -> Planted.sender("of-another-1"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClassThatStartsSomethingForAllAdoptsNothingOfOthers(Witness witness) {
    Results results = run(witness, StartingForAll.class, LeakingBesideIt.class);

    assertThat(Parallel.charged(results))
        .containsExactly(subject("LeakingBesideIt.leaks()") + "of-another-1");
  }

  @VerifyNoLeaks
  static class FailingByThemselves {
    @Test
    void failsAndLeaks() {
      meet("failsAndLeaks", "fails", () -> Planted.sender("of-failed"));
      throw new IllegalStateException("its own failure");
    }

    @Test
    void fails() {
      meet("fails", "failsAndLeaks", () -> {});
      throw new IllegalStateException("another failure");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failuresOfTheirOwnRemain(Witness witness) {
    Results results = run(witness, FailingByThemselves.class);

    assertThat(results.failureOf("failsAndLeaks").orElseThrow()).hasMessage("its own failure");
    assertThat(results.failureOf("fails").orElseThrow())
        .hasMessage("another failure")
        .hasNoSuppressedExceptions();
    assertThat(Parallel.charged(results))
        .containsExactly(subject("FailingByThemselves.failsAndLeaks()") + "of-failed");
  }

  @VerifyNoLeaks
  @ExtendWith(Points.Over.class)
  static class StillRunning {
    @Test
    void runsOn() throws InterruptedException {
      Points.await("closing is here");
      Thread thread = Planted.sender("of-running");
      Points.pass("runsOn has started its thread");
      Points.awaitEnd("closes");
      thread.interrupt();
      thread.join();
    }

    @Test
    void closes() {
      Points.pass("closing is here");
      Points.await("runsOn has started its thread");
      Planted.sender("of-closing");
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsOfATestThatStillRunsAreNotBlamed(Witness witness) {
    Results results = run(witness, StillRunning.class);

    assertThat(Parallel.charged(results))
        .containsExactly(subject("StillRunning.closes()") + "of-closing");
  }

  private static void launch(String name) {
    Planted.sender(name);
  }

  @VerifyNoLeaks
  static class Launching {
    @Test
    void launches() {
      meet("launches", "leaks", () -> launch("launched"));
    }

    @Test
    void leaks() {
      meet("leaks", "launches", () -> Planted.sender("not-launched"));
    }
  }

  @IgnoreLeaks(
      creator = "io.github.noleaks.junit.ParallelOwnershipTest.launch",
      reason = "what this method starts ends with the JVM")
  static class Excusing extends Launching {}

  @VerifyNoLeaks
  static class LaunchingOnly {
    @Test
    @IgnoreLeaks(
        creator = "io.github.noleaks.junit.ParallelOwnershipTest.launch",
        reason = "what this method starts ends with the JVM")
    void launches() {
      launch("launched");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRuleMayNameTheCreator(Witness witness) {
    assertThat(Parallel.charged(run(witness, Excusing.class)))
        .containsExactly(subject("Excusing.leaks()") + "not-launched");
  }

  /** Filtered before the wait, not after it. */
  @Test
  @Timeout(value = 60, unit = SECONDS)
  void withAccessAnIgnoredCreatorCostsNoWait() {
    Results results =
        Witness.ACCESS.ask(Parallel.suite(LaunchingOnly.class)).with("noleaks.settle", "5m").run();

    assertThat(results.failed()).isEmpty();
  }

  /** Comes between the instance and its test. */
  static class SlowCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestInstance().isPresent()) {
        Points.pass("instance is there");
        Points.await("fixture is there");
      }
      return ConditionEvaluationResult.enabled("always");
    }
  }

  /** The order in which the extensions are registered counts. */
  @ExtendWith(SlowCondition.class)
  @VerifyNoLeaks
  static class SlowToBegin {
    @Test
    void begins() {
      Points.pass("slow one has begun");
    }
  }

  @VerifyNoLeaks
  static class WithFixture {
    @BeforeAll
    static void open() {
      Points.await("instance is there");
      Planted.sender("of-fixture");
      Points.pass("fixture is there");
    }

    @Test
    void test() {
      Points.await("slow one has begun");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFixtureThatBeginsBesideAnInstanceIsNotTakenForAnExtensions(Witness witness) {
    Results results = run(witness, SlowToBegin.class, WithFixture.class);

    assertThat(Parallel.charged(results)).containsExactly(subject("WithFixture") + "of-fixture");
  }
}
