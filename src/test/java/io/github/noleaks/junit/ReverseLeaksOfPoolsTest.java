package io.github.noleaks.junit;

import static io.github.noleaks.junit.ReverseLeaksTest.pool;
import static io.github.noleaks.junit.ReverseLeaksTest.printedBy;
import static io.github.noleaks.junit.ReverseLeaksTest.shutDown;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** A test that shuts down a pool of its fixtures is warned of while others need the pool. */
class ReverseLeaksOfPoolsTest {
  private static final String OUTER = "ReverseLeaksOfPoolsTest.";

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class WithPool {
    static @Nullable ExecutorService pool;

    @BeforeAll
    static void open() {
      pool = pool();
    }

    @AfterAll
    static void close() {
      shutDown(pool);
    }

    @Test
    void a() {}

    @Test
    void c() {}
  }

  static class ShutsThePoolDown extends WithPool {
    @Test
    void b() {
      shutDown(pool);
    }
  }

  @Test
  void warnsOfAPoolThatATestHasShutDown() {
    assertThat(printedBy(ShutsThePoolDown.class))
        .contains(
            OUTER
                + "ShutsThePoolDown.b() ended what it did not start:"
                + " pool ReverseLeaksOfPoolsTest.WithPool.pool (shut down), of the fixtures of");
    assertThat(printedBy(WithPool.class)).isEmpty();
  }

  static class Restarts extends WithPool {
    @Test
    void b() {
      shutDown(pool);
      pool = Executors.newFixedThreadPool(1);
    }
  }

  static class RestartsLater extends WithPool {
    @Test
    void b() {
      shutDown(pool);
    }

    @Test
    @Override
    void c() {
      pool = Executors.newFixedThreadPool(1);
    }
  }

  @Test
  void aPoolThatWasReplacedIsNotMissed() {
    assertThat(printedBy(Restarts.class)).isEmpty();
    assertThat(printedBy(RestartsLater.class)).isEmpty();
  }

  @VerifyNoLeaks
  @TestInstance(Lifecycle.PER_CLASS)
  @TestMethodOrder(MethodName.class)
  static class OneInstance {
    final ExecutorService mine = pool();

    @AfterAll
    void close() {
      shutDown(mine);
    }

    @Test
    void a() {
      shutDown(mine);
    }

    @Test
    void b() {}
  }

  @Test
  void aPoolOfTheInstanceForAllTestsCounts() {
    assertThat(printedBy(OneInstance.class))
        .contains(OUTER + "OneInstance.a() ended what it did not start: pool");
  }
}
