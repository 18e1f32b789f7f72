package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.Verdict;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Who is charged with a task in a queue, and what excuses it. */
@SuppressWarnings("FutureReturnValueIgnored") // To forget it is what is tested.
class OwnersOfTasksTest {
  private static ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(0);
  private static ThreadPoolExecutor pool = scheduler;
  private static CountDownLatch gate = new CountDownLatch(1);
  private static CountDownLatch meeting = new CountDownLatch(2);

  @BeforeEach
  void warmUp() {
    gate = new CountDownLatch(1);
    meeting = new CountDownLatch(2);
    scheduler = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "scheduler-of-all"));
    scheduler.prestartAllCoreThreads();
    pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    pool.prestartAllCoreThreads();
  }

  @AfterEach
  void end() throws Exception {
    gate.countDown();
    pool.shutdownNow();
    scheduler.shutdownNow();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static Suite suite(Class<?> tests) {
    return Suite.of(tests).global().with("noleaks.access", "auto");
  }

  private static void forget() {
    scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
  }

  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class TwoTests {
    @Test
    void first() {
      forget();
    }

    @Test
    void second() {}
  }

  @Test
  void eachTaskIsToldOnce() {
    assertThat(suite(TwoTests.class).run().failed()).containsExactly("first");
  }

  @Test
  void aClassAnswersForItsTestsWhereThatIsTheScope() {
    assertThat(suite(TwoTests.class).with("noleaks.scope", "class").run().failed())
        .containsExactly("OwnersOfTasksTest$TwoTests");
  }

  @Test
  void aSuiteAnswersForAllWhereThatIsTheScope() {
    assertThat(suite(TwoTests.class).with("noleaks.scope", "suite").run().failed())
        .containsExactly("JUnit Jupiter");
  }

  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class StuckFirst {
    @Test
    void first() throws Exception {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = gate;
      pool.execute(
          () -> {
            begun.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              // Released.
            }
          });
      begun.await();
      pool.execute(() -> {});
    }

    @Test
    void second() {
      pool.execute(() -> {});
    }

    @Test
    void third() {
      forget();
    }
  }

  @Test
  void whatWaitsBehindAStuckTaskIsNoOtherLeak() {
    Results results = suite(StuckFirst.class).run();
    assertThat(results.failed()).containsExactly("first", "third");
    LeakReport report = results.reportOf("first");
    assertThat(report.leaks()).hasSize(1);
    assertThat(report.threads()).hasSize(1);
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.STUCK_TASK);
  }

  @IgnoreLeaks(thread = "scheduler-of-all", reason = "it is another's")
  static class IgnoresThePool {
    @Test
    void forgets() {
      forget();
    }
  }

  @IgnoreLeaks(task = "io.github.noleaks.junit.OwnersOfTasks*", reason = "it is harmless")
  static class IgnoresTheTask {
    @Test
    void forgets() {
      forget();
    }
  }

  @IgnoreLeaks(task = "io.github.noleaks.junit.Another*", reason = "it is harmless")
  static class IgnoresAnotherTask {
    @Test
    void forgets() {
      forget();
    }
  }

  @Test
  void aTaskMayBeIgnoredByItsClass() {
    assertThat(suite(IgnoresTheTask.class).run().failed()).isEmpty();
    assertThat(suite(IgnoresAnotherTask.class).run().failed()).containsExactly("forgets");
  }

  static class Allows {
    @AllowLeaks(reason = "it may")
    @Test
    void forgets() {
      forget();
    }
  }

  static class FailsItself {
    @Test
    void forgets() {
      forget();
      throw new IllegalStateException("on its own account");
    }
  }

  @Test
  void theTasksOfAnIgnoredWorkerAreIgnored() {
    assertThat(suite(IgnoresThePool.class).run().failed()).isEmpty();
  }

  @Test
  void aTestMayBeAllowedToForgetATask() {
    assertThat(suite(Allows.class).run().failed()).isEmpty();
  }

  @Test
  void aTestThatFailsByItselfTellsToo() {
    Results results = suite(FailsItself.class).run();
    assertThat(Parallel.leaks(results)).hasSize(1);
    assertThat(results.failureOf("forgets").orElseThrow())
        .hasMessage("on its own account")
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    Results skipping = suite(FailsItself.class).with("noleaks.failed-tests", "skip").run();
    assertThat(Parallel.leaks(skipping)).isEmpty();
  }

  private static void meet() {
    meeting.countDown();
    Parallel.await(meeting);
  }

  static class Beside {
    @Test
    void forgets() {
      meet();
      forget();
    }

    @Test
    void isCareful() {
      meet();
      scheduler.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);
    }
  }

  @Test
  void whatCameUpBesideOthersIsToldLater() {
    Results results = Parallel.suite(Beside.class).global().with("noleaks.access", "auto").run();
    // Nothing ran beside the class.
    assertThat(results.failed()).containsExactly("OwnersOfTasksTest$Beside");
    Leak leak = Parallel.leaks(results).get(0);
    assertThat(leak.startedIn()).contains("Beside.forgets()");
    assertThat(Parallel.leaks(results)).hasSize(1);
    assertThat(leak.tasks()).hasSize(1);
  }

  static class BesideAnotherClass {
    @Test
    void forgetsBesideIt() {
      meet();
      forget();
      meetAgain();
    }
  }

  static class AnotherClass {
    @Test
    void isThere() {
      meet();
      meetAgain();
    }
  }

  private static void meetAgain() {
    gate.countDown();
    Parallel.await(gate);
  }

  @Test
  void besideOtherClassesTheEndOfTheRunDecides() {
    gate = new CountDownLatch(2);
    Results results =
        Parallel.suite(BesideAnotherClass.class, AnotherClass.class)
            .global()
            .with("noleaks.access", "auto")
            .run();
    assertThat(results.failed()).containsExactly("JUnit Jupiter");
    assertThat(Parallel.leaks(results)).hasSize(1);
    assertThat(Parallel.leaks(results).get(0).startedIn())
        .contains("BesideAnotherClass.forgetsBesideIt()");
  }

  static class CarefulBeside {
    @Test
    void one() {
      meet();
      scheduler.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);
    }

    @Test
    void other() throws Exception {
      meet();
      scheduler.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get();
    }
  }

  @Test
  void aSchedulerThatIsUsedInParallelIsNoLeak() {
    Results results =
        Parallel.suite(CarefulBeside.class).global().with("noleaks.access", "auto").run();
    assertThat(results.failed()).isEmpty();
  }
}
