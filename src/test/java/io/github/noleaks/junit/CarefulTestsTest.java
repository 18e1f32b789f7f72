package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests that end what they start stay green, also where the last of it ends a little later. */
class CarefulTestsTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** Shows that a suite is watched at all: the one test in it that has to fail. */
  interface Watched {
    @Test
    default void leaks() {
      Planted.sender("of-the-careless-test");
    }
  }

  static Results runAnnotated(Class<? extends Watched> suite) {
    return Suite.of(suite).with("noleaks.settle", "1s").run();
  }

  static Results runGlobally(Class<? extends Watched> suite) {
    return Suite.of(suite).global().with("noleaks.settle", "1s").run();
  }

  /** All tests of the suite that are written in the class have run, and none is blamed. */
  static void assertGreen(Class<?> careful, Results results) {
    assertThat(results.failed()).containsExactly("leaks");
    List<String> tests =
        Arrays.stream(careful.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .toList();
    assertThat(tests).isNotEmpty().allMatch(test -> results.failureOf(test).isEmpty());
  }

  static void sleep(long millis) {
    try {
      MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      // Then it ends sooner.
    }
  }

  static class WithThreads implements Watched {
    @Test
    void joined() throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        threads.add(new Thread(() -> {}, "joined"));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    @Test
    void interruptedAsTheLastThing() {
      Thread thread = new Thread(LockSupport::park, "interrupted");
      thread.start();
      thread.interrupt();
    }

    @Test
    void endsShortlyAfterTheTest() {
      new Thread(() -> sleep(200), "ends-shortly-after").start();
    }

    @Test
    void timerCancelledAsTheLastThing() throws InterruptedException {
      CountDownLatch ran = new CountDownLatch(3);
      Timer timer = new Timer("cancelled");
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              ran.countDown();
            }
          },
          0,
          1);
      ran.await();
      timer.cancel();
    }
  }

  @VerifyNoLeaks
  static class VerifiedThreads extends WithThreads {}

  @Test
  void threadsThatEnd() {
    assertGreen(WithThreads.class, runAnnotated(VerifiedThreads.class));
  }

  @Test
  void threadsThatEndGlobally() {
    assertGreen(WithThreads.class, runGlobally(WithThreads.class));
  }

  static class WithPools implements Watched {
    @Test
    void shutDownAsTheLastThing() throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(8);
      CountDownLatch allBusy = new CountDownLatch(8);
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(pool.submit(() -> meet(allBusy)));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
      pool.shutdown();
    }

    private static void meet(CountDownLatch all) {
      all.countDown();
      Parallel.await(all);
    }

    @Test
    void shutDownWithTasksToDo() {
      ExecutorService pool = Executors.newFixedThreadPool(8);
      for (int i = 0; i < 64; i++) {
        pool.execute(() -> sleep(2));
      }
      pool.shutdown();
    }

    @Test
    void shutDownAndAwaited() throws InterruptedException {
      ExecutorService pool = Executors.newCachedThreadPool();
      pool.execute(() -> {});
      pool.shutdown();
      assertThat(pool.awaitTermination(10, SECONDS)).isTrue();
    }

    @Test
    void scheduledPoolShutDownNow() throws InterruptedException {
      ScheduledExecutorService pool = Executors.newScheduledThreadPool(4);
      CountDownLatch ran = new CountDownLatch(4);
      var unused = pool.scheduleAtFixedRate(ran::countDown, 0, 1, MILLISECONDS);
      ran.await();
      pool.shutdownNow();
    }

    @Test
    void forkJoinPoolShutDown() throws Exception {
      ForkJoinPool pool = new ForkJoinPool(4);
      assertThat(pool.submit(() -> IntStream.range(0, 1_000).parallel().count()).get())
          .isEqualTo(1_000);
      pool.shutdown();
    }
  }

  @VerifyNoLeaks
  static class VerifiedPools extends WithPools {}

  @Test
  void poolsThatAreShutDown() {
    assertGreen(WithPools.class, runAnnotated(VerifiedPools.class));
  }

  @Test
  void poolsThatAreShutDownGlobally() {
    assertGreen(WithPools.class, runGlobally(WithPools.class));
  }

  static class FiveHundredTimes implements Watched {
    static final int TIMES = 500;

    @RepeatedTest(TIMES)
    void shutDown() {
      ExecutorService pool = Executors.newFixedThreadPool(4);
      for (int i = 0; i < 4; i++) {
        pool.execute(() -> {});
      }
      pool.shutdown();
    }

    static void assertGreen(Results results) {
      assertThat(results.failed()).containsExactly("leaks");
      assertThat(IntStream.rangeClosed(1, TIMES))
          .allMatch(time -> results.failureOf("shutDown#" + time).isEmpty());
    }
  }

  @VerifyNoLeaks
  static class VerifiedFiveHundredTimes extends FiveHundredTimes {}

  @Test
  void noneOfFiveHundredIsBlamed() {
    FiveHundredTimes.assertGreen(runAnnotated(VerifiedFiveHundredTimes.class));
  }

  @Test
  void noneOfFiveHundredIsBlamedGlobally() {
    FiveHundredTimes.assertGreen(runGlobally(FiveHundredTimes.class));
  }
}
