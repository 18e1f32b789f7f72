package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suites that run in parallel and in which every test ends what it starts. */
class ParallelTest {
  private static final int RUNS = 20;
  private static final int TESTS = 25;
  private static final String LEFT_BEHIND = "left-behind";

  /** What the tests of one run share. */
  private static final class Meeting {
    final Exchanger<String> pairs = new Exchanger<>();
    final CountDownLatch concurrentHere = new CountDownLatch(1);
    final CountDownLatch sameThreadHere = new CountDownLatch(1);
    final AtomicInteger begun = new AtomicInteger();
    final AtomicBoolean leak;
    final Set<String> workers = ConcurrentHashMap.newKeySet();

    Meeting(boolean oneLeaks) {
      leak = new AtomicBoolean(oneLeaks);
    }

    /**
     * The first tests meet for certain, and one of them leaks if that is asked for; the others only
     * if JUnit's pool gives them threads at the same time, which it need not.
     */
    void withOthers() {
      concurrentHere.countDown();
      Parallel.await(sameThreadHere);
      if (leak.getAndSet(false)) {
        Planted.sender(LEFT_BEHIND);
      }
      try {
        pairs.exchange("", 5, MILLISECONDS);
      } catch (TimeoutException e) {
        // Alone.
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** A test that has only one thread for itself and its like is here beside a concurrent one. */
    void besideTheOthers() {
      sameThreadHere.countDown();
      Parallel.await(concurrentHere);
    }
  }

  private static @Nullable Meeting meeting;

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
    meeting = null;
  }

  private static Meeting meeting() {
    return Objects.requireNonNull(meeting);
  }

  /** Starts threads of all kinds, meets other tests while they live, and ends them all. */
  private static void careful(ExecutorService pool, Runnable meetOthers) throws Exception {
    meeting().begun.incrementAndGet();
    meeting().workers.add(Thread.currentThread().getClass().getName());
    CountDownLatch alive = new CountDownLatch(VirtualThreads.isSupported() ? 4 : 3);
    CountDownLatch release = new CountDownLatch(1);
    Runnable task =
        () -> {
          alive.countDown();
          Parallel.await(release);
        };
    ExecutorService own = Executors.newFixedThreadPool(2);
    own.execute(task);
    own.execute(task);
    Thread thread = new Thread(task, "careful");
    thread.start();
    Thread virtual =
        VirtualThreads.isSupported() ? VirtualThreads.start("careful-virtual", task) : null;
    pool.submit(() -> {}).get(60, SECONDS);
    // Not by ForkJoinTask.get(): there JUnit's worker would run another test in the midst of ours.
    CountDownLatch inCommonPool = new CountDownLatch(1);
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              if (IntStream.range(0, 100).parallel().sum() > 0) {
                inCommonPool.countDown();
              }
            });
    Parallel.await(inCommonPool);
    Parallel.await(alive);
    try {
      meetOthers.run();
    } finally {
      release.countDown();
      thread.join();
      if (virtual != null) {
        virtual.join();
      }
      end(own);
    }
  }

  private static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(60, SECONDS)).isTrue();
  }

  static class PerMethod {
    private final ExecutorService ofInstance = withWorker();

    @RepeatedTest(TESTS)
    void perMethod() throws Exception {
      careful(ofInstance, meeting()::withOthers);
    }

    @AfterEach
    void endPool() throws InterruptedException {
      end(ofInstance);
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  @Execution(ExecutionMode.CONCURRENT) // The configured mode does not hold for PER_CLASS.
  static class PerClass {
    private final ExecutorService ofClass = Executors.newCachedThreadPool();

    @RepeatedTest(TESTS)
    void perClass() throws Exception {
      careful(ofClass, meeting()::withOthers);
    }

    @AfterAll
    void endPool() throws InterruptedException {
      end(ofClass);
    }
  }

  @Execution(ExecutionMode.SAME_THREAD)
  static class SameThread {
    private @Nullable ExecutorService ofTest;

    @BeforeEach
    void startPool() {
      ofTest = withWorker();
    }

    @RepeatedTest(TESTS)
    void sameThread() throws Exception {
      careful(Objects.requireNonNull(ofTest), meeting()::besideTheOthers);
    }

    @AfterEach
    void endPool() throws InterruptedException {
      end(Objects.requireNonNull(ofTest));
    }
  }

  @Execution(ExecutionMode.SAME_THREAD)
  @TestInstance(Lifecycle.PER_CLASS)
  static class SameThreadPerClass {
    private final ExecutorService ofClass = Executors.newCachedThreadPool();

    @RepeatedTest(TESTS)
    void sameThreadPerClass() throws Exception {
      careful(ofClass, meeting()::besideTheOthers);
    }

    @AfterAll
    void endPool() throws InterruptedException {
      end(ofClass);
    }
  }

  private static ExecutorService withWorker() {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    pool.execute(() -> {});
    return pool;
  }

  @VerifyNoLeaks
  static class WatchedPerMethod extends PerMethod {}

  @VerifyNoLeaks
  static class WatchedPerClass extends PerClass {}

  @VerifyNoLeaks
  static class WatchedSameThread extends SameThread {}

  @VerifyNoLeaks
  static class WatchedSameThreadPerClass extends SameThreadPerClass {}

  private static Suite suite(String executor, boolean global) {
    assumeTrue(executor.equals(Parallel.FORK_JOIN) || Parallel.hasBothExecutors());
    return global
        ? Parallel.suite(
                executor,
                PerMethod.class,
                PerClass.class,
                SameThread.class,
                SameThreadPerClass.class)
            .global()
        : Parallel.suite(
            executor,
            WatchedPerMethod.class,
            WatchedPerClass.class,
            WatchedSameThread.class,
            WatchedSameThreadPerClass.class);
  }

  private static Meeting begin(boolean oneLeaks) {
    Meeting begun = new Meeting(oneLeaks);
    meeting = begun;
    return begun;
  }

  private static String workerOf(String executor) {
    return executor.equals(Parallel.FORK_JOIN)
        ? ".ForkJoinPoolHierarchicalTestExecutorService$"
        : ".WorkerThreadPoolHierarchicalTestExecutorService$";
  }

  @ParameterizedTest
  @CsvSource({
    Parallel.FORK_JOIN + ",false",
    Parallel.FORK_JOIN + ",true",
    Parallel.WORKER_THREADS + ",false",
    Parallel.WORKER_THREADS + ",true"
  })
  void carefulTestsPassRunAfterRun(String executor, boolean global) {
    Suite suite = suite(executor, global);
    for (int run = 1; run <= RUNS; run++) {
      Meeting begun = begin(false);

      Results results = suite.run();

      for (String name : results.failed()) {
        fail("run " + run + ": " + name, results.failureOf(name).orElseThrow());
      }
      assertThat(begun.begun).hasValue(4 * TESTS);
      assertThat(begun.workers).allMatch(worker -> worker.contains(workerOf(executor)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    Parallel.FORK_JOIN + ",false",
    Parallel.FORK_JOIN + ",true",
    Parallel.WORKER_THREADS + ",false",
    Parallel.WORKER_THREADS + ",true"
  })
  void oneLeakAmongThemIsReportedOnce(String executor, boolean global) {
    Suite suite = suite(executor, global);
    begin(true);

    Results results = suite.run();

    assertThat(Parallel.blamed(results)).containsExactly("JUnit Jupiter: " + LEFT_BEHIND);
  }
}
