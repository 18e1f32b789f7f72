package io.github.noleaks.junit.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What older workers may do during a test, and after it: nobody has left a task in them. */
class RestingWorkersTest {

  @BeforeEach
  void open() {
    OneWorker.open(Kind.POOL.create("of-all")).warm();
  }

  @AfterEach
  void end() {
    OneWorker.end();
  }

  private static void assertGreen(Witness witness, Class<?>... classes) {
    Suite suite = Suite.of(classes);
    if (witness == Witness.ACCESS) {
      witness.ask(suite);
    }
    Results results = suite.run();
    assertThat(results.failed()).as("%s", results).isEmpty();
  }

  @VerifyNoLeaks
  static class WithFixturesAroundEach {
    private final StuckTask during = new StuckTask(Way.MONITOR);

    @BeforeEach
    void start() {
      OneWorker.get().execute(during);
      during.awaitStuck();
    }

    @AfterEach
    void end() {
      during.release();
    }

    @RepeatedTest(3)
    void test() {
      assertThat(during.inside()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatEndsAfterEachTest(Witness witness) {
    assertGreen(witness, WithFixturesAroundEach.class);
  }

  private static @Nullable ThreadPoolExecutor pool;

  private static void use(int tasks) {
    CountDownLatch all = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      requireNonNull(pool).execute(all::countDown);
    }
    Parallel.await(all);
  }

  @VerifyNoLeaks
  static class MovesBetweenRestingPlaces {
    @RepeatedTest(3)
    void waitsWithATimeout() {
      requireNonNull(pool).setKeepAliveTime(1, TimeUnit.HOURS);
      requireNonNull(pool).allowCoreThreadTimeOut(true);
      use(4);
    }

    @RepeatedTest(3)
    void waitsWithoutOne() {
      requireNonNull(pool).allowCoreThreadTimeOut(false);
      use(4);
    }

    @Test
    void wakesThemAll() {
      requireNonNull(pool).setCorePoolSize(1);
      use(4);
      requireNonNull(pool).setCorePoolSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatWaitsElsewhereForItsNextTask(Witness witness) {
    ThreadPoolExecutor moving =
        new ThreadPoolExecutor(
            2, 2, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>(), Kind.named("moving"));
    moving.prestartAllCoreThreads();
    pool = moving;
    try {
      assertGreen(witness, MovesBetweenRestingPlaces.class);
    } finally {
      moving.shutdownNow();
    }
  }

  @VerifyNoLeaks
  static class UsesACachedPool {
    @RepeatedTest(5)
    void waitsForIt() {
      use(1); // Of so many workers one is at rest: the pool has no reason to grow.
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatMayEndOneDay(Witness witness) {
    ThreadPoolExecutor cached =
        new ThreadPoolExecutor(
            0, 10, 1, TimeUnit.HOURS, new SynchronousQueue<>(), Kind.named("cached"));
    pool = cached;
    CountDownLatch all = new CountDownLatch(5);
    for (int i = 0; i < 5; i++) {
      cached.execute(
          () -> {
            all.countDown();
            Parallel.await(all);
          });
    }
    Parallel.await(all);
    try {
      assertGreen(witness, UsesACachedPool.class);
    } finally {
      cached.shutdownNow();
    }
  }

  private static final AtomicInteger TICKS = new AtomicInteger();

  @VerifyNoLeaks
  static class BesidePeriodicTasks {
    @RepeatedTest(20)
    void waitsForATick() {
      int now = TICKS.get();
      while (TICKS.get() == now) {
        Thread.onSpinWait();
      }
    }

    @Test
    void doesNothing() {}
  }

  private static void tick() {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(200);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    TICKS.incrementAndGet();
  }

  private static void tickAgain(ScheduledExecutorService scheduler) {
    tick();
    if (!scheduler.isShutdown()) {
      var unused = scheduler.schedule(() -> tickAgain(scheduler), 1, TimeUnit.MILLISECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPeriodicTaskOfAFixture(Witness witness) throws InterruptedException {
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(2, Kind.named("scheduler"));
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.prestartAllCoreThreads();
    var unused =
        scheduler.scheduleAtFixedRate(RestingWorkersTest::tick, 0, 1, TimeUnit.MILLISECONDS);
    tickAgain(scheduler);
    try {
      assertGreen(witness, BesidePeriodicTasks.class);
    } finally {
      scheduler.shutdownNow();
      assertThat(scheduler.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static final AtomicBoolean POLLING = new AtomicBoolean();

  /** Wakes up by itself, and does one thing or another. */
  private static void poll(BlockingQueue<Runnable> queue) {
    int turns = 0;
    try {
      while (POLLING.get()) {
        if (++turns % 2 == 0) {
          TimeUnit.MILLISECONDS.sleep(3);
        } else {
          Runnable task = queue.poll(3, TimeUnit.MILLISECONDS);
          if (task != null) {
            task.run();
          }
        }
      }
    } catch (InterruptedException e) {
      // Ended.
    }
  }

  @VerifyNoLeaks
  static class UsesAWorkerOfItsOwnMake {
    @RepeatedTest(10)
    void waits() {
      OneWorker.get().runAndWait();
    }

    @Test
    void doesNothing() {}
  }

  @ParameterizedTest
  @EnumSource
  void aLoopThatAlternates(Witness witness) throws InterruptedException {
    OneWorker.end();
    POLLING.set(true);
    BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    Thread thread = Kind.named("polling").newThread(() -> poll(queue));
    thread.start();
    OneWorker.open(new Workers(queue::add, () -> POLLING.set(false))).runAndWait();

    assertGreen(witness, UsesAWorkerOfItsOwnMake.class);

    POLLING.set(false);
    thread.join();
  }

  @VerifyNoLeaks
  static class ShutsDownAfterAll {
    static final ThreadPoolExecutor OWN =
        (ThreadPoolExecutor) Executors.newFixedThreadPool(2, Kind.named("own"));

    @BeforeAll
    static void start() {
      OWN.prestartAllCoreThreads();
      OWN.execute(new StuckTask(Way.LATCH));
    }

    @AfterAll
    static void stop() throws InterruptedException {
      StuckTask.releaseAll();
      OWN.shutdown();
      assertThat(OWN.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @RepeatedTest(3)
    void submits() throws Exception {
      assertThat(OWN.submit(() -> "done").get()).isEqualTo("done");
    }
  }

  @Test
  void aTaskThatEndsWithItsClass() {
    assertGreen(Witness.HEAP, ShutsDownAfterAll.class);
  }
}
