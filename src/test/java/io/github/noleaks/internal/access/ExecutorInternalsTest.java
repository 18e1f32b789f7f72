package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ExecutorInternals.State;
import io.github.noleaks.internal.access.ExecutorInternals.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read of pools and their queues, in a JVM that is open. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
class ExecutorInternalsTest {
  private static final ThreadInternals THREADS = Access.present(AccessMode.AUTO).orElseThrow();
  private static final ExecutorInternals INTERNALS = THREADS.executors();

  private final List<ExecutorService> made = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void end() throws Exception {
    gate.countDown();
    for (ExecutorService each : made) {
      each.shutdownNow();
      assertThat(each.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private <E extends ExecutorService> E made(E executor) {
    made.add(executor);
    return executor;
  }

  private Thread occupy(ExecutorService pool) throws Exception {
    LinkedBlockingQueue<Thread> worker = new LinkedBlockingQueue<>();
    pool.execute(
        () -> {
          worker.add(Thread.currentThread());
          try {
            gate.await();
          } catch (InterruptedException e) {
            // Released.
          }
        });
    return worker.take();
  }

  /** A user's queue on top of the JDK's, as Tomcat has one. */
  private static final class OfUser extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1;

    private int asked;

    @Override
    public int size() {
      asked++;
      return super.size();
    }
  }

  private static BlockingQueue<Runnable> queue(String kind) {
    return switch (kind) {
      case "linked" -> new LinkedBlockingQueue<>();
      case "array" -> new ArrayBlockingQueue<>(10);
      case "deque" -> new LinkedBlockingDeque<>();
      case "transfer" -> new LinkedTransferQueue<>();
      case "sorted" -> new PriorityBlockingQueue<>(10, ExecutorInternalsTest::inAnyOrder);
      case "of user" -> new OfUser();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static int inAnyOrder(Runnable one, Runnable other) {
    return Integer.compare(System.identityHashCode(one), System.identityHashCode(other));
  }

  private static final class Mail implements Runnable {
    @Override
    public void run() {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"linked", "array", "deque", "transfer", "sorted", "of user"})
  void theQueueOfAPool(String kind) throws Exception {
    ThreadPoolExecutor pool = made(new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, queue(kind)));
    assertThat(INTERNALS.queued(pool)).isZero();
    assertThat(INTERNALS.tasks(pool)).isEmpty();
    occupy(pool);
    for (int i = 0; i < 3; i++) {
      pool.execute(new Mail());
    }
    assertThat(INTERNALS.queued(pool)).isEqualTo(3);
    assertThat(INTERNALS.tasks(pool)).hasSize(3).allMatch(this::isMail);
    assertThat(pool.getQueue() instanceof OfUser own ? own.asked : 0).isZero();
  }

  private boolean isMail(Task task) {
    return task.className().equals(Mail.class.getName()) && !task.cancelled();
  }

  @Test
  void theQueueOfAForkJoinPool() throws Exception {
    ForkJoinPool pool = made(new ForkJoinPool(1));
    assertThat(INTERNALS.queued(pool)).isZero();
    occupy(pool);
    pool.submit(new Mail());
    pool.execute(new Mail());
    assertThat(INTERNALS.queued(pool)).isEqualTo(2);
    assertThat(INTERNALS.tasks(pool)).hasSize(2).allMatch(this::isMail);
    assertThat(INTERNALS.mostWorkers(pool)).isEqualTo(1);
  }

  @Test
  void aPoolThatHandsOverHasNoQueue() {
    ThreadPoolExecutor pool =
        made(new ThreadPoolExecutor(0, 1, 1, TimeUnit.HOURS, new SynchronousQueue<>()));
    assertThat(INTERNALS.queued(pool)).isZero();
    assertThat(INTERNALS.tasks(pool)).isEmpty();
  }

  /** Whose comparison of tasks does not end holds the queue's lock. */
  private static final class Stubborn implements Runnable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void run() {}

    @Override
    public boolean equals(Object other) {
      asked.countDown();
      try {
        return end.await(1, TimeUnit.MINUTES) && other == this;
      } catch (InterruptedException e) {
        return false;
      }
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linked", "array", "deque"})
  void aLockThatSomebodyHoldsDoesNotMatter(String kind) throws Exception {
    ThreadPoolExecutor pool = made(new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, queue(kind)));
    occupy(pool);
    pool.execute(new Mail());
    Stubborn stubborn = new Stubborn();
    Thread holder = new Thread(() -> pool.getQueue().remove(stubborn));
    holder.start();
    stubborn.asked.await();
    assertThat(INTERNALS.queued(pool)).isEqualTo(1);
    assertThat(INTERNALS.tasks(pool)).hasSize(1);
    assertThat(holder.isAlive()).isTrue();
    stubborn.end.countDown();
    holder.join();
  }

  @Test
  void theTasksOfAScheduler() {
    ScheduledThreadPoolExecutor scheduler = made(new ScheduledThreadPoolExecutor(2));
    long before = INTERNALS.scheduledSoFar();
    scheduler.schedule(new Mail(), 1, TimeUnit.HOURS);
    scheduler.scheduleAtFixedRate(new Mail(), 2, 1, TimeUnit.HOURS);
    scheduler.schedule(() -> "", 1, TimeUnit.HOURS).cancel(false);
    assertThat(INTERNALS.isScheduler(scheduler)).isTrue();
    assertThat(INTERNALS.queued(scheduler)).isEqualTo(3);
    assertThat(INTERNALS.pending(scheduler)).isEqualTo(2);
    assertThat(INTERNALS.mostWorkers(scheduler)).isEqualTo(2);
    List<Task> tasks = INTERNALS.tasks(scheduler);
    assertThat(tasks)
        .allSatisfy(task -> assertThat(task.sequence()).isBetween(before, before + 2))
        .filteredOn(task -> !task.cancelled())
        .hasSize(2)
        .allMatch(this::isMail)
        .extracting(Task::periodic)
        .containsExactlyInAnyOrder(true, false);
    assertThat(tasks).allMatch(task -> task.delayNanos() > TimeUnit.MINUTES.toNanos(50));
    assertThat(INTERNALS.scheduledSoFar()).isEqualTo(before + 3);
  }

  /** As applications do to see what their tasks do. */
  private static final class Decorating extends ScheduledThreadPoolExecutor {
    Decorating() {
      super(1);
    }

    @Override
    protected <V> RunnableScheduledFuture<V> decorateTask(
        Runnable runnable, RunnableScheduledFuture<V> task) {
      return new DecoratedTask<>(task);
    }
  }

  @Test
  void aDecoratedTask() {
    ScheduledThreadPoolExecutor scheduler = made(new Decorating());
    scheduler.schedule(new Mail(), 1, TimeUnit.HOURS);
    scheduler.schedule(new Mail(), 1, TimeUnit.HOURS).cancel(false);
    assertThat(INTERNALS.tasks(scheduler)).hasSize(2);
    assertThat(INTERNALS.tasks(scheduler))
        .filteredOn(this::isMail)
        .singleElement()
        .satisfies(task -> assertThat(task.sequence()).isNotNegative());
  }

  @Test
  void whetherAWorkerIsBusy() throws Exception {
    ThreadPoolExecutor pool = made((ThreadPoolExecutor) Executors.newFixedThreadPool(1));
    Thread thread = occupy(pool);
    Object worker = Objects.requireNonNull(THREADS.worker(thread));
    assertThat(INTERNALS.isBusy(worker)).isTrue();
    assertThat(INTERNALS.completedBy(worker)).isZero();
    gate.countDown();
    while (INTERNALS.isBusy(worker)) {
      Thread.onSpinWait();
    }
    assertThat(INTERNALS.completedBy(worker)).isEqualTo(1);
    assertThat(THREADS.worker(Thread.currentThread())).isNull();
  }

  @Test
  void howFarAPoolIsOnItsWayToItsEnd() throws Exception {
    for (ExecutorService pool :
        List.of(Executors.newFixedThreadPool(1), made(new ForkJoinPool(1)))) {
      assertThat(INTERNALS.state(pool)).isEqualTo(State.RUNNING);
      CountDownLatch end = new CountDownLatch(1);
      pool.execute(
          () -> {
            try {
              end.await();
            } catch (InterruptedException e) {
              // Released.
            }
          });
      pool.shutdown();
      assertThat(INTERNALS.state(pool)).isEqualTo(State.SHUT_DOWN);
      end.countDown();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThat(INTERNALS.state(pool)).isEqualTo(State.TERMINATED);
    }
  }

  @Test
  void whatIsInsideOfWrappers() {
    ThreadPoolExecutor pool =
        made(new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>()));
    assertThat(INTERNALS.unwrapped(pool)).isSameAs(pool);
    assertThat(INTERNALS.unwrapped(Executors.unconfigurableExecutorService(pool))).isSameAs(pool);
    ScheduledThreadPoolExecutor scheduler = made(new ScheduledThreadPoolExecutor(1));
    assertThat(
            INTERNALS.unwrapped(
                Executors.unconfigurableExecutorService(
                    Executors.unconfigurableScheduledExecutorService(scheduler))))
        .isSameAs(scheduler);
    assertThat(INTERNALS.unwrapped(made(Executors.newSingleThreadExecutor())))
        .isInstanceOf(ThreadPoolExecutor.class);
    assertThat(INTERNALS.unwrapped(made(Executors.newSingleThreadScheduledExecutor())))
        .isInstanceOf(ScheduledThreadPoolExecutor.class);
    Executor direct = Runnable::run;
    assertThat(INTERNALS.unwrapped(direct)).isSameAs(direct);
    assertThat(INTERNALS.isKnown(direct)).isFalse();
    assertThat(INTERNALS.queued(direct)).isEqualTo(ExecutorInternals.UNKNOWN);
    assertThat(INTERNALS.state(direct)).isNull();
  }
}
