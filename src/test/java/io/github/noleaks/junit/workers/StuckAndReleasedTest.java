package io.github.noleaks.junit.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaks;
import io.github.noleaks.Options;
import io.github.noleaks.Snapshot;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A stuck worker is told once for each task that it gets stuck in. */
class StuckAndReleasedTest {

  @BeforeEach
  void open() {
    OneWorker.open(Kind.POOL.create("of-all")).warm();
  }

  @AfterEach
  void end() {
    OneWorker.end();
  }

  private static List<Long> reported(Results results, String test) {
    return results.reportOf(test).threads().stream().map(LeakedThread::id).toList();
  }

  @VerifyNoLeaks
  @TestMethodOrder(OrderAnnotation.class)
  static class StuckTwice {
    private static @Nullable StuckTask first;

    @Test
    @Order(1)
    void leaksOne() {
      first = OneWorker.get().leaveStuck(Way.LATCH);
    }

    @Test
    @Order(2)
    void releasesIt() {
      requireNonNull(first).release();
    }

    @Test
    @Order(3)
    void usesIt() {
      OneWorker.get().runAndWait();
    }

    @Test
    @Order(4)
    void leaksAnother() {
      OneWorker.get().leaveStuck(Way.MONITOR);
    }

    @Test
    @Order(5)
    void comesLater() {}
  }

  @Test
  void theNextTaskOfAReleasedWorkerIsAnotherLeak() {
    Results results = Suite.of(StuckTwice.class).run();

    assertThat(results.failed()).containsExactly("leaksAnother", "leaksOne");
    assertThat(reported(results, "leaksAnother")).isEqualTo(reported(results, "leaksOne"));
  }

  @VerifyNoLeaks
  static class StuckAndReplaced {
    @Test
    void leaksTheSecondTask() {
      StuckTask first = OneWorker.get().leaveStuck(Way.LATCH);
      StuckTask second = new StuckTask(Way.LATCH);
      OneWorker.get().execute(second);
      first.release();
      second.awaitStuck();
    }
  }

  @Test
  void theTaskThatWaitedBehindIsTheOneThatIsLeft() {
    assertThat(Suite.of(StuckAndReplaced.class).run().failed())
        .containsExactly("leaksTheSecondTask");
  }

  @VerifyNoLeaks
  static class WaitsForAFuture {
    @Test
    void completes() {
      CompletableFuture<String> future = new CompletableFuture<>();
      OneWorker.get().execute(future::join);
      future.complete("done");
      OneWorker.get().runAndWait();
    }

    @Test
    void neverCompletes() {
      CompletableFuture<String> future = new CompletableFuture<>();
      CountDownLatch begun = new CountDownLatch(1);
      Thread[] worker = new Thread[1];
      FUTURES.set(future);
      OneWorker.get()
          .execute(
              () -> {
                worker[0] = Thread.currentThread();
                begun.countDown();
                future.join();
              });
      Parallel.await(begun);
      Planted.awaitParked(worker[0]);
    }
  }

  private static final AtomicReference<@Nullable CompletableFuture<String>> FUTURES =
      new AtomicReference<>();

  @Test
  void aFutureThatNobodyCompletes() {
    try {
      Results results = Suite.of(WaitsForAFuture.class).run();

      assertThat(results.failed()).containsExactly("neverCompletes");
      assertThat(results.reportOf("neverCompletes").threads())
          .singleElement()
          .satisfies(
              thread ->
                  assertThat(thread.task())
                      .startsWith(WaitsForAFuture.class.getName() + ".lambda$"));
    } finally {
      requireNonNull(FUTURES.getAndSet(null)).complete("released");
    }
  }

  /** The pool is the class's own; its first worker comes with a test that waits for it. */
  @VerifyNoLeaks
  @TestMethodOrder(OrderAnnotation.class)
  static class WarmedByTheFirst {
    static @Nullable Workers pool;

    @BeforeAll
    static void start() {
      pool = Kind.SCHEDULED.create("of-class");
      pool.warm();
    }

    @AfterAll
    static void stop() {
      StuckTask.releaseAll();
      requireNonNull(pool).close();
    }

    @Test
    @Order(1)
    void waits() {
      requireNonNull(pool).runAndWait();
    }

    @Test
    @Order(2)
    void leaks() {
      requireNonNull(pool).leaveStuck(Way.FULL_QUEUE);
    }

    @Test
    @Order(3)
    void comesLater() {}
  }

  @Test
  void aWorkerOfTheClass() {
    Results results = Suite.of(WarmedByTheFirst.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").leaks())
        .singleElement()
        .satisfies(leak -> assertThat(leak.verdict()).isEqualTo(Verdict.STUCK_TASK));
  }

  @Test
  void aWorkerThatGotStuckSinceASnapshot() {
    Snapshot before = NoLeaks.snapshot(Options.defaults().settlingFor(Duration.ofMillis(20)));
    assertThat(before.find().isEmpty()).isTrue();
    Thread worker = OneWorker.get().leaveStuck(Way.LATCH).inside().iterator().next();

    assertThat(before.find().threads())
        .singleElement()
        .satisfies(
            thread -> {
              assertThat(thread.id()).isEqualTo(worker.getId());
              assertThat(thread.task()).isEqualTo(StuckTask.NAME);
            });
  }

  /** Stuck with it is the thread that runs the stream. */
  @VerifyNoLeaks
  static class ParallelStream {
    static final ForkJoinPool POOL = new ForkJoinPool(3);
    static StuckTask[] tasks = {};

    @Test
    void leaks() {
      tasks =
          IntStream.range(0, 64).mapToObj(i -> new StuckTask(Way.LATCH)).toArray(StuckTask[]::new);
      POOL.execute(() -> IntStream.range(0, 64).parallel().forEach(i -> tasks[i].run()));
      while (inside() < 3) {
        Thread.onSpinWait();
      }
    }

    static long inside() {
      return IntStream.range(0, 64).filter(i -> !tasks[i].inside().isEmpty()).count();
    }
  }

  @Test
  void allWorkersOfAParallelStream() {
    CountDownLatch all = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      ParallelStream.POOL.execute(
          () -> {
            all.countDown();
            Parallel.await(all);
          });
    }
    Parallel.await(all);
    while (ParallelStream.POOL.getActiveThreadCount() > 0) {
      Thread.onSpinWait();
    }

    Results results = Suite.of(ParallelStream.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads()).hasSize(3);
    StuckTask.releaseAll();
    ParallelStream.POOL.shutdown();
  }
}
