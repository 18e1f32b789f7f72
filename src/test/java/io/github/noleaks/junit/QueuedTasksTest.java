package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedTask.Kind;
import io.github.noleaks.testing.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that are left in the queues of pools that were there before, and tasks that are not. */
@SuppressWarnings("FutureReturnValueIgnored") // To forget it is what is tested.
class QueuedTasksTest {
  /** The fixture of all suites here: it is there before. */
  private static ExecutorService pool = ForkJoinPool.commonPool();

  private static CountDownLatch gate = new CountDownLatch(1);

  /** What a test hands in. */
  static final class Mail implements Runnable {
    @Override
    public void run() {}
  }

  /** The pools that work through a queue. */
  enum Pools {
    LINKED,
    BOUNDED,
    DEQUE,
    TRANSFER,
    SORTED,
    FORK_JOIN;

    ExecutorService make() {
      return switch (this) {
        case LINKED -> withQueue(new LinkedBlockingQueue<>());
        case BOUNDED -> withQueue(new ArrayBlockingQueue<>(100));
        case DEQUE -> withQueue(new LinkedBlockingDeque<>());
        case TRANSFER -> withQueue(new LinkedTransferQueue<>());
        case SORTED -> withQueue(new PriorityBlockingQueue<>(11, Pools::asGood));
        case FORK_JOIN -> new ForkJoinPool(1);
      };
    }

    private static ExecutorService withQueue(BlockingQueue<Runnable> queue) {
      return new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, queue);
    }

    private static int asGood(Runnable one, Runnable other) {
      return Boolean.compare(one == null, other == null);
    }
  }

  @AfterEach
  void end() throws Exception {
    gate.countDown();
    gate = new CountDownLatch(1);
    pool.shutdownNow();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static Suite suite(Class<?> tests) {
    return Suite.of(tests).global().with("noleaks.access", "auto");
  }

  private static void work(int millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  /** The only worker has a task before any suite begins. */
  private static void occupy(ExecutorService some) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = gate;
    pool = some;
    pool.execute(
        () -> {
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            // Released.
          }
        });
    begun.await();
  }

  static class Queued {
    @Test
    void handsIn() {
      pool.submit(new Mail());
    }

    @Test
    void takesBack() {
      Future<?> mail = pool.submit(new Mail());
      mail.cancel(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTaskWaitsForAWorker(Pools kind) throws Exception {
    occupy(kind.make());
    Suite.Results results = suite(Queued.class).run();
    assertThat(results.failed()).containsExactly("handsIn");
    Leak leak = results.reportOf("handsIn").leaks().get(0);
    assertThat(leak.summary()).isEqualTo("task queued that no worker takes");
    assertThat(leak.tasks())
        .singleElement()
        .extracting(LeakedTask::className, LeakedTask::kind, LeakedTask::delay)
        .containsExactly(Mail.class.getName(), Kind.QUEUED, Duration.ZERO);
    assertThat(leak.tasks().get(0).executor()).contains("1 of 1 worker, not shut down");
  }

  @ParameterizedTest
  @EnumSource
  void aPoolThatWorksThroughItsQueueIsNoLeak(Pools kind) throws Exception {
    pool = kind.make();
    pool.submit(() -> {}).get();
    assertThat(suite(Backlogged.class).with("noleaks.settle", "10s").run().failed()).isEmpty();
  }

  static class Backlogged {
    @Test
    void handsInMuch() {
      for (int i = 0; i < 50; i++) {
        pool.execute(() -> work(4));
      }
    }
  }

  @Test
  void theTasksOfFuturesAreNamedAfterTheUsersCode() throws Exception {
    occupy(Pools.LINKED.make());
    List<Leak> leaks = suite(Futures.class).run().reportOf("handsIn").leaks();
    assertThat(leaks)
        .singleElement()
        .satisfies(leak -> assertThat(leak.tasks()).hasSize(4))
        .satisfies(
            leak ->
                assertThat(leak.tasks())
                    .allSatisfy(
                        task -> assertThat(task.className()).startsWith(Futures.class.getName())));
  }

  static class Futures {
    @Test
    void handsIn() {
      CompletableFuture<String> supplied = CompletableFuture.supplyAsync(() -> "", pool);
      CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {}, pool);
      Future<String> called = new ExecutorCompletionService<String>(pool).submit(() -> "");
      CompletableFuture<Void> then =
          CompletableFuture.completedFuture("").thenAcceptAsync(text -> {}, pool);
      assertThat(Stream.of(supplied, run, called, then)).noneMatch(Future::isDone);
    }
  }

  static class Innocent {
    @RepeatedTest(200)
    void usesIt() throws Exception {
      pool.submit(() -> {}).get();
    }
  }

  /** Like a server: whatever it does, it is not the tests' doing. */
  @ParameterizedTest
  @EnumSource
  void aPoolThatOthersKeepBusyIsNoLeak(Pools kind) throws Exception {
    pool = kind.make();
    ExecutorService busy = pool;
    AtomicBoolean over = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              for (int burst = 0; !over.get(); burst = (burst + 7) % 11) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < burst; i++) {
                  all.add(busy.submit(() -> {}));
                }
                all.forEach(QueuedTasksTest::await);
              }
            });
    other.start();
    try {
      assertThat(suite(Innocent.class).run().failed()).isEmpty();
    } finally {
      over.set(true);
      other.join();
    }
  }

  private static void await(Future<?> task) {
    try {
      task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
