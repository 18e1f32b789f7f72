package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plants a parked thread of each kind and makes sure that it is seen, before any test relies on
 * that. A watch that is blind would otherwise pass every test in silence.
 */
public final class SelfTest {
  private static final String NAME = "noleaks-self-test";
  private static final long SECONDS_TO_BE_SEEN = 10;

  private SelfTest() {}

  /**
   * Runs the test.
   *
   * @throws NoLeaksConfigurationException if a planted thread is not seen
   */
  public static void run() {
    ThreadWatch watch = ThreadWatch.shared();
    run(new Sight(watch::mark, watch::unchangedSince, watch::since, watch::blindSpots));
  }

  /** What is tested: the eyes of the watches. */
  record Sight(
      Supplier<ThreadMark> mark,
      Predicate<ThreadMark> unchangedSince,
      Function<ThreadMark, List<LeakedThread>> since,
      Supplier<List<String>> blindSpots) {}

  static void run(Sight watch) {
    plant(watch, "platform", SelfTest::startPlatform);
    if (VirtualThreads.isSupported()) {
      plant(watch, "virtual", task -> VirtualThreads.start(NAME, task));
    }
  }

  private static Thread startPlatform(Runnable task) {
    Thread thread = new Thread(null, task, NAME, 0, false);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void plant(Sight watch, String kind, Function<Runnable, Thread> start) {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    ThreadMark before = watch.mark().get();
    Thread planted =
        start.apply(
            () -> {
              started.countDown();
              awaitUninterruptibly(seen);
            });
    try {
      awaitUninterruptibly(started);
      String blindness = blindness(watch, before, planted.getId());
      if (blindness != null) {
        throw new NoLeaksConfigurationException(
            "NoLeaks is blind for %s threads on this JVM (%s %s): %s. Use another JVM, or set %s to run all the same"
                .formatted(
                    kind,
                    System.getProperty("java.vm.name"),
                    System.getProperty("java.version"),
                    String.join("; ", with(watch.blindSpots().get(), blindness)),
                    "noleaks.self-test=false"));
      }
    } finally {
      seen.countDown();
      join(planted);
    }
  }

  private static @Nullable String blindness(Sight watch, ThreadMark before, long id) {
    if (watch.unchangedSince().test(before)) {
      return "its counters did not move when one was started";
    }
    boolean listed =
        watch.since().apply(before).stream().mapToLong(LeakedThread::id).anyMatch(i -> i == id);
    return listed ? null : "a parked one was not listed";
  }

  private static List<String> with(List<String> blindSpots, String blindness) {
    return Stream.concat(Stream.of(blindness), blindSpots.stream()).toList();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_BE_SEEN);
      while (true) {
        try {
          // Bounded, so that the planted thread itself can never become a leak.
          latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void join(Thread planted) {
    boolean interrupted = Thread.interrupted();
    try {
      planted.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_BE_SEEN));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
