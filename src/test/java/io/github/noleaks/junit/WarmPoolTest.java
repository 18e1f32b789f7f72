package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.LeakReport;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A pool that is older than the test: what its workers are stuck in afterwards is the test's. */
class WarmPoolTest {
  private static ExecutorService pool = Executors.newCachedThreadPool();
  private static CountDownLatch never = new CountDownLatch(1);

  @BeforeEach
  void warm() throws Exception {
    pool = Executors.newFixedThreadPool(2);
    never = new CountDownLatch(1);
    pool.submit(() -> {}).get();
    pool.submit(() -> {}).get();
  }

  @AfterEach
  void end() throws Exception {
    never.countDown();
    pool.shutdownNow();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void submit() {
    CountDownLatch begun = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          awaitNever();
        });
    await().until(() -> begun.getCount() == 0);
  }

  private static void awaitNever() {
    try {
      never.await();
    } catch (InterruptedException e) {
      // That is the end of it.
    }
  }

  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  @VerifyNoLeaks
  static class Users {
    @Test
    @Order(1)
    void careful() throws Exception {
      pool.submit(() -> {}).get();
    }

    @Test
    @Order(2)
    void leaky() {
      submit();
    }

    @Test
    @Order(3)
    void carefulAfterwards() throws Exception {
      pool.submit(() -> {}).get();
    }
  }

  @Test
  void tellsTheTestThatLeftATaskStuck() {
    Results results = Suite.of(Users.class).run();

    assertThat(results.failed()).containsExactly("leaky");
    LeakReport report = results.reportOf("leaky");
    assertThat(report.leaks())
        .singleElement()
        .satisfies(
            leak -> {
              assertThat(leak.verdict()).isEqualTo(Verdict.STUCK_TASK);
              assertThat(leak.threads().get(0).task()).contains("WarmPoolTest.lambda$submit$");
            });
  }

  @VerifyNoLeaks
  static class WithFixture {
    @BeforeAll
    static void start() {
      submit();
    }

    @AfterAll
    static void stop() {
      never.countDown();
    }

    @Test
    void one() throws Exception {
      pool.submit(() -> {}).get();
    }

    @Test
    void two() throws Exception {
      pool.submit(() -> {}).get();
    }
  }

  @Test
  void leavesTheTasksOfFixturesAlone() {
    assertThat(Suite.of(WithFixture.class).run().failed()).isEmpty();
  }
}
