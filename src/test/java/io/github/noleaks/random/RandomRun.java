package io.github.noleaks.random;

import io.github.noleaks.testing.Planted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One run of a random suite: what its tests share, and what they have planted. Thread-safe. */
final class RandomRun implements AutoCloseable {
  private static final int MOST_WORKERS = 16;

  /**
   * Of the pool that is there before the suite. With fewer it grows in tests: to be tried once
   * growth is told from leaks where nobody watched the first workers come up.
   */
  private static final int FIRST_WORKERS = 2;

  private static final ThreadLocal<@Nullable List<String>> PENDING = new ThreadLocal<>();

  private static volatile @Nullable RandomRun current;

  private final long seed;
  private final AtomicInteger serials = new AtomicInteger();
  private final Map<String, Blame.Expected> expected = new ConcurrentHashMap<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Queue<Timer> timers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger tests = new AtomicInteger();
  private final Exchanger<String> meeting = new Exchanger<>();
  private final ThreadPoolExecutor poolOfAll = warmPool("pool-of-all-", FIRST_WORKERS);
  private volatile @Nullable ExecutorService poolOfExtension;

  private RandomRun(long seed) {
    this.seed = seed;
  }

  static RandomRun begin(long seed) {
    RandomRun begun = new RandomRun(seed);
    current = begun;
    return begun;
  }

  static RandomRun current() {
    return Objects.requireNonNull(current, "no random suite runs");
  }

  /** Its first workers are there; each task starts another one. */
  static ThreadPoolExecutor warmPool(String prefix, int workers) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        (ThreadPoolExecutor)
            Executors.newFixedThreadPool(
                MOST_WORKERS, task -> new Thread(task, prefix + count.incrementAndGet()));
    for (int i = 0; i < workers; i++) {
      pool.prestartCoreThread();
    }
    return pool;
  }

  SplittableRandom random(String what) {
    return TestPlan.random(seed, what);
  }

  TestPlan planOf(String subject) {
    return TestPlan.of(seed, subject);
  }

  int nextSerial() {
    return serials.incrementAndGet();
  }

  void expect(String thread, Blame.Expected blame) {
    expected.put(thread, blame);
  }

  Map<String, Blame.Expected> expected() {
    return Map.copyOf(expected);
  }

  /** A test begins. */
  void begun() {
    tests.incrementAndGet();
  }

  int tests() {
    return tests.get();
  }

  /** A test is about to fail by itself. */
  void failing(String subject) {
    failing.add(subject);
  }

  Set<String> failing() {
    return Set.copyOf(failing);
  }

  void rememberTimer(Timer timer) {
    timers.add(timer);
  }

  /** A constructor left this thread behind, in the thread of a test that it does not know. */
  void pending(String thread) {
    List<String> threads = PENDING.get();
    if (threads == null) {
      threads = new ArrayList<>();
      PENDING.set(threads);
    }
    threads.add(thread);
  }

  /** The test of this thread has begun, and answers for what its constructors have left. */
  void pendingIsOf(String subject) {
    List<String> threads = PENDING.get();
    if (threads != null) {
      threads.forEach(thread -> expect(thread, new Blame.Expected(subject, false)));
      PENDING.remove();
    }
  }

  Pools pools(@Nullable ExecutorService ofClass) {
    return new Pools(ofClass, poolOfAll, poolOfExtension);
  }

  void poolOfExtension(@Nullable ExecutorService pool) {
    poolOfExtension = pool;
  }

  /** Waits for another test, but not for long: whether one comes decides nothing. */
  void meet() throws InterruptedException {
    try {
      meeting.exchange("", 2, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Alone.
    }
  }

  /** Removes what was planted. */
  @Override
  public void close() throws InterruptedException {
    current = null;
    timers.forEach(Timer::cancel);
    Planted.removeAll();
    Waiting.end(poolOfAll);
  }
}
