package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which JUnit makes tests run. */
class LifecycleTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  static class InConstructor {
    private final Thread field = Planted.sender("of-field-initialiser");

    InConstructor() {
      Planted.sender("of-constructor");
    }

    @Test
    void first() {
      assertThat(field).isNotNull();
    }

    @Nested
    class Inner {
      private final Thread innerField = Planted.sender("of-inner-field");

      @Test
      void second() {
        assertThat(innerField).isNotNull();
      }
    }
  }

  @Test
  void constructorsAndFieldInitialisersBelongToTheTest() {
    Results results = Suite.of(InConstructor.class).run();

    assertThat(results.failed()).containsExactly("first", "second");
    assertThat(results.reportOf("first").threads())
        .extracting("name")
        .containsExactly("of-field-initialiser", "of-constructor");
    assertThat(results.reportOf("second").threads())
        .extracting("name")
        .containsExactly("of-field-initialiser", "of-constructor", "of-inner-field");
  }

  @VerifyNoLeaks
  static class ClosingInAfterEach {
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @BeforeEach
    void warmUp() throws Exception {
      pool.submit(() -> {}).get();
    }

    @Test
    void clean() throws Exception {
      pool.submit(() -> {}).get();
    }

    @AfterEach
    void close() {
      pool.shutdown();
    }
  }

  @Test
  void whatAfterEachClosesIsNoLeak() {
    assertThat(Suite.of(ClosingInAfterEach.class).with("noleaks.settle", "5s").run().failed())
        .isEmpty();
  }

  @VerifyNoLeaks
  static class Invocations {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void parameterised(int number) {
      if (number == 2) {
        Planted.sender("of-second-invocation");
      }
    }

    @RepeatedTest(3)
    void repeated(RepetitionInfo info) {
      if (info.getCurrentRepetition() == 3) {
        Planted.sender("of-third-repetition");
      }
    }
  }

  @Test
  void eachInvocationIsOnItsOwn() {
    Results results = Suite.of(Invocations.class).run();

    assertThat(results.failed()).containsExactly("parameterised#2", "repeated#3");
    assertThat(results.reportOf("parameterised#2").subject())
        .startsWith("LifecycleTest.Invocations.parameterised() [2] ");
  }

  @VerifyNoLeaks
  static class Factory {
    @TestFactory
    List<DynamicTest> leaking() {
      return List.of(
          dynamicTest("clean", () -> {}),
          dynamicTest("leaking", () -> Planted.sender("of-dynamic-test")));
    }

    @TestFactory
    List<DynamicTest> handingOver() {
      Thread[] shared = new Thread[1];
      return List.of(
          dynamicTest("starts", () -> shared[0] = Planted.sender("between-dynamic-tests")),
          dynamicTest(
              "stops",
              () -> {
                shared[0].interrupt();
                shared[0].join();
              }));
    }
  }

  @Test
  void aFactoryIsCheckedAsAWhole() {
    Results results = Suite.of(Factory.class).run();

    assertThat(results.failed()).containsExactly("leaking");
    assertThat(results.reportOf("leaking").subject()).isEqualTo("LifecycleTest.Factory.leaking()");
  }

  @VerifyNoLeaks
  static class NotRun {
    @Test
    @Disabled("to see that nothing breaks")
    void disabled() {
      Planted.sender("never-started");
    }

    @Test
    void aborted() {
      abort("to see that nothing breaks");
    }

    @Test
    void abortedAndLeaking() {
      Planted.sender("of-aborted-test");
      abort("after a leak");
    }

    @Test
    void clean() {}
  }

  @Test
  void disabledAndAbortedTests() {
    Results results = Suite.of(NotRun.class).run();

    assertThat(results.failureOf("abortedAndLeaking").orElseThrow())
        .isInstanceOf(LeaksFoundError.class);
    assertThat(results.failureOf("aborted").orElseThrow().getMessage()).contains("nothing breaks");
    assertThat(results.failureOf("clean")).isEmpty();
    assertThat(results.failureOf("LifecycleTest$NotRun")).isEmpty();
  }

  @VerifyNoLeaks
  static class TimedOut {
    @Test
    @Timeout(10)
    void cleanInTheSameThread() {}

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void cleanInASeparateThread() {}

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void leaksInASeparateThread() {
      Planted.sender("of-separate-thread");
    }

    @Test
    @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
    void endsByInterrupt() throws InterruptedException {
      new java.util.concurrent.CountDownLatch(1).await();
    }

    @Test
    @Timeout(
        value = 50,
        unit = TimeUnit.MILLISECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void leavesItsThreadBehind() {
      Planted.remember(Thread.currentThread());
      for (int interrupts = 0; interrupts < 2; ) {
        LockSupport.park();
        if (Thread.interrupted()) {
          interrupts++;
        }
      }
    }
  }

  @Test
  void timeoutsInBothThreadModes() {
    Results results = Suite.of(TimedOut.class).run();

    assertThat(results.failed())
        .containsExactly("endsByInterrupt", "leaksInASeparateThread", "leavesItsThreadBehind");
    assertThat(results.failureOf("endsByInterrupt").orElseThrow())
        .isInstanceOf(TimeoutException.class);
    assertThat(results.failureOf("endsByInterrupt").orElseThrow().getSuppressed())
        .doesNotHaveAnyElementsOfTypes(LeaksFoundError.class);
    assertThat(results.reportOf("leaksInASeparateThread").threads()).hasSize(1);
    assertThat(results.failureOf("leavesItsThreadBehind").orElseThrow().getSuppressed())
        .hasAtLeastOneElementOfType(LeaksFoundError.class);
  }

  @VerifyNoLeaks
  static class FailingConstructor {
    FailingConstructor() {
      Planted.sender("of-failing-constructor");
      throw new IllegalStateException("its own failure");
    }

    @Test
    void neverRuns() {}
  }

  @Test
  void aFailingConstructorKeepsItsFailure() {
    Results results = Suite.of(FailingConstructor.class).run();

    assertThat(results.failureOf("neverRuns").orElseThrow()).hasMessage("its own failure");
    assertThat(results.reportOf("LifecycleTest$FailingConstructor").threads())
        .extracting("name")
        .containsExactly("of-failing-constructor");
  }

  static class BrokenClass {
    static final Object BROKEN = broken();

    private static Object broken() {
      throw new IllegalStateException("static failure");
    }

    @Test
    void neverRuns() throws ExecutionException {}
  }

  @Test
  void aFailingStaticInitialiserKeepsItsFailure() {
    Throwable with =
        Suite.of(BrokenClass.class).global().run().failureOf("neverRuns").orElseThrow();

    assertThat(with).isInstanceOf(ExceptionInInitializerError.class);
    assertThat(with).hasRootCauseMessage("static failure");
  }
}
