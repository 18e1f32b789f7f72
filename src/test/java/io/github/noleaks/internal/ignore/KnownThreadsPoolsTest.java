package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The common pool and the timer of CompletableFutures: harmless at rest, not when stuck. */
@Timeout(120)
class KnownThreadsPoolsTest {
  private static final String COMMON_POOL = "ForkJoinPool.commonPool-worker";
  private static final List<String> DELAY_SCHEDULERS =
      List.of("CompletableFutureDelayScheduler", "ForkJoinPool.commonPool-delayScheduler");

  private static boolean harmless(Thread thread) {
    return KnownThreads.isHarmless(Threads.capture(thread));
  }

  private static List<Thread> delaySchedulers() {
    return Threads.live(thread -> DELAY_SCHEDULERS.contains(thread.getName()));
  }

  @Test
  void aParallelStreamLeavesHarmlessWorkers() {
    ForkJoinTask<Integer> sum =
        ForkJoinPool.commonPool().submit(() -> IntStream.range(0, 10_000).parallel().sum());
    assertThat(sum.join()).isPositive();

    List<Thread> workers = Threads.named(COMMON_POOL);
    assertThat(workers).isNotEmpty();
    Threads.awaitHarmless(workers);
  }

  @Test
  void aCommonPoolWorkerStuckInATaskIsALeakUntilTheTaskEnds() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    BlockingQueue<Thread> where = new ArrayBlockingQueue<>(1);
    ForkJoinTask<?> task =
        ForkJoinPool.commonPool()
            .submit(
                () -> {
                  where.add(Thread.currentThread());
                  end.await();
                  return true;
                });
    Thread worker = where.take();
    try {
      Threads.awaitState(worker, Thread.State.WAITING);
      assertThat(harmless(worker)).isFalse();
    } finally {
      end.countDown();
    }
    task.join();
    Threads.awaitHarmless(List.of(worker));
  }

  @Test
  void aCommonPoolWorkerStuckWithoutAnyFrameOfTheUserIsALeak() {
    BlockingQueue<String> orders = new ArrayBlockingQueue<>(1);
    // Not a line of ours stands on that stack but the hidden frame of the method reference.
    ForkJoinTask<String> task = ForkJoinPool.commonPool().submit((Callable<String>) orders::take);
    List<Thread> stuck = List.of();
    try {
      stuck = awaitWaitingIn(COMMON_POOL, "java.util.concurrent.ArrayBlockingQueue.take");
      assertThat(stuck).noneMatch(KnownThreadsPoolsTest::harmless);
    } finally {
      orders.add("order-7");
    }
    assertThat(task.join()).isEqualTo("order-7");
    Threads.awaitHarmless(stuck);
  }

  private static List<Thread> awaitWaitingIn(String prefix, String frame) {
    return await()
        .pollInSameThread()
        .until(
            () ->
                Threads.live(
                    thread ->
                        thread.getName().startsWith(prefix)
                            && new Suspect(Threads.capture(thread)).frames().contains(frame)
                            && thread.getState() == Thread.State.WAITING),
            threads -> !threads.isEmpty());
  }

  @Test
  void theTimerOfCompletableFuturesIsHarmlessAtRest() {
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
        .join();

    assertThat(delaySchedulers()).isNotEmpty();
    Threads.awaitHarmless(delaySchedulers());
  }

  @Test
  void theTimerOfCompletableFuturesStuckInWhatDependsOnATimeoutIsALeak() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    BlockingQueue<Thread> where = new ArrayBlockingQueue<>(1);
    CompletableFuture<Void> dependent =
        new CompletableFuture<String>()
            .completeOnTimeout("none", 50, TimeUnit.MILLISECONDS)
            .thenAccept(
                order -> {
                  where.add(Thread.currentThread());
                  Threads.waitFor(end);
                });
    Thread timer = where.take();
    try {
      assertThat(DELAY_SCHEDULERS).contains(timer.getName());
      Threads.awaitState(timer, Thread.State.WAITING);
      assertThat(harmless(timer)).isFalse();
    } finally {
      end.countDown();
    }
    dependent.join();
    Threads.awaitHarmless(List.of(timer));
  }
}
