package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedTask.Kind;
import io.github.noleaks.Verdict;
import io.github.noleaks.testing.Suite;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks that are left in a scheduler that was there before, and tasks that are not. */
@SuppressWarnings("FutureReturnValueIgnored") // To forget it is what is tested.
class ScheduledTasksTest {
  /** The fixture of all suites here: it is there before. */
  private static ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(0);

  /** What a test hands in. */
  static final class Mail implements Runnable {
    @Override
    public void run() {}
  }

  @BeforeEach
  void warmUp() {
    scheduler = new ScheduledThreadPoolExecutor(2);
    scheduler.prestartAllCoreThreads();
  }

  @AfterEach
  void end() throws Exception {
    scheduler.shutdownNow();
    assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static Suite suite(Class<?> tests) {
    return Suite.of(tests).global().with("noleaks.access", "auto");
  }

  static class Periodic {
    @Test
    void schedules() {
      scheduler.scheduleAtFixedRate(new Mail(), 1, 1, TimeUnit.HOURS);
    }

    @Test
    void isCareful() {
      ScheduledFuture<?> mail = scheduler.scheduleAtFixedRate(new Mail(), 1, 1, TimeUnit.HOURS);
      mail.cancel(true);
    }
  }

  @Test
  void aPeriodicTaskStaysScheduled() {
    Suite.Results results = suite(Periodic.class).run();
    assertThat(results.failed()).containsExactly("schedules");
    LeakReport report = results.reportOf("schedules");
    assertThat(report.leaks()).hasSize(1);
    Leak leak = report.leaks().get(0);
    assertThat(leak.verdict()).isEqualTo(Verdict.STUCK_TASK);
    assertThat(leak.summary()).isEqualTo("periodic task still scheduled");
    assertThat(leak.threads()).isEmpty();
    assertThat(leak.fix()).contains("cancel(true)");
    assertThat(leak.ignore())
        .isEqualTo("@IgnoreLeaks(task = \"" + Mail.class.getName() + "\", reason = \"…\")");
    assertThat(leak.tasks()).hasSize(1);
    LeakedTask task = leak.tasks().get(0);
    assertThat(task.className()).isEqualTo(Mail.class.getName());
    assertThat(task.kind()).isEqualTo(Kind.PERIODIC);
    assertThat(task.delay()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    assertThat(task.executor())
        .isEqualTo("ScheduledThreadPoolExecutor: 2 of 2 workers, not shut down");
  }

  @Test
  void withoutAccessNothingIsSeen() {
    assertThat(suite(Periodic.class).with("noleaks.access", "off").run().failed()).isEmpty();
  }

  @Test
  void onlyWhereExecutorsAreDetected() {
    assertThat(suite(Periodic.class).with("noleaks.detect", "threads").run().failed()).isEmpty();
  }

  static class Busy {
    static final AtomicInteger RUNS = new AtomicInteger();

    @Test
    void schedules() {
      // Half of the time it is not in the queue.
      scheduler.scheduleWithFixedDelay(
          () -> {
            RUNS.incrementAndGet();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
          },
          0,
          2,
          TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void aPeriodicTaskThatRunsHalfOfTheTimeIsSeen() {
    Suite.Results results = suite(Busy.class).run();
    // On a busy machine it may run at each of the first looks: then the class tells of it.
    assertThat(results.failed())
        .singleElement()
        .asString()
        .matches("schedules|.*" + Busy.class.getSimpleName());
    assertThat(results.reportOf(results.failed().get(0)).leaks().get(0).ignore())
        .contains("\"" + Busy.class.getName() + "\"");
    assertThat(Busy.RUNS.get()).isPositive();
  }

  static class Delayed {
    @Test
    void schedules() {
      scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
    }

    @Test
    void schedulesForASoonTime() {
      scheduler.schedule(() -> {}, 20, TimeUnit.MILLISECONDS);
    }

    @Test
    void isCareful() {
      scheduler.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);
    }
  }

  @Test
  void aDelayedTaskStaysScheduled() {
    Suite.Results results = suite(Delayed.class).run();
    assertThat(results.failed()).containsExactly("schedules");
    Leak leak = results.reportOf("schedules").leaks().get(0);
    assertThat(leak.summary()).isEqualTo("delayed task still scheduled");
    assertThat(leak.tasks()).singleElement().extracting(LeakedTask::kind).isEqualTo(Kind.DELAYED);
    assertThat(leak.fingerprint())
        .isEqualTo(suite(Delayed.class).run().reportOf("schedules").leaks().get(0).fingerprint());
  }

  @Test
  void cancelledTasksThatAreStillInTheQueueHideNothing() {
    for (int i = 0; i < 10; i++) {
      scheduler.schedule(new Mail(), 1, TimeUnit.HOURS).cancel(false);
    }
    assertThat(scheduler.getQueue()).hasSize(10);
    assertThat(suite(Delayed.class).run().failed()).containsExactly("schedules");
  }

  static class ShutDown {
    @Test
    void shutsDown() {
      scheduler.schedule(new Mail(), 1, TimeUnit.HOURS);
      scheduler.shutdown();
    }
  }

  @Test
  void aDelayedTaskKeepsASchedulerAlive() {
    Leak leak = suite(ShutDown.class).run().reportOf("shutsDown").leaks().get(0);
    assertThat(leak.fix()).contains("setExecuteExistingDelayedTasksAfterShutdownPolicy(false)");
    assertThat(leak.tasks().get(0).executor()).endsWith(", shut down");
  }

  static class OfFixture {
    @BeforeAll
    static void schedule() {
      scheduler.scheduleAtFixedRate(new Mail(), 1, 1, TimeUnit.HOURS);
    }

    @Test
    void test() {}
  }

  static class OfCarefulFixture {
    static @Nullable ScheduledFuture<?> mail;

    @BeforeAll
    static void schedule() {
      mail = scheduler.scheduleAtFixedRate(new Mail(), 0, 1, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    static void cancel() {
      Objects.requireNonNull(mail).cancel(true);
    }

    @Test
    void one() {}

    @Test
    void two() {}
  }

  @Test
  void whatAFixtureSchedulesIsOfItsClass() {
    assertThat(suite(OfFixture.class).run().failed())
        .singleElement()
        .asString()
        .contains("OfFixture");
    assertThat(suite(OfCarefulFixture.class).run().failed()).isEmpty();
  }

  /** Schedules itself again and again, as some libraries do. */
  private static void chain(int delay, int work) {
    try {
      scheduler.schedule(() -> again(delay, work), delay, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The end of it.
    }
  }

  private static void again(int delay, int work) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(work);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    chain(delay, work);
  }

  static class Innocent {
    @RepeatedTest(20)
    void usesIt() throws Exception {
      scheduler.submit(() -> {}).get();
      scheduler.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "30, 0", "500, 0", "2, 2", "10, 10"})
  void aTaskThatSchedulesItselfIsNoLeak(int delay, int work) {
    chain(delay, work);
    scheduler.scheduleAtFixedRate(() -> {}, 0, 3, TimeUnit.MILLISECONDS);
    assertThat(suite(Innocent.class).run().failed()).isEmpty();
  }

  @Test
  void aTimeoutThatIsMovedOnIsNoLeak() {
    moved = scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
    assertThat(suite(MovesATimeout.class).run().failed()).isEmpty();
  }

  private static @Nullable ScheduledFuture<?> moved;

  static class MovesATimeout {
    @RepeatedTest(5)
    void moves() {
      Objects.requireNonNull(moved).cancel(false);
      moved = scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
    }
  }
}
