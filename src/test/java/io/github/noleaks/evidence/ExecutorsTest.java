package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.waits.Held;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the heap says about the executor of a worker, idle or busy. */
class ExecutorsTest {
  private static final String HELD = "held by static com.acme.waits.Held.object";
  private static final String ALONE = "held by nobody but its own workers";

  private final HiddenThreads threads = new HiddenThreads();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void freeThem() {
    Held.object = null;
    end.countDown();
    threads.close();
  }

  private List<String> executor(long worker) {
    return threads.evidence(worker).executor();
  }

  /** A worker that has done its task and waits for the next one. */
  private long idleWorkerOf(ExecutorService pool) {
    HiddenThreads.atTheEnd(pool::shutdownNow);
    return threads.workerOf(pool, () -> {});
  }

  private long busyWorkerOf(ExecutorService pool) {
    HiddenThreads.atTheEnd(pool::shutdownNow);
    return threads.workerOf(pool, this::job);
  }

  private void job() throws InterruptedException {
    end.await();
  }

  @Test
  void anIdleWorkerHasAnExecutorThatNobodyHasShutDown() {
    assertThat(executor(idleWorkerOf(Executors.newFixedThreadPool(2))))
        .containsExactly("ThreadPoolExecutor: 1 of 2 workers, none busy, not shut down", ALONE);
  }

  @Test
  void aBusyWorkerIsCounted() {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    busyWorkerOf(pool);
    long worker = idleWorkerOf(pool);
    Held.object = pool;
    pool = null;
    assertThat(executor(worker))
        .containsExactly("ThreadPoolExecutor: 2 of 3 workers, 1 busy, not shut down", HELD);
  }

  @Test
  void theHolderIsToldThoughAWorkerWithATimeoutHoldsItsPoolAsWell() {
    Held.object = Executors.newCachedThreadPool();
    long worker = workerBesideAnIdleOne((ExecutorService) Held.object);
    assertThat(executor(worker))
        .containsExactly(
            "ThreadPoolExecutor: 2 of 2,147,483,647 workers, 1 busy, not shut down", HELD);
  }

  /** The stack of the idle one, which nobody asks about, is that of a thread that will wake up. */
  private long workerBesideAnIdleOne(ExecutorService pool) {
    CountDownLatch both = new CountDownLatch(1);
    AtomicReference<Thread> idle = new AtomicReference<>();
    pool.execute(
        () -> {
          idle.set(Thread.currentThread());
          HiddenThreads.await(both);
        });
    long worker = busyWorkerOf(pool);
    both.countDown();
    Awaitility.await()
        .pollInSameThread()
        .until(() -> idle.get() != null && idle.get().getState() == Thread.State.TIMED_WAITING);
    return worker;
  }

