package io.github.noleaks.junit;

import static io.github.noleaks.junit.OwnershipMode.beside;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Server;
import io.github.noleaks.testing.Suite.Results;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose a thread is that serves more than the test in which it came up. */
class OwnershipTest {

  private static String subject(String test) {
    return "OwnershipTest." + test + ": ";
  }

  @BeforeEach
  void forget() {
    Points.forget();
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @Execution(ExecutionMode.SAME_THREAD)
  static class WithServer {
    static @Nullable Server server;

    @BeforeAll
    static void open() {
      server = new Server("server");
    }

    static Server server() {
      return Objects.requireNonNull(server);
    }

    @Test
    void connects() {
      beside(() -> server().connect("connection-1"));
    }

    @Test
    void connectsToo() {
      beside(() -> server().connect("connection-2"));
    }
  }

  static class WithServerThatIsClosed extends WithServer {
    @AfterAll
    static void close() {
      server().close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAServerOfTheClassStartsIsTheClasss(OwnershipMode mode) {
    Results results = mode.run(WithServer.class);

    String owner = subject("WithServer");
    assertThat(Parallel.charged(results))
        .containsExactlyInAnyOrder(
            owner + "server", owner + "connection-1", owner + "connection-2");
    assertThat(results.failed()).doesNotContain("connects", "connectsToo", "bystander");
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatTheClassEndsIsNoLeak(OwnershipMode mode) {
    assertThat(mode.run(WithServerThatIsClosed.class).failed()).isEmpty();
  }

  static ExecutorService newPool(String worker) {
    return Planted.neverShutDown(Executors.newFixedThreadPool(9, task -> new Thread(task, worker)));
  }

  static void grow(ExecutorService pool) {
    try {
      pool.submit(() -> {}).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @VerifyNoLeaks
  @Execution(ExecutionMode.SAME_THREAD)
  static class WithLazyPool {
    static @Nullable ExecutorService pool;

    @BeforeAll
    static void open() {
      pool = newPool("of-class");
    }

    static ExecutorService pool() {
      return Objects.requireNonNull(pool);
    }

    @Test
    void grows() {
      beside(() -> grow(pool()));
    }

    @Test
    void growsToo() {
      beside(() -> grow(pool()));
    }
  }

  static class WithLazyPoolThatIsClosed extends WithLazyPool {
    @AfterAll
    static void close() {
      pool().shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLazyPoolIsTheClasss(OwnershipMode mode) {
    Results results = mode.run(WithLazyPool.class);

    assertThat(results.failed()).doesNotContain("grows", "growsToo", "bystander").hasSize(1);
    assertThat(results.reportOf(results.failed().get(0)).threads())
        .extracting("name")
        .containsExactly("of-class", "of-class");
  }

  @ParameterizedTest
  @EnumSource
  void aLazyPoolThatTheClassEndsIsNoLeak(OwnershipMode mode) {
    assertThat(mode.run(WithLazyPoolThatIsClosed.class).failed()).isEmpty();
  }

  static class WithTwoPools extends WithLazyPoolThatIsClosed {
    @Test
    void leaksOneOfTwo() {
      beside(
          () -> {
            grow(pool());
            grow(newPool("of-test"));
          });
    }
  }

  /** Without access all idle workers look like the class's while it has a pool. */
  @ParameterizedTest
  @EnumSource(names = ".*ACCESS", mode = EnumSource.Mode.MATCH_ALL)
  void ofTwoPoolsTheTestsOwnIsTheTestsLeak(OwnershipMode mode) {
    Results results = mode.run(WithTwoPools.class);

    assertThat(Parallel.blamed(results)).containsExactly("leaksOneOfTwo: of-test");
  }

  @VerifyNoLeaks
  @TestMethodOrder(OrderAnnotation.class)
  @Execution(ExecutionMode.SAME_THREAD)
  static class GoesOnLeaking {
    static @Nullable Server server;

    @Test
    @Order(1)
    void first() {
      beside(() -> server = new Server("leaked-server"));
    }

    @Test
    @Order(2)
    void second() {
      Objects.requireNonNull(server).connect("late-connection");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatALeakStartsLaterIsNotTheLaterTests(OwnershipMode mode) {
    Results results = mode.run(GoesOnLeaking.class);

    String owner = subject("GoesOnLeaking.first()");
    assertThat(Parallel.charged(results))
        .containsExactlyInAnyOrder(owner + "leaked-server", owner + "late-connection");
    assertThat(results.failed()).doesNotContain("second", "bystander");
  }
}
