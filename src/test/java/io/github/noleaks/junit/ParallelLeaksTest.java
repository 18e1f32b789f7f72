package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite.Results;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Suites that run in parallel and in which some tests leak: each leak is told once. What came up
 * while several tests ran is told when the run ends.
 */
class ParallelLeaksTest {
  private static final String AT_THE_END = "JUnit Jupiter: ";

  private static CountDownLatch bothHere = new CountDownLatch(2);
  private static CountDownLatch planted = new CountDownLatch(1);

  @BeforeEach
  void newMeeting() {
    bothHere = new CountDownLatch(2);
    planted = new CountDownLatch(1);
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** Two tests run now, and both still run when they have left this method. */
  private static void bothAreHere() {
    bothHere.countDown();
    Parallel.await(bothHere);
  }

  /** The other test has left its thread behind. */
  private static void afterThePlanted() {
    Parallel.await(planted);
  }

  private static void plant(String name) {
    Planted.sender(name);
    planted.countDown();
  }

  private static void plantVirtual(String name) {
    Planted.awaitParked(Planted.remember(VirtualThreads.start(name, LockSupport::park)));
    planted.countDown();
  }

  @VerifyNoLeaks
  static class Leaking {
    @Test
    void leaks() {
      bothAreHere();
      plant("left-behind");
    }
  }

  @VerifyNoLeaks
  static class Careful {
    @Test
    void careful() throws InterruptedException {
      bothAreHere();
      afterThePlanted();
      Thread thread = new Thread(() -> {}, "ended");
      thread.start();
      thread.join();
    }
  }

  @Test
  void leakOfOneOfTwoClassesIsToldWhenTheRunEnds() {
    Results results = Parallel.suite(Leaking.class, Careful.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "left-behind");
  }

  @VerifyNoLeaks
  static class LeakingVirtually {
    @Test
    void leaks() {
      bothAreHere();
      plantVirtual("virtual-left-behind");
    }

    @Test
    @IgnoreLeaks(thread = "virtual-ignored", reason = "negative control: rules hold here, too")
    void ignores() {
      plantVirtual("virtual-ignored");
    }
  }

  /** Virtual threads are not listed while several tests run, and yet none is lost. */
  @Test
  void virtualThreadsAreToldWhenTheRunEnds() {
    assumeTrue(VirtualThreads.isSupported());
    Results results = Parallel.suite(LeakingVirtually.class, Careful.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "virtual-left-behind");
    assertThat(results.reportOf("JUnit Jupiter").text())
        .contains("started in  ")
        .contains("LeakingVirtually.leaks()")
        .contains("Careful.careful()");
  }

  @VerifyNoLeaks
  static class LeakingAlone {
    @Test
    void leaks() {
      Planted.sender("left-behind");
    }
  }

  @Test
  void nothingRunsBesideTheOnlyTest() {
    Results results = Parallel.suite(LeakingAlone.class).run();

    assertThat(Parallel.blamed(results)).containsExactly("leaks: left-behind");
  }

  @Isolated
  @VerifyNoLeaks
  static class Isolating {
    @Test
    void leaksAlone() {
      Planted.sender("of-isolated");
    }
  }

  @Test
  void nothingRunsBesideIsolatedTests() {
    Results results = Parallel.suite(Leaking.class, Isolating.class, Careful.class).run();

    assertThat(Parallel.blamed(results))
        .containsExactlyInAnyOrder("leaksAlone: of-isolated", AT_THE_END + "left-behind");
  }

  @VerifyNoLeaks
  static class BothLeaking {
    @Test
    void one() {
      bothAreHere();
      plant("of-one");
    }

    @Test
    void other() {
      bothAreHere();
      Planted.sender("of-other");
      afterThePlanted();
    }
  }

  @VerifyNoLeaks
  @TestInstance(Lifecycle.PER_CLASS)
  @Execution(ExecutionMode.CONCURRENT) // The configured mode does not hold for PER_CLASS.
  static class BothLeakingInOneInstance extends BothLeaking {}

  @Test
  void twoLeaksAtATimeAreBothToldOnce() {
    Results results = Parallel.suite(BothLeaking.class).run();

    assertThat(Parallel.blamed(results))
        .containsExactlyInAnyOrder(AT_THE_END + "of-one", AT_THE_END + "of-other");
  }

  @Test
  void twoLeaksInOneInstanceAreBothToldOnce() {
    Results results = Parallel.suite(BothLeakingInOneInstance.class).run();

    assertThat(Parallel.blamed(results))
        .containsExactlyInAnyOrder(AT_THE_END + "of-one", AT_THE_END + "of-other");
  }

  static class NotByName extends BothLeaking {}

  @Test
  void theSameWhereAllTestsAreWatched() {
    Results results = Parallel.suite(NotByName.class).global().run();

    assertThat(Parallel.blamed(results))
        .containsExactlyInAnyOrder(AT_THE_END + "of-one", AT_THE_END + "of-other");
  }

  @VerifyNoLeaks
  static class FailingByThemselves {
    @Test
    void failsAndLeaks() {
      bothAreHere();
      plant("of-failed-test");
      throw new IllegalStateException("its own failure");
    }

    @Test
    void fails() {
      bothAreHere();
      afterThePlanted();
      throw new IllegalStateException("another failure");
    }
  }

  @Test
  void failingTestsKeepTheirOwnFailures() {
    Results results = Parallel.suite(FailingByThemselves.class).run();

    assertThat(results.failureOf("failsAndLeaks").orElseThrow()).hasMessage("its own failure");
    assertThat(results.failureOf("fails").orElseThrow())
        .hasMessage("another failure")
        .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "of-failed-test");
  }

  @VerifyNoLeaks
  static class Allowed {
    @Test
    @AllowLeaks(reason = "it is a planted one")
    void allowed() {
      bothAreHere();
      plant("allowed");
    }
  }

  @Test
  void whatIsAllowedIsAllowedBesideOthers() {
    Results results = Parallel.suite(Allowed.class, Careful.class).run();

    assertThat(Parallel.blamed(results)).isEmpty();
  }

  @VerifyNoLeaks
  static class InThreadsOfTheirOwn {
    @Test
    @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void leaks() {
      bothAreHere();
      plant("of-separate-thread");
    }

    @Test
    @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void careful() {
      bothAreHere();
      afterThePlanted();
    }

    @Test
    @Timeout(value = 50, unit = MILLISECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void takesTooLong() throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  void threadsOfJUnitsTimeoutsAreNobodysLeak() {
    Results results = Parallel.suite(InThreadsOfTheirOwn.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "of-separate-thread");
    assertThat(results.failed()).containsExactly("JUnit Jupiter", "takesTooLong");
    assertThat(results.failureOf("takesTooLong").orElseThrow())
        .isInstanceOf(TimeoutException.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .doesNotHaveAnyElementsOfTypes(LeaksFoundError.class));
  }
}
