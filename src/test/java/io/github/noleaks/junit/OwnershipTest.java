package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.NoLeaks;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Server;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
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

  /** How a suite runs, and what tells whose its threads are. */
  enum Mode {
    ACCESS(false, Witness.ACCESS),
    HEAP(false, Witness.HEAP),
    PARALLEL_ACCESS(true, Witness.ACCESS),
    PARALLEL_HEAP(true, Witness.HEAP);

    private final boolean isParallel;
    private final Witness witness;

    Mode(boolean isParallel, Witness witness) {
      this.isParallel = isParallel;
      this.witness = witness;
    }

    /** In parallel, another test runs while the tests of the class do something. */
    Results run(Class<?> testClass, Class<?>... more) {
      parallel = isParallel;
      Class<?>[] classes = new Class<?>[more.length + 2];
      classes[0] = testClass;
      System.arraycopy(more, 0, classes, 1, more.length);
      classes[more.length + 1] = Bystander.class;
      return witness.ask(isParallel ? Parallel.suite(classes) : Suite.of(classes)).run();
    }
  }

  private static volatile boolean parallel;

  @VerifyNoLeaks
  static class Bystander {
    @Test
    void bystander() {
      if (parallel) {
        Points.pass("bystander is here");
        Points.await("something was done");
      }
    }
  }

  private static void beside(Runnable deed) {
    if (parallel) {
      Points.await("bystander is here");
    }
    deed.run();
    Points.pass("something was done");
  }

  private static String subject(String test) {
    return "OwnershipTest." + test + ": ";
  }

  @BeforeEach
  void forget() {
    Points.forget();
    ForAll.reset();
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
  void whatAServerOfTheClassStartsIsTheClasss(Mode mode) {
    Results results = mode.run(WithServer.class);

    String owner = subject("WithServer");
    assertThat(Parallel.charged(results))
        .containsExactlyInAnyOrder(
            owner + "server", owner + "connection-1", owner + "connection-2");
    assertThat(results.failed()).doesNotContain("connects", "connectsToo", "bystander");
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatTheClassEndsIsNoLeak(Mode mode) {
    assertThat(mode.run(WithServerThatIsClosed.class).failed()).isEmpty();
  }

  private static ExecutorService newPool(String worker) {
    return Planted.neverShutDown(Executors.newFixedThreadPool(9, task -> new Thread(task, worker)));
  }

  private static void grow(ExecutorService pool) {
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
  void aLazyPoolIsTheClasss(Mode mode) {
    Results results = mode.run(WithLazyPool.class);

    assertThat(results.failed()).doesNotContain("grows", "growsToo", "bystander").hasSize(1);
    assertThat(results.reportOf(results.failed().get(0)).threads())
        .extracting("name")
        .containsExactly("of-class", "of-class");
  }

  @ParameterizedTest
  @EnumSource
  void aLazyPoolThatTheClassEndsIsNoLeak(Mode mode) {
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
  void ofTwoPoolsTheTestsOwnIsTheTestsLeak(Mode mode) {
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
  void whatALeakStartsLaterIsNotTheLaterTests(Mode mode) {
    Results results = mode.run(GoesOnLeaking.class);

    String owner = subject("GoesOnLeaking.first()");
    assertThat(Parallel.charged(results))
        .containsExactlyInAnyOrder(owner + "leaked-server", owner + "late-connection");
    assertThat(results.failed()).doesNotContain("second", "bystander");
  }

  @VerifyNoLeaks
  @Execution(ExecutionMode.SAME_THREAD)
  static class Adopting {
    static @Nullable Server server;

    @BeforeAll
    static void open() {
      server = new Server("adopted-server");
      NoLeaks.adoptCurrent();
    }

    @Test
    void connects() {
      beside(() -> Objects.requireNonNull(server).connect("of-adopted"));
    }

    @Test
    void leaks() {
      Planted.sender("not-adopted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void adoptedThreadsMayStartOthers(Mode mode) {
    Results results = mode.run(Adopting.class);

    assertThat(Parallel.charged(results))
        .containsExactly(subject("Adopting.leaks()") + "not-adopted");
  }

  /** The first class to come opens it, and nobody closes it. */
  @VerifyNoLeaks
  @Execution(ExecutionMode.SAME_THREAD)
  @StartsForAll(reason = "the cluster serves the whole run")
  abstract static class ForAll {
    static @Nullable Server cluster;
    static @Nullable ExecutorService pool;

    static void reset() {
      cluster = null;
      pool = null;
    }

    @BeforeAll
    static void open() {
      synchronized (ForAll.class) {
        if (cluster == null) {
          cluster = new Server("cluster");
          pool = newPool("of-cluster");
          grow(pool);
        }
      }
    }

    void use(String name) {
      Objects.requireNonNull(cluster).connect(name);
      grow(Objects.requireNonNull(pool));
    }
  }

  static class UsingOne extends ForAll {
    @Test
    void one() {
      beside(() -> use("cluster-connection-1"));
      Planted.sender("of-one");
    }
  }

  static class UsingTwo extends ForAll {
    @Test
    void two() {
      use("cluster-connection-2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsStartedForAllIsNobodysLeak(Mode mode) {
    Results results = mode.run(UsingOne.class, UsingTwo.class);

    assertThat(Parallel.charged(results)).containsExactly(subject("UsingOne.one()") + "of-one");
  }

  @VerifyNoLeaks
  @StartsForAll(reason = " ")
  static class WithoutReason {
    @Test
    void never() {
      Planted.parked(new Thread(LockSupport::park, "never"));
    }
  }

  @Test
  void whatStartsForAllNeedsAReason() {
    Results results = Suite.of(WithoutReason.class).run();

    String name = "OwnershipTest$WithoutReason";
    assertThat(results.failed()).containsExactly(name);
    assertThat(results.failureOf(name).orElseThrow())
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContainingAll("reason", "@StartsForAll", WithoutReason.class.getName());
  }
}
