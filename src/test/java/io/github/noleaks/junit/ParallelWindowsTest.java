package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Suite.Results;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Two tests that run in parallel, in each order in which they can begin and end. */
class ParallelWindowsTest {
  private static final String AT_THE_END = "JUnit Jupiter: ";

  private static final AtomicInteger CONSTRUCTED = new AtomicInteger();
  private static volatile String methodOfFirst = "";
  private static volatile Thread workerOfFirst = Thread.currentThread();

  @BeforeEach
  void forget() {
    Points.forget();
    CONSTRUCTED.set(0);
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** Holds a thread from now on, until it is told to end it. */
  private static final class Held {
    private final CountDownLatch release = new CountDownLatch(1);
    private final Thread thread = new Thread(() -> Parallel.await(release), "held");

    Held() {
      thread.start();
      Planted.awaitParked(thread);
    }

    void end() throws InterruptedException {
      release.countDown();
      thread.join();
    }
  }

  @VerifyNoLeaks
  @ExtendWith(Points.Over.class)
  static class EndingBeforeTheOther {
    @Test
    void first() {
      Points.await("begin of second");
      Points.await("thread of second");
    }

    @Test
    void second() throws InterruptedException {
      Points.pass("begin of second");
      Held held = new Held();
      Points.pass("thread of second");
      Points.awaitEnd("first");
      held.end();
    }
  }

  @Test
  void threadOfTheTestBesideIsNobodysLeak() {
    assertThat(Parallel.blamed(Parallel.suite(EndingBeforeTheOther.class).run())).isEmpty();
  }

  @VerifyNoLeaks
  @ExtendWith(Points.Over.class)
  static class InnocentEndingFirst {
    @Test
    void first() {
      Points.pass("begin of first");
      Points.await("planted");
    }

    @Test
    void second() {
      Points.await("begin of first");
      Planted.sender("left-behind");
      Points.pass("planted");
      Points.awaitEnd("first");
    }
  }

  @Test
  void namesAllTestsThatRanAtTheTime() {
    Results results = Parallel.suite(InnocentEndingFirst.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "left-behind");
    String startedIn = Parallel.leaks(results).get(0).startedIn();
    assertThat(Arrays.asList(String.valueOf(startedIn).split(" or ")))
        .containsExactlyInAnyOrder(
            "ParallelWindowsTest.InnocentEndingFirst.first()",
            "ParallelWindowsTest.InnocentEndingFirst.second()");
  }

  /** A constructor does not know for which test it is: who comes first plays the first part. */
  @ExtendWith(SlowCondition.class) // Before ours, which takes the instance for ready.
  @VerifyNoLeaks(settle = "1s")
  @ExtendWith(Points.Over.class)
  abstract static class InParts {
    final boolean isFirst = CONSTRUCTED.getAndIncrement() == 0;

    static void awaitEndOfFirst() {
      Points.awaitEnd(methodOfFirst);
    }

    @Test
    void one() throws InterruptedException {
      play("one");
    }

    @Test
    void other() throws InterruptedException {
      play("other");
    }

    private void play(String method) throws InterruptedException {
      if (isFirst) {
        methodOfFirst = method;
        workerOfFirst = Thread.currentThread();
        first();
      } else {
        second();
      }
    }

    abstract void first();

    abstract void second() throws InterruptedException;
  }

  static class StartingInConstructor extends InParts {
    private @Nullable Held held;

    StartingInConstructor() {
      if (!isFirst) {
        Points.await("begin of first");
        held = new Held();
        Points.pass("thread of second");
        awaitEndOfFirst();
      }
    }

    @Override
    void first() {
      Points.pass("begin of first");
      Points.await("thread of second");
    }

    @Override
    void second() throws InterruptedException {
      Objects.requireNonNull(held).end();
    }
  }

  @Test
  void threadOfTheConstructorBesideIsNobodysLeak() {
    assertThat(Parallel.blamed(Parallel.suite(StartingInConstructor.class).run())).isEmpty();
  }

  /** Starts an application context, and keeps it: it may serve other classes, too. */
  static class StartingContext implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
      if (!((InParts) instance).isFirst) {
        Points.await("begin of first");
        Planted.sender("context");
        Points.pass("context");
        InParts.awaitEndOfFirst();
      }
    }
  }

  @ExtendWith(StartingContext.class)
  static class RunningBesideAContext extends InParts {
    @Override
    void first() {
      Points.pass("begin of first");
      Points.await("context");
    }

    @Override
    void second() {}
  }

  @Test
  void threadOfAContextThatStartsBesideIsNobodysLeak() {
    assertThat(Parallel.blamed(Parallel.suite(RunningBesideAContext.class).run())).isEmpty();
  }

  /** Takes its time before the test begins, but prepares nothing. */
  static class SlowCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestInstance().orElse(null) instanceof LeakingBeforeTheOtherBegins test
          && !test.isFirst) {
        Points.pass("slow");
        Points.await("planted");
      }
      return ConditionEvaluationResult.enabled("always");
    }
  }

  static class LeakingBeforeTheOtherBegins extends InParts {
    @Override
    void first() {
      Points.await("slow");
      Planted.sender("left-behind");
      Points.pass("planted");
      Points.await("begin of second");
    }

    @Override
    void second() {
      Points.pass("begin of second");
    }
  }

  @Test
  void leakBetweenAnInstanceAndItsTestIsNotTakenForAnExtensions() {
    Results results = Parallel.suite(LeakingBeforeTheOtherBegins.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "left-behind");
  }

  static class BeginningDuringSettle extends InParts {
    BeginningDuringSettle() {
      if (!isFirst) {
        Points.await("planted");
        // Should we come too late, nothing is proven, and nothing fails.
        while (!isSettling(workerOfFirst) && !Points.isOver(methodOfFirst)) {
          Thread.onSpinWait();
        }
      }
    }

    private static boolean isSettling(Thread worker) {
      return Arrays.stream(worker.getStackTrace())
          .anyMatch(frame -> frame.getClassName().endsWith(".check.Settle"));
    }

    @Override
    void first() {
      Planted.sender("left-behind");
      Points.pass("planted");
    }

    @Override
    void second() throws InterruptedException {
      Held held = new Held();
      awaitEndOfFirst();
      held.end();
    }
  }

  @Test
  void threadOfATestThatBeginsDuringTheCheckIsNobodysLeak() {
    Results results = Parallel.suite(BeginningDuringSettle.class).run();

    assertThat(Parallel.blamed(results))
        .hasSize(1)
        .first()
        .asString()
        .isIn("one: left-behind", "other: left-behind", AT_THE_END + "left-behind");
  }
}
