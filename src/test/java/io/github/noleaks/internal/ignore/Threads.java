package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Facts about threads for the tests of this package: of live ones, and made-up ones. */
final class Threads {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Threads() {}

  static LeakedThread capture(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return new LeakedThread(
        idOf(thread),
        thread.getName(),
        thread.getClass().getName(),
        group == null ? null : group.getName(),
        thread.getState(),
        thread.isDaemon(),
        false,
        Arrays.asList(thread.getStackTrace()),
        null);
  }

  // Thread.threadId() came with 19.
  @SuppressWarnings("deprecation")
  private static long idOf(Thread thread) {
    return thread.getId();
  }

  /** All live platform threads but the caller's. */
  static List<Thread> live() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread != Thread.currentThread())
        .toList();
  }

  static List<Thread> live(Predicate<Thread> which) {
    return live().stream().filter(which).toList();
  }

  static List<Thread> named(String prefix) {
    return live(thread -> thread.getName().startsWith(prefix));
  }

  /** Waits until all these threads are harmless: a pool may be on its way back to rest. */
  static void awaitHarmless(List<Thread> threads) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(threads)
                    .filteredOn(Thread::isAlive)
                    .extracting(Threads::capture)
                    .filteredOn(thread -> thread.state() != Thread.State.TERMINATED)
                    .filteredOn(thread -> !KnownThreads.isHarmless(thread))
                    .isEmpty());
  }

  static void awaitState(Thread thread, Thread.State... states) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(() -> Arrays.asList(states).contains(thread.getState()));
  }

  /** Waits without a limit: the test that calls it counts down when it has seen what it wants. */
  static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void awaitEnd(List<Thread> threads) {
    await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  /** A thread with these facts, parked as a user's sender on a full queue. */
  static LeakedThread sender(String name, String className, String group, boolean daemon) {
    return made(
        name,
        className,
        group,
        daemon,
        "jdk.internal.misc.Unsafe.park",
        "java.util.concurrent.locks.LockSupport.park",
        "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionNode.block",
        "java.util.concurrent.ForkJoinPool.unmanagedBlock",
        "java.util.concurrent.ForkJoinPool.managedBlock",
        "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await",
        "java.util.concurrent.ArrayBlockingQueue.put",
        "com.acme.OrderService.lambda$send$0",
        "java.lang.Thread.run");
  }

  static LeakedThread made(
      String name, String className, String group, boolean daemon, String... frames) {
    return new LeakedThread(
        41,
        name,
        className,
        group,
        Thread.State.WAITING,
        daemon,
        false,
        Stream.of(frames).map(Threads::frame).toList(),
        null);
  }

  /** Created by a worker of a pool that a test had started. */
  static Origin createdInAPool() {
    Origin pool =
        new Origin(
            "OrderServiceTest.sendsAll()",
            "main",
            1,
            List.of(
                frame("java.util.concurrent.ThreadPoolExecutor.execute"),
                frame("com.acme.OrderServiceTest.sendsAll")),
            null,
            null);
    return new Origin(
        "OrderServiceTest.sendsAll()",
        "pool-1-thread-1",
        40,
        List.of(frame("java.lang.Thread.<init>"), frame("com.acme.OrderService.send")),
        pool,
        null);
  }

  /** A task that waits in a queue. */
  static LeakedTask task(String className) {
    return new LeakedTask(
        className, LeakedTask.Kind.DELAYED, Duration.ofMinutes(5), "ScheduledThreadPoolExecutor");
  }

  static StackTraceElement frame(String frame) {
    int dot = frame.lastIndexOf('.');
    return new StackTraceElement(frame.substring(0, dot), frame.substring(dot + 1), null, -1);
  }
}
