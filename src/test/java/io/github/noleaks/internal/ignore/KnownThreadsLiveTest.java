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
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads of this JDK: harmless at rest, not when stuck in what a test gave them. */
@Timeout(120)
class KnownThreadsLiveTest {
  private static boolean harmless(Thread thread) {
    return KnownThreads.isHarmless(Threads.capture(thread));
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
  void timersAndWatchServicesOfUsersAreLeaks() throws Exception {
    List<Thread> before = Threads.live();
    Timer timer = new Timer("RMI Reaper");
    List<Thread> fresh;
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      assertThat(watch.poll()).isNull();
      fresh = Threads.live(thread -> !before.contains(thread));
      assertThat(fresh).extracting(Thread::getName).contains("RMI Reaper");
      assertThat(fresh).noneMatch(KnownThreadsLiveTest::harmless);
    } finally {
      timer.cancel();
    }
    Threads.awaitEnd(fresh);
  }

  @Test
  void aCleanerOfAUserIsALeakThoughItSharesItsClassAndGroupWithTheJdks() {
    Thread thread = seenWhileItsCleanerLives();

    // Nothing but the collection of its Cleaner ends such a thread.
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return !thread.isAlive();
            });
  }

  private static Thread seenWhileItsCleanerLives() {
    List<Thread> before = Threads.named("Cleaner-");
    Cleaner cleaner = Cleaner.create();
    try {
      Thread thread =
          Threads.named("Cleaner-").stream()
              .filter(t -> !before.contains(t))
              .findFirst()
              .orElseThrow();
      Threads.awaitState(thread, Thread.State.TIMED_WAITING);
      assertThat(harmless(thread)).isFalse();
      return thread;
    } finally {
      Reference.reachabilityFence(cleaner);
    }
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
