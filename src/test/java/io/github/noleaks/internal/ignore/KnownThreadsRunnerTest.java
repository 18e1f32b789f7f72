package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.LeakedThread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestExecutorService;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Real threads of the JVM and of the runners these tests run in. */
@Timeout(120)
class KnownThreadsRunnerTest {

  private static boolean harmless(Thread thread) {
    return KnownThreads.isHarmless(Threads.capture(thread));
  }

  @Test
  void theThreadsOfTheJvmAndItsRunnerAreHarmless() {
    List<Thread> threads =
        Threads.live(
            thread ->
                thread.getName().startsWith("surefire-")
                    || (thread.getThreadGroup() != null
                        && thread.getThreadGroup().getName().equals("system")
                        && !thread.getName().startsWith("process reaper")));

    assertThat(threads).extracting(Thread::getName).contains("Finalizer");
    Threads.awaitHarmless(threads);
  }

  @Test
  void theMainThreadIsHarmlessSeenFromAnother() throws Exception {
    List<Thread> mains = Threads.live(thread -> thread.getName().equals("main"));
    Thread caller = Thread.currentThread();
    Thread main = caller.getName().equals("main") ? caller : mains.get(0);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      assertThat(other.submit(() -> harmless(main)).get()).isTrue();
    } finally {
      other.shutdown();
      assertThat(other.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FORK_JOIN_POOL", "WORKER_THREAD_POOL"}) // the second since JUnit 6.1
  void theWorkersOfAParallelRunAreHarmlessWhateverTheyDo(String kind) {
    Seen.THREADS.clear();

    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", kind)
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
        .selectors(selectClass(Seen.class))
        .execute()
        .testEvents()
        .assertStatistics(stats -> stats.succeeded(2));

    assertThat(Seen.THREADS)
        .isNotEmpty()
        .allMatch(thread -> thread.className().contains(workerClass(kind)))
        .allMatch(KnownThreads::isHarmless);
  }

  /** Before 6.1 JUnit knows only the first kind and takes it in any case. */
  private static String workerClass(String kind) {
    boolean hasBoth =
        HierarchicalTestExecutorService.class
                .getClassLoader()
                .getResource(
                    "org/junit/platform/engine/support/hierarchical/"
                        + "WorkerThreadPoolHierarchicalTestExecutorService.class")
            != null;
    return hasBoth && kind.equals("WORKER_THREAD_POOL")
        ? ".WorkerThreadPoolHierarchicalTestExecutorService$"
        : ".ForkJoinPoolHierarchicalTestExecutorService$";
  }

  /** Run by the test above: both tests are in JUnit's workers at the same time. */
  static class Seen {
    static final List<LeakedThread> THREADS = Collections.synchronizedList(new ArrayList<>());
    static final CountDownLatch BOTH_HERE = new CountDownLatch(2);

    @Test
    void one() {
      look();
    }

    @Test
    void other() {
      look();
    }

    private static void look() {
      BOTH_HERE.countDown();
      Threads.waitFor(BOTH_HERE);
      THREADS.add(Threads.capture(Thread.currentThread()));
    }
  }

  @Test
  void theWatcherOfJupitersTimeoutsIsHarmless() {
    List<Thread> watchers = Threads.named("junit-jupiter-timeout-watcher");

    assertThat(watchers).isNotEmpty();
    Threads.awaitHarmless(watchers);
  }
}
