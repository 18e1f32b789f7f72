package io.github.noleaks.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.StandardError;
import io.github.noleaks.testing.Suite;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What ends by itself, or as it should, is no test's doing. */
class NoReverseLeaksTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
    Points.forget();
  }

  private static void assertSilent(Suite suite) {
    assertThat(StandardError.during(() -> assertThat(suite.run().failed()).isEmpty())).isEmpty();
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class StartUp {
    static final CountDownLatch BEGUN = new CountDownLatch(1);
    static final LinkedBlockingQueue<String> READY = new LinkedBlockingQueue<>();
    static final Thread[] THREADS = new Thread[3];

    @BeforeAll
    static void start() {
      // Both wait as a server does, but the first one is told by a thread of the fixture.
      THREADS[0] = new Thread(() -> take(READY));
      THREADS[1] = new Thread(() -> Parallel.await(BEGUN));
      THREADS[2] =
          new Thread(
              () -> {
                join(THREADS[1]);
                READY.add("ready");
              });
      for (Thread thread : THREADS) {
        thread.start();
        Planted.awaitParked(thread);
      }
    }

    @Test
    void a() {
      BEGUN.countDown();
      for (Thread thread : THREADS) {
        join(thread);
      }
    }

    @Test
    void b() {}
  }

  private static void take(LinkedBlockingQueue<String> queue) {
    try {
      queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    ReverseLeaksTest.join(thread);
  }

  @Test
  void theThreadsOfAStartUpEndByThemselves() {
    assertSilent(Suite.of(StartUp.class));
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class IdleWorkers {
    static final ThreadPoolExecutor CACHED =
        new ThreadPoolExecutor(0, 9, 1, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
    static final ThreadPoolExecutor SHRINKING =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>());

    @BeforeAll
    static void start() {
      CACHED.execute(() -> {});
      SHRINKING.prestartAllCoreThreads();
    }

    @AfterAll
    static void shutDown() {
      CACHED.shutdown();
      SHRINKING.shutdown();
    }

    @Test
    void a() {
      SHRINKING.allowCoreThreadTimeOut(true);
      while (CACHED.getPoolSize() + SHRINKING.getPoolSize() > 0) {
        LockSupport.parkNanos(100_000);
      }
    }

    @Test
    void b() {}
  }

  @Test
  void idleWorkersMayTimeOut() {
    assertSilent(Suite.of(IdleWorkers.class));
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class Timers {
    static @Nullable Timer timer;

    @BeforeAll
    static void start() {
      timer = new Timer("timer");
    }

    @Test
    void a() {
      requireNonNull(timer).cancel();
    }

    @Test
    void b() {}
  }

  @Test
  void aTimerMayAlsoEndWhenNobodyRefersToIt() {
    assertSilent(Suite.of(Timers.class));
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class PoolPerTest {
    static @Nullable ThreadPoolExecutor pool;
    static @Nullable Thread consumer;

    @BeforeAll
    static void somethingElse() {
      consumer = ReverseLeaksTest.consumer();
    }

    @AfterAll
    static void end() {
      ReverseLeaksTest.end(requireNonNull(consumer));
    }

    @BeforeEach
    void open() {
      pool = ReverseLeaksTest.pool();
    }

    @AfterEach
    void close() {
      ReverseLeaksTest.shutDown(pool);
    }

    @Test
    void a() {}

    @Test
    void b() {}

    @Test
    void c() {}
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class PoolPerTestAndOneBefore {
    static @Nullable ExecutorService pool = ReverseLeaksTest.pool();

    @BeforeEach
    void open() {
      if (requireNonNull(pool).isShutdown()) {
        pool = ReverseLeaksTest.pool();
      }
    }

    @AfterEach
    void close() {
      ReverseLeaksTest.shutDown(pool);
    }

    @Test
    void a() {}

    @Test
    void b() {}
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class PoolPerInstance {
    static final Thread[] CONSUMER = new Thread[1];
    final ThreadPoolExecutor mine = ReverseLeaksTest.pool();
    final Thread own = ReverseLeaksTest.consumer();

    @BeforeAll
    static void somethingElse() {
      CONSUMER[0] = ReverseLeaksTest.consumer();
    }

    @AfterAll
    static void end() {
      ReverseLeaksTest.end(CONSUMER[0]);
    }

    @AfterEach
    void close() {
      ReverseLeaksTest.shutDown(mine);
      ReverseLeaksTest.end(own);
    }

    @Test
    void a() {}

    @Test
    void b() {}
  }

  @Test
  void eachTestMayHaveAPoolOfItsOwn() {
    assertSilent(Suite.of(PoolPerTest.class));
    assertSilent(Suite.of(PoolPerTestAndOneBefore.class));
    assertSilent(Suite.of(PoolPerInstance.class));
  }

  @VerifyNoLeaks
  static class Beside {
    static final ExecutorService POOL = ReverseLeaksTest.pool();
    static final Thread CONSUMER = ReverseLeaksTest.consumer();

    @BeforeAll
    static void initialise() {}

    @Test
    void ends() {
      Points.pass("ends");
      Points.await("besides");
      ReverseLeaksTest.end(CONSUMER);
      ReverseLeaksTest.shutDown(POOL);
      Points.pass("ended");
    }

    @Test
    void besides() {
      Points.await("ends");
      Points.pass("besides");
      Points.await("ended");
    }
  }

  @Test
  void saysNothingWhereTestsRunBesideEachOther() {
    assertSilent(Parallel.suite(Beside.class));
  }
}
