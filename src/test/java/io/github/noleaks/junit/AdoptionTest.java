package io.github.noleaks.junit;

import static io.github.noleaks.junit.OwnershipMode.beside;
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
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is adopted, or started for all, is nobody's leak; nor is what it starts. */
class AdoptionTest {
  private static String subject(String test) {
    return "AdoptionTest." + test + ": ";
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
  void adoptedThreadsMayStartOthers(OwnershipMode mode) {
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
          pool = OwnershipTest.newPool("of-cluster");
          OwnershipTest.grow(pool);
        }
      }
    }

    void use(String name) {
      Objects.requireNonNull(cluster).connect(name);
      OwnershipTest.grow(Objects.requireNonNull(pool));
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
  void whatIsStartedForAllIsNobodysLeak(OwnershipMode mode) {
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

    String name = "AdoptionTest$WithoutReason";
    assertThat(results.failed()).containsExactly(name);
    assertThat(results.failureOf(name).orElseThrow())
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContainingAll("reason", "@StartsForAll", WithoutReason.class.getName());
  }
}
