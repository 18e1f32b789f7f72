package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapEvidence.Circle;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circles of threads that wait for each other, and what only looks like one. */
class CirclesTest {
  private final HiddenThreads threads = new HiddenThreads();

  @AfterEach
  void freeThem() {
    threads.close();
  }

  private static void assume(boolean virtual) {
    assumeTrue(!virtual || VirtualThreads.isSupported(), "needs virtual threads");
  }

  private void areOneCircle(long... ids) {
    List<Circle> circles = threads.all().circles();
    assertThat(circles).as("%s", threads.all()).hasSize(1);
    assertThat(circles.get(0).threadIds())
        .containsExactlyInAnyOrder(java.util.Arrays.stream(ids).boxed().toArray(Long[]::new));
    assertThat(circles.get(0).told()).hasSize(ids.length);
  }

  private void areNoCircle() {
    HeapEvidence all = threads.all();
    assertThat(all.circles()).as("%s", all).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoThreadsWaitForEachOthersLock(boolean virtual) {
    assume(virtual);
    Lock one = new ReentrantLock();
    Lock other = new ReentrantLock();
    CyclicBarrier both = new CyclicBarrier(2);
    areOneCircle(
        threads.start(virtual, () -> locksBoth(one, other, both)),
        threads.start(virtual, () -> locksBoth(other, one, both)));
  }

  private static void locksBoth(Lock first, Lock second, CyclicBarrier both) throws Exception {
    first.lock();
    try {
      HiddenThreads.onTheWay(both::await);
      second.lockInterruptibly();
      second.unlock();
    } finally {
      first.unlock();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatGivesUpInTimeMakesItNoDeadlock(boolean virtual) {
    assume(virtual);
    Lock one = new ReentrantLock();
    Lock other = new ReentrantLock();
    CyclicBarrier both = new CyclicBarrier(2);
    threads.start(virtual, () -> locksBoth(one, other, both));
    threads.start(
        virtual,
        () -> {
          other.lock();
          try {
            HiddenThreads.onTheWay(both::await);
            if (one.tryLock(1, TimeUnit.HOURS)) {
              one.unlock();
            }
          } finally {
            other.unlock();
          }
        });
    areNoCircle();
  }

  @Test
  void aLockAndAMonitor() {
    Lock lock = new ReentrantLock();
    Object monitor = new Object();
    CyclicBarrier both = new CyclicBarrier(2);
    areOneCircle(
        threads.platform(
            () -> {
              lock.lock();
              try {
                HiddenThreads.onTheWay(both::await);
                synchronized (monitor) {
                  both.reset();
                }
              } finally {
                lock.unlock();
              }
            }),
        threads.platform(
            () -> {
              synchronized (monitor) {
                HiddenThreads.onTheWay(both::await);
                lock.lockInterruptibly();
                lock.unlock();
              }
            }));
  }

  @Test
  void aVirtualThreadTriesToEnterTheMonitorOfAnotherOne() {
    assumeTrue(Runtime.version().feature() >= 24, "before, it would be pinned");
    Lock lock = new ReentrantLock();
    Object monitor = new Object();
    CyclicBarrier both = new CyclicBarrier(2);
    areOneCircle(
        threads.start(
            true,
            () -> {
              lock.lock();
              try {
                HiddenThreads.onTheWay(both::await);
                synchronized (monitor) {
                  both.reset();
                }
              } finally {
                lock.unlock();
              }
            }),
        threads.start(
            true,
            () -> {
              synchronized (monitor) {
                HiddenThreads.onTheWay(both::await);
                lock.lockInterruptibly();
                lock.unlock();
              }
            }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoThreadsWaitForEachOthersLatch(boolean virtual) {
    assume(virtual);
    waitForEachOther(virtual);
    assertThat(threads.all().circles()).hasSize(1);
    assertThat(threads.all().circles().get(0).told().toString()).contains("waits for a latch");
  }

  private void waitForEachOther(boolean virtual) {
    CountDownLatch one = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    threads.start(virtual, () -> awaitsThenCounts(one, other));
    threads.start(virtual, () -> awaitsThenCounts(other, one));
  }

  private static void awaitsThenCounts(CountDownLatch first, CountDownLatch then)
      throws InterruptedException {
    first.await();
    then.countDown();
  }

  @Test
  void twoLatchesThatTheTestStillHoldsAreNoDeadlock() {
    CountDownLatch one = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    threads.platform(() -> awaitsThenCounts(one, other));
    threads.platform(() -> awaitsThenCounts(other, one));
    areNoCircle();
    assertThat(one.getCount() + other.getCount()).isEqualTo(2);
  }

  @Test
  void twoFuturesThatWaitForEachOther() {
    futures();
    List<Circle> circles = threads.all().circles();
    assertThat(circles).hasSize(1);
    assertThat(circles.get(0).told().toString()).contains("waits for a future, held by");
  }

  private void futures() {
    CompletableFuture<String> one = new CompletableFuture<>();
    CompletableFuture<String> other = new CompletableFuture<>();
    threads.platform(() -> one.complete(other.get()));
    threads.platform(() -> other.complete(one.get()));
  }

  @Test
  void threadsThatJoinEachOther() {
    BlockingQueue<Thread> partner = new ArrayBlockingQueue<>(1);
    long one =
        threads.platform(
            () -> {
              Thread other = HiddenThreads.onTheWay(partner::take);
              other.join();
            });
    long other =
        threads.platform(
            () -> {
              Thread first = HiddenThreads.thread(one);
              partner.put(Thread.currentThread());
              first.join();
            });
    areOneCircle(one, other);
  }

  @Test
  void theOnlyWorkerWaitsForATaskInItsOwnQueue() {
    long worker = worker(Executors.newFixedThreadPool(1));
    areOneCircle(worker);
    assertThat(threads.all().circles().get(0).told().get(0))
        .contains("waits for a task that waits in the queue of its own ThreadPoolExecutor");
  }

  private long worker(ExecutorService pool) {
    HiddenThreads.atTheEnd(pool::shutdownNow);
    return threads.workerOf(pool, () -> pool.submit(() -> "never").get());
  }

  @Test
  void allWorkersWaitForTasksInTheirOwnQueue() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    HiddenThreads.atTheEnd(pool::shutdownNow);
    CyclicBarrier both = new CyclicBarrier(2);
    areOneCircle(starving(pool, both), starving(pool, both));
  }

  /** In each order in which the threads of a dump may come. */
  @Test
  void eachPoolOfManyIsACircleOfAllItsWorkers() {
    int workers = 3;
    List<List<Long>> pools = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      ExecutorService pool = Executors.newFixedThreadPool(workers);
      HiddenThreads.atTheEnd(pool::shutdownNow);
      CyclicBarrier all = new CyclicBarrier(workers);
      pools.add(Stream.generate(() -> starving(pool, all)).limit(workers).sorted().toList());
    }
    assertThat(threads.all().circles())
        .extracting(circle -> circle.threadIds().stream().sorted().toList())
        .containsExactlyInAnyOrderElementsOf(pools);
  }

  private long starving(ExecutorService pool, CyclicBarrier both) {
    return threads.workerOf(
        pool,
        () -> {
          HiddenThreads.onTheWay(both::await);
          pool.submit(() -> "never").get();
        });
  }

  @Test
  void aSecondWorkerThatSleepsMayRunTheTask() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    HiddenThreads.atTheEnd(pool::shutdownNow);
    threads.workerOf(pool, () -> Thread.sleep(TimeUnit.HOURS.toMillis(1)));
    threads.workerOf(pool, () -> pool.submit(() -> "later").get());
    areNoCircle();
  }

  @Test
  void aPoolThatMayStillGrowIsNotStarved() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 2, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>(5));
    HiddenThreads.atTheEnd(pool::shutdownNow);
    threads.workerOf(pool, () -> pool.submit(() -> "later").get());
    areNoCircle();
  }

  @Test
  void aWorkerThatWaitsForATaskOfAnotherPoolIsNotStarved() throws Exception {
    ExecutorService busy = Executors.newFixedThreadPool(1);
    HiddenThreads.atTheEnd(busy::shutdownNow);
    threads.workerOf(busy, () -> Thread.sleep(TimeUnit.HOURS.toMillis(1)));
    Future<String> queued = busy.submit(() -> "later");
    ExecutorService pool = Executors.newFixedThreadPool(1);
    HiddenThreads.atTheEnd(pool::shutdownNow);
    threads.workerOf(pool, queued::get);
    areNoCircle();
  }

  @Test
  void supplyAsyncInTheOnlyWorkerOfAPool() {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    HiddenThreads.atTheEnd(pool::shutdownNow);
    areOneCircle(
        threads.workerOf(pool, () -> CompletableFuture.supplyAsync(() -> "never", pool).get()));
  }

  @Test
  void tasksOfTwoPoolsThatWaitForEachOther() {
    ExecutorService one = Executors.newFixedThreadPool(1);
    ExecutorService other = Executors.newFixedThreadPool(1);
    HiddenThreads.atTheEnd(one::shutdownNow);
    HiddenThreads.atTheEnd(other::shutdownNow);
    BlockingQueue<Future<?>> tasks = new LinkedBlockingQueue<>();
    BlockingQueue<Future<?>> back = new LinkedBlockingQueue<>();
    long[] ids = new long[2];
    CountDownLatch ready = new CountDownLatch(2);
    Future<?> first =
        one.submit(
            () -> {
              ids[0] = threads.started(Thread.currentThread());
              ready.countDown();
              return HiddenThreads.onTheWay(tasks::take).get();
            });
    Future<?> second =
        other.submit(
            () -> {
              ids[1] = threads.started(Thread.currentThread());
              ready.countDown();
              return HiddenThreads.onTheWay(back::take).get();
            });
    HiddenThreads.await(ready);
    tasks.add(second);
    back.add(first);
    areOneCircle(ids);
  }

  @Test
  void twoSendersOnTwoFullQueuesAreStuckButNoCircle() {
    sendersThatKnowBothQueues();
    areNoCircle();
    assertThat(threads.all().threads()).allMatch(each -> each.stuck());
  }

  private void sendersThatKnowBothQueues() {
    BlockingQueue<String> one = new ArrayBlockingQueue<>(1);
    BlockingQueue<String> other = new ArrayBlockingQueue<>(1);
    one.add("a");
    other.add("a");
    threads.platform(() -> sends(one, other));
    threads.platform(() -> sends(other, one));
  }

  private static void sends(BlockingQueue<String> first, BlockingQueue<String> then)
      throws InterruptedException {
    first.put("b");
    then.put("b");
  }
}