  @Test
  void tasksInTheQueueAreToldByTheirClassEachOnce() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>());
    long worker = busyWorkerOf(pool);
    pool.execute(new Job());
    var unused = pool.submit(new Job());
    var lambda = pool.submit(() -> "never");
    Future<?> cancelled = pool.submit(new Cancelled());
    cancelled.cancel(false);
    assertThat(executor(worker))
        .contains(
            "3 tasks wait in its queue: 2 × "
                + Job.class.getName()
                + "; a lambda of "
                + ExecutorsTest.class.getName())
        .noneMatch(line -> line.contains("Cancelled"));
    assertThat(List.of(unused, lambda)).noneMatch(Future::isDone);
  }

  @Test
  void manyTasksAreStillOneLine() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>());
    long worker = busyWorkerOf(pool);
    for (int i = 0; i < 10_000; i++) {
      pool.execute(new Job());
    }
    assertThat(executor(worker))
        .contains("10,000 tasks wait in its queue: 2,000 × " + Job.class.getName() + "; …");
  }

  /** A task. */
  private record Job() implements Runnable {
    @Override
    public void run() {}
  }

  private record Cancelled() implements Runnable {
    @Override
    public void run() {}
  }

  @Test
  void anEmptyQueueHasNoLine() {
    assertThat(executor(busyWorkerOf(Executors.newFixedThreadPool(1)))).hasSize(2);
  }

  @Test
  void scheduledTasksAreToldByTheirTime() {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    long worker = idleWorkerOf(scheduler);
    var once = scheduler.schedule(new Job(), 50, TimeUnit.HOURS);
    var often = scheduler.scheduleAtFixedRate(new Job(), 90, 30, TimeUnit.MINUTES);
    scheduler.schedule(new Cancelled(), 1, TimeUnit.HOURS).cancel(false);
    List<String> told = executor(worker);
    assertThat(told)
        .first()
        .isEqualTo("ScheduledThreadPoolExecutor: 1 of 1 workers, none busy, not shut down");
    assertThat(told.get(1))
        .startsWith("2 tasks wait in its queue: ")
        .containsPattern(Job.class.getSimpleName() + ", delayed, due in (2 days|49 h|50 h)")
        .containsPattern("Job, periodic every 30 min, next in (89|90) min")
        .doesNotContain("Cancelled");
    assertThat(told).noneMatch(line -> line.startsWith("kept"));
    assertThat(once.isDone() || often.isDone()).isFalse();
  }

  @Test
  void delayedTasksKeepAShutDownSchedulerFromEnding() {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    long worker = idleWorkerOf(scheduler);
    var once = scheduler.schedule(new Job(), 1, TimeUnit.HOURS);
    scheduler.shutdown();
    assertThat(executor(worker))
        .contains(
            "ScheduledThreadPoolExecutor: 1 of 1 workers, none busy, shut down, not terminated",
            "kept from ending by 1 delayed task: with"
                + " setExecuteExistingDelayedTasksAfterShutdownPolicy(false) shutdown() drops it,"
                + " shutdownNow() always does");
    assertThat(once.isDone()).isFalse();
  }

  @Test
  void theWorkerThatKeepsAShutDownPoolFromEndingIsNamed() {
    ExecutorService pool = Executors.newFixedThreadPool(1, task -> new Thread(task, "acme-pool-1"));
    long worker = busyWorkerOf(pool);
    pool.shutdown();
    List<String> told = executor(worker);
    assertThat(told.get(0))
        .startsWith(
            "ThreadPoolExecutor: 1 of 1 workers, 1 busy, shut down, not terminated, threads by a"
                + " lambda");
    assertThat(told.get(1))
        .startsWith(
            "kept from ending by thread \"acme-pool-1\" (#"
                + worker
                + ") in "
                + HiddenThreads.class.getName());
  }

  @Test
  void aSingleThreadExecutorIsToldAsSuch() {
    Held.object = Executors.newSingleThreadExecutor();
    assertThat(executor(idleWorkerOf((ExecutorService) Held.object)))
        .containsExactly(
            "Executors.newSingleThreadExecutor(): 1 of 1 workers, none busy, not shut down", HELD);
  }

  /** A class of the user's. */
  private record Service(ExecutorService pool) {}

  @Test
  void whoHoldsAnExecutorWithAFinalizerIsNotTheFinalizer() {
    Held.object = new Service(Executors.newSingleThreadExecutor());
    assertThat(executor(idleWorkerOf(((Service) Held.object).pool())))
        .contains(HELD + " → ExecutorsTest.Service.pool");
  }

  @Test
  void aSingleThreadSchedulerIsToldAsSuch() {
    Held.object = Executors.newSingleThreadScheduledExecutor();
    assertThat(executor(idleWorkerOf((ExecutorService) Held.object)))
        .containsExactly(
            "Executors.newSingleThreadScheduledExecutor(): 1 of 1 workers, none busy, not shut"
                + " down",
            HELD);
  }

  @Test
  void anUnconfigurableExecutorIsToldWithWhatIsInside() {
    Held.object = Executors.unconfigurableExecutorService(Executors.newFixedThreadPool(2));
    assertThat(executor(idleWorkerOf((ExecutorService) Held.object)))
        .containsExactly(
            "Executors.unconfigurableExecutorService(…) around a ThreadPoolExecutor: 1 of 2"
                + " workers, none busy, not shut down",
            HELD);
  }

  @Test
  void aVirtualThreadPerTask() throws Exception {
    assumeTrue(VirtualThreads.isSupported(), "needs virtual threads");
    Held.object = perTask();
    assertThat(executor(busyWorkerOf((ExecutorService) Held.object)))
        .containsExactly(
            "Executors.newVirtualThreadPerTaskExecutor(): 1 thread, not shut down", HELD);
  }

  private static ExecutorService perTask() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  @Test
  void aForkJoinPoolHasAParallelismAndTasks() {
    ForkJoinPool pool = new ForkJoinPool(1);
    long worker = busyWorkerOf(pool);
    ForkJoinTask<?> waiting = pool.submit(new Job());
    Held.object = pool;
    pool = null;
    assertThat(executor(worker))
        .containsExactly(
            "ForkJoinPool: parallelism 1, 1 worker, 1 busy, not shut down",
            "1 task waits in its queue: " + Job.class.getName(),
            HELD);
    assertThat(waiting.isDone()).isFalse();
  }

  @Test
  void aForkJoinPoolThatWasShutDownIsKeptByItsTask() {
    ForkJoinPool pool = new ForkJoinPool(2);
    long worker = busyWorkerOf(pool);
    pool.shutdown();
    assertThat(executor(worker).get(0))
        .isEqualTo("ForkJoinPool: parallelism 2, 1 worker, 1 busy, shut down, not terminated");
    assertThat(executor(worker).get(1)).startsWith("kept from ending by thread \"ForkJoinPool");
  }
}
