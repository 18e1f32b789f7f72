package io.github.noleaks.testing;

import static java.util.Objects.requireNonNull;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Correct tests that share fixtures, for a JVM of their own: fixtures that are older than all
 * tests, that one class starts for all, and of one class alone. None of the tests leaks.
 */
public final class SharedFixturesSuite {
  private static final int TESTS = 100;
  private static final int CLASSES = 3;

  private static @Nullable SharedFixtures older;

  private SharedFixturesSuite() {}

  /**
   * Prints each failure and how many there were, and exits with 1 if there was one.
   *
   * @param args how many rounds of 300 tests, {@code noleaks.access}, and how many threads of this
   *     JVM shall keep processors busy meanwhile
   */
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      Thread busy = new Thread(SharedFixturesSuite::burn, "busy-" + i);
      busy.setDaemon(true);
      busy.start();
    }
    older = new SharedFixtures();
    int passed = 0;
    int failed = 0;
    for (int round = 0; round < rounds; round++) {
      List<TestExecutionResult> results = run(args[1]);
      for (TestExecutionResult result : results) {
        result.getThrowable().ifPresent(System.out::println);
        failed += result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? 0 : 1;
      }
      passed += CLASSES * TESTS;
    }
    System.out.printf("%,d tests, %d false alarms%n", passed, failed);
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void burn() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  /** How the tests, their classes and the engine ended. */
  private static List<TestExecutionResult> run(String access) {
    var events =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("noleaks.access", access)
            .configurationParameter("noleaks.report.dir", "target/noleaks-of-inner-suites")
            .selectors(
                selectClass(OfTheRun.class), selectClass(OfAll.class), selectClass(OfAClass.class))
            .execute();
    long tests = events.testEvents().started().count();
    if (tests != CLASSES * TESTS) {
      throw new IllegalStateException(tests + " tests ran");
    }
    return events.allEvents().finished().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .toList();
  }

  @VerifyNoLeaks
  static class OfTheRun {
    @RepeatedTest(TESTS)
    void useSome(RepetitionInfo repetition) throws Exception {
      requireNonNull(older).useSome(new SplittableRandom(repetition.getCurrentRepetition()));
    }
  }

  @VerifyNoLeaks
  @StartsForAll(reason = "they serve all rounds")
  static class OfAll {
    private static @Nullable SharedFixtures fixtures;

    @BeforeAll
    static void start() throws Exception {
      if (fixtures == null) {
        fixtures = new SharedFixtures();
      }
    }

    @RepeatedTest(TESTS)
    void useSome(RepetitionInfo repetition) throws Exception {
      requireNonNull(fixtures).useSome(new SplittableRandom(~repetition.getCurrentRepetition()));
    }
  }

  @VerifyNoLeaks
  static class OfAClass {
    private static @Nullable SharedFixtures fixtures;

    @BeforeAll
    static void start() throws Exception {
      fixtures = new SharedFixtures();
    }

    @AfterAll
    static void end() throws Exception {
      requireNonNull(fixtures).close();
      fixtures = null;
    }

    @RepeatedTest(TESTS)
    void useSome(RepetitionInfo repetition) throws Exception {
      requireNonNull(fixtures).useSome(new SplittableRandom(-repetition.getCurrentRepetition()));
    }
  }
}
