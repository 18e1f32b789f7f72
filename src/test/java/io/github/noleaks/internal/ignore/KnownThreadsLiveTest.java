package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Timer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads of this JDK: harmless at rest, not when stuck in what a test gave them. */
@Timeout(120)
class KnownThreadsLiveTest {
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
      assertThat(stuck).noneMatch(KnownThreadsLiveTest::harmless);
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

  @Test
  void theReaperOfAnEndedProcessIsHarmlessThatOfALiveOneIsALeak() throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                ReadsToTheEnd.class.getName())
            .redirectErrorStream(true)
            .start();
    String reaperOfChild = "java.lang.ProcessHandleImpl.waitForProcessExit0";
    List<Thread> reapers;
    try {
      reapers =
          await()
              .pollInSameThread()
              .until(
                  () ->
                      Threads.live(
                          thread ->
                              thread.getName().startsWith("process reaper")
                                  && new Suspect(Threads.capture(thread))
                                      .frames()
                                      .contains(reaperOfChild)),
                  threads -> !threads.isEmpty());
      assertThat(reapers).noneMatch(KnownThreadsLiveTest::harmless);
    } finally {
      child.getOutputStream().close();
    }
    child.waitFor();
    Threads.awaitHarmless(reapers);
  }

  /** A child process that lives until its input ends. */
  static final class ReadsToTheEnd {
    public static void main(String[] args) throws IOException {
      System.in.readAllBytes();
    }
  }

  @Test
  void theFlightRecorderLeavesHarmlessThreads() {
    assumeTrue(FlightRecorder.isAvailable());
    try (Recording recording = new Recording()) {
      recording.enable("jdk.CPULoad").withPeriod(Duration.ofMillis(20));
      recording.setDuration(Duration.ofMinutes(5));
      recording.start();
      assertThat(Threads.named("JFR ")).extracting(Thread::getName).contains("JFR Periodic Tasks");
    }
    Threads.awaitHarmless(Threads.named("JFR "));
  }

  @Test
  void virtualThreadsLeaveHarmlessPlatformThreads() throws Exception {
    Method start = startVirtualThread();
    assumeTrue(start != null, "virtual threads came with 21");
    List<Thread> before = Threads.live();
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(2);
    Runnable sleeper =
        () -> {
          LockSupport.parkNanos(1_000_000);
          done.countDown();
        };
    Runnable waiter =
        () -> {
          Threads.waitFor(end);
          done.countDown();
        };
    invoke(start, sleeper);
    invoke(start, waiter);
    try {
      List<Thread> fresh = Threads.live(thread -> !before.contains(thread));
      Threads.awaitHarmless(fresh);
      assertThat(Threads.live(thread -> thread.getClass().getName().endsWith("CarrierThread")))
          .isNotEmpty()
          .allMatch(KnownThreadsLiveTest::harmless);
    } finally {
      end.countDown();
    }
    done.await();
  }

  private static @Nullable Method startVirtualThread() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static void invoke(@Nullable Method start, Runnable task)
      throws InvocationTargetException, IllegalAccessException {
    Objects.requireNonNull(start).invoke(null, task);
  }

  @Test
  void timersCleanersAndWatchServicesOfUsersAreLeaks() throws Exception {
    List<Thread> before = Threads.live();
    Timer timer = new Timer("RMI Reaper");
    var watch = FileSystems.getDefault().newWatchService();
    Object cleaned = new Object();
    Cleaner cleaner = Cleaner.create();
    cleaner.register(cleaned, () -> {});
    List<Thread> fresh = Threads.live(thread -> !before.contains(thread));
    try {
      assertThat(fresh).extracting(Thread::getName).contains("RMI Reaper");
      assertThat(fresh).anyMatch(thread -> thread.getName().startsWith("Cleaner-"));
      fresh.forEach(
          thread ->
              Threads.awaitState(
                  thread, Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.RUNNABLE));
      assertThat(fresh).noneMatch(KnownThreadsLiveTest::harmless);
    } finally {
      timer.cancel();
      watch.close();
      Reference.reachabilityFence(cleaner);
      Reference.reachabilityFence(cleaned);
    }
    List<Thread> ending =
        fresh.stream().filter(thread -> !thread.getName().startsWith("Cleaner-")).toList();
    Threads.awaitEnd(ending);
  }

  @Test
  void aLiveThreadThatTakesTheNamesOfKnownThreadsIsNeverExcused() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread impostor = new Thread(() -> Threads.waitFor(end));
    impostor.setDaemon(true);
    impostor.start();
    try {
      Threads.awaitState(impostor, Thread.State.WAITING);
      for (KnownThreadsCatalogTest.Sample sample : KnownThreadsCatalogTest.samples()) {
        impostor.setName(sample.name());
        assertThat(harmless(impostor)).as(sample.name()).isFalse();
      }
    } finally {
      end.countDown();
    }
    impostor.join();
  }
}
