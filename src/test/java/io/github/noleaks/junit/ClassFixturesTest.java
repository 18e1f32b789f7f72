package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What serves all tests of a class belongs to the class, not to the test that first used it. */
class ClassFixturesTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @TestInstance(Lifecycle.PER_CLASS)
  static class PerClass {
    private final Thread field = Planted.parked(new Thread(LockSupport::park, "of-the-class"));

    @Test
    void clean() {
      assertThat(field.isAlive()).isTrue();
    }

    @Test
    void leaks() {
      Planted.sender("of-the-test");
    }
  }

  @Test
  void anInstancePerClassBelongsToTheClass() {
    Results results = Suite.of(PerClass.class).run();

    assertThat(results.failed()).containsExactly("ClassFixturesTest$PerClass", "leaks");
    assertThat(results.reportOf("ClassFixturesTest$PerClass").threads())
        .extracting("name")
        .containsExactly("of-the-class");
    assertThat(results.reportOf("leaks").threads())
        .extracting("name")
        .containsExactly("of-the-test");
  }

  @VerifyNoLeaks
  static class StaticInitialiser {
    static final Thread STATIC =
        Planted.parked(new Thread(LockSupport::park, "of-static-initialiser"));

    @Test
    void first() {
      assertThat(STATIC.isAlive()).isTrue();
    }

    @AfterAll
    static void end() {
      Planted.removeAll();
    }
  }

  @Test
  void staticInitialisersBelongToTheClass() {
    assertThat(Suite.of(StaticInitialiser.class).run().failed()).isEmpty();
  }

  @VerifyNoLeaks
  static class FixtureClosed {
    static ExecutorService pool;

    @BeforeAll
    static void open() throws Exception {
      pool = Executors.newFixedThreadPool(4);
      pool.submit(() -> {}).get();
    }

    @Test
    void growsThePool() throws Exception {
      pool.submit(() -> {}).get();
    }

    @Test
    void growsItAgain() throws Exception {
      pool.submit(() -> {}).get();
    }

    @AfterAll
    static void close() throws Exception {
      pool.shutdown();
      assertThat(pool.awaitTermination(10, SECONDS)).isTrue();
    }
  }

  @Test
  void aPoolOfTheClassMayGrowInItsTests() {
    assertThat(Suite.of(FixtureClosed.class).run().failed()).isEmpty();
  }

  @VerifyNoLeaks
  static class FixtureLeftOpen {
    static ExecutorService pool;

    @BeforeAll
    static void open() {
      pool = Planted.neverShutDown(Executors.newFixedThreadPool(4));
    }

    @Test
    void growsThePool() throws Exception {
      pool.submit(() -> {}).get();
    }
  }

  @Test
  void aPoolLeftOpenFailsTheClassAndNamesTheTest() {
    Results results = Suite.of(FixtureLeftOpen.class).run();

    assertThat(results.failed()).containsExactly("ClassFixturesTest$FixtureLeftOpen");
    assertThat(results.reportOf("ClassFixturesTest$FixtureLeftOpen").leaks().get(0).startedIn())
        .isEqualTo("ClassFixturesTest.FixtureLeftOpen.growsThePool()");
  }

  static class FixtureOfUnwatchedClass {
    static ExecutorService pool;

    @BeforeAll
    static void open() {
      pool = Planted.neverShutDown(Executors.newFixedThreadPool(4));
    }

    @Test
    @VerifyNoLeaks
    void growsThePool() throws Exception {
      pool.submit(() -> {}).get();
    }
  }

  @Test
  void aPoolLeftOpenByAnUnwatchedClassFailsTheRun() {
    Results results = Suite.of(FixtureOfUnwatchedClass.class).run();

    assertThat(results.failed()).containsExactly("JUnit Jupiter");
    assertThat(results.reportOf("JUnit Jupiter").leaks().get(0).startedIn())
        .isEqualTo("ClassFixturesTest.FixtureOfUnwatchedClass.growsThePool()");
  }

  @VerifyNoLeaks
  static class OwnPoolBesideNoFixture {
    @Test
    void leaksAPool() throws Exception {
      Planted.neverShutDown(Executors.newSingleThreadExecutor()).submit(() -> {}).get();
    }
  }

  @Test
  void aPoolOfTheTestFailsTheTest() {
    assertThat(Suite.of(OwnPoolBesideNoFixture.class).run().failed()).containsExactly("leaksAPool");
  }

  @VerifyNoLeaks
  static class LeakingBeforeAll {
    @BeforeAll
    static void leak() {
      Planted.sender("of-before-all");
    }

    @Test
    void clean() {}
  }

  @Test
  void whatBeforeAllLeavesFailsTheClass() {
    Results results = Suite.of(LeakingBeforeAll.class).run();

    assertThat(results.failed()).containsExactly("ClassFixturesTest$LeakingBeforeAll");
  }
}
