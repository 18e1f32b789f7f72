package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever pool was not shut down: the report names its idle worker. */
class PoolKindsTest {
  private static final ConcurrentLinkedQueue<Timer> TIMERS = new ConcurrentLinkedQueue<>();

  @AfterEach
  void removePlanted() {
    // An interrupt does not end the thread of a timer.
    TIMERS.forEach(Timer::cancel);
    TIMERS.clear();
    Planted.removeAll();
  }

  private static ThreadFactory named(String name) {
    return task -> new Thread(task, name);
  }

  /** With one worker, so that it is sure which one the report has to name. */
  private static ForkJoinPool forkJoinPool(String name) {
    return new ForkJoinPool(
        1,
        pool -> {
          ForkJoinWorkerThread worker =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          worker.setName(name);
          return worker;
        },
        null,
        false);
  }

  private static void use(ExecutorService pool) throws Exception {
    Thread worker = Planted.neverShutDown(pool).submit(Thread::currentThread).get();
    Planted.awaitParked(worker);
  }

  private static Thread threadOf(Timer timer) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            thread.complete(Thread.currentThread());
          }
        },
        0);
    return thread.join();
  }

  private static Timer neverCancelled(Timer timer) {
    TIMERS.add(timer);
    Planted.awaitParked(Planted.remember(threadOf(timer)));
    return timer;
  }

  @VerifyNoLeaks
  static class LeftOpen {
    @Test
    void fixedPool() throws Exception {
      use(Executors.newFixedThreadPool(2, named("fixed")));
    }

    @Test
    void cachedPool() throws Exception {
      use(Executors.newCachedThreadPool(named("cached")));
    }

    @Test
    void scheduledPool() throws Exception {
      use(Executors.newScheduledThreadPool(2, named("scheduled")));
    }

    @Test
    void scheduledPoolWithATaskToCome() throws Exception {
      ScheduledExecutorService pool = Executors.newScheduledThreadPool(1, named("scheduled-later"));
      use(pool);
      var unused = pool.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    @Test
    void singlePool() throws Exception {
      use(Executors.newSingleThreadExecutor(named("single")));
    }

    @Test
    void forkJoin() throws Exception {
      use(forkJoinPool("fork-join"));
    }

    @Test
    void timer() {
      neverCancelled(new Timer("timer"));
    }

    @Test
    void timerWithATaskToCome() {
      neverCancelled(new Timer("timer-later"))
          .schedule(
              new TimerTask() {
                @Override
                public void run() {}
              },
              TimeUnit.DAYS.toMillis(1));
    }
  }

  private static List<String> namesOfIdleWorkers(Results results, String test) {
    List<Leak> leaks = results.reportOf(test).leaks();
    assertThat(leaks).extracting(Leak::verdict).containsOnly(Verdict.IDLE_WORKER);
    return leaks.stream()
        .flatMap(leak -> leak.threads().stream())
        .map(thread -> thread.name())
        .toList();
  }

  @Test
  void namesTheWorkersOfPoolsLeftOpen() {
    Results results = Suite.of(LeftOpen.class).run();

    assertThat(results.failed())
        .containsExactly(
            "cachedPool",
            "fixedPool",
            "forkJoin",
            "scheduledPool",
            "scheduledPoolWithATaskToCome",
            "singlePool",
            "timer",
            "timerWithATaskToCome");
    assertThat(namesOfIdleWorkers(results, "fixedPool")).containsExactly("fixed");
    assertThat(namesOfIdleWorkers(results, "cachedPool")).containsExactly("cached");
    assertThat(namesOfIdleWorkers(results, "scheduledPool")).containsExactly("scheduled");
    assertThat(namesOfIdleWorkers(results, "scheduledPoolWithATaskToCome"))
        .containsExactly("scheduled-later");
    assertThat(namesOfIdleWorkers(results, "singlePool")).containsExactly("single");
    assertThat(namesOfIdleWorkers(results, "forkJoin")).containsExactly("fork-join");
    assertThat(namesOfIdleWorkers(results, "timer")).containsExactly("timer");
    assertThat(namesOfIdleWorkers(results, "timerWithATaskToCome")).containsExactly("timer-later");
  }

  @VerifyNoLeaks
  static class ShutDown {
    @Test
    void allPools() throws Exception {
      for (ExecutorService pool :
          List.of(
              Executors.newFixedThreadPool(2),
              Executors.newCachedThreadPool(),
              Executors.newScheduledThreadPool(2),
              Executors.newSingleThreadExecutor(),
              forkJoinPool("fork-join-shut-down"))) {
        Thread worker = pool.submit(Thread::currentThread).get();
        pool.shutdown();
        worker.join();
      }
    }

    @Test
    void timer() throws InterruptedException {
      Timer timer = new Timer("timer-cancelled");
      Thread thread = threadOf(timer);
      timer.cancel();
      thread.join();
    }
  }

  @Test
  void poolsThatAreShutDownAreNoLeaks() {
    Results results = Suite.of(ShutDown.class).run();

    assertThat(results.failed()).isEmpty();
    assertThat(results.failureOf("allPools")).isEmpty();
    assertThat(results.failureOf("timer")).isEmpty();
  }
}
