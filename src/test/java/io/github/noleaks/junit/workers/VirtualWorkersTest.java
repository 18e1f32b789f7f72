package io.github.noleaks.junit.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The same where the workers are virtual threads. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualWorkersTest {
  private static List<Long> stuck = List.of();

  @AfterEach
  void end() {
    OneWorker.end();
  }

  private static ThreadFactory virtual() {
    AtomicInteger count = new AtomicInteger();
    return task -> VirtualThreads.unstarted("virtual-" + count.incrementAndGet(), task);
  }

  private static Workers pool() {
    return OneWorker.open(Kind.of(Executors.newFixedThreadPool(1, virtual())));
  }

  private static Workers loop() {
    return OneWorker.open(Kind.looping(virtual()));
  }

  @VerifyNoLeaks
  static class Careful {
    @Test
    void waits() {
      OneWorker.get().runAndWait();
    }

    @Test
    void releases() {
      OneWorker.get().leaveStuck(Way.LATCH).release();
      OneWorker.get().leaveStuck(Way.FULL_QUEUE).release();
      OneWorker.get().leaveStuck(Way.MONITOR).release();
      OneWorker.get().leaveStuck(Way.SLEEPS).release();
    }
  }

  @VerifyNoLeaks
  static class Leaky {
    @Test
    void leaks() {
      stuck = OneWorker.get().leaveStuck(Way.LATCH).inside().stream().map(Thread::getId).toList();
    }
  }

  @VerifyNoLeaks
  static class After {
    @Test
    void later() {}
  }

  private static Results run() {
    return Suite.of(Careful.class, Leaky.class, After.class).run();
  }

  private static void assertNamesTheTask(Results results) {
    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::id)
        .containsExactlyElementsOf(stuck);
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::task)
        .containsExactly(StuckTask.NAME);
  }

  @Test
  void aWarmWorkerOfAPool() {
    pool().warm();

    assertNamesTheTask(run());
  }

  @Test
  void aWarmLoop() {
    loop().warm();

    assertNamesTheTask(run());
  }

  @Test
  void aColdPool() {
    pool();

    Results results = Suite.of(Leaky.class, After.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::id)
        .containsExactlyElementsOf(stuck);
  }

  @Test
  void carefulTestsAreGreenWithAPool() {
    pool().warm();

    assertThat(Suite.of(Careful.class, After.class).run().failed()).isEmpty();
  }

  @Test
  void carefulTestsAreGreenWithALoop() {
    loop().warm();

    assertThat(Suite.of(Careful.class, After.class).run().failed()).isEmpty();
  }
}
