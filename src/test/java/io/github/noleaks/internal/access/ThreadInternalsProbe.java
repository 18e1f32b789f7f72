package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs in a JVM that is open: compares what is read with what was planted. */
final class ThreadInternalsProbe {
  private static final int CHURNS = 200;

  static final ThreadInternals INTERNALS = Access.present(AccessMode.AUTO).orElseThrow();
  static final InheritableThreadLocal<String> KEY = new InheritableThreadLocal<>();

  static final InheritableThreadLocal<String> UNUSED = new InheritableThreadLocal<>();

  private ThreadInternalsProbe() {}

  /** What is compared. */
  enum Subject {
    INHERITED,
    MANY_KEYS,
    BUSY_MAP,
    UNTOUCHED_MAP,
    POOLS,
    NO_POOLS,
    COMPLETED_TASKS,
    INHERITED_BY_VIRTUAL,
    VIRTUAL_THREADS,
    POOLS_OF_VIRTUAL;

    boolean needsVirtualThreads() {
      return compareTo(INHERITED_BY_VIRTUAL) >= 0;
    }
  }

  public static void main(String[] args) throws Exception {
    Subject subject = Subject.valueOf(args[0]);
    switch (subject) {
      case INHERITED -> inherited();
      case MANY_KEYS -> manyKeys();
      case BUSY_MAP -> busyMap();
      case UNTOUCHED_MAP -> untouchedMap();
      case POOLS -> pools();
      case NO_POOLS -> noPools();
      case COMPLETED_TASKS -> completedTasks();
      case INHERITED_BY_VIRTUAL -> VirtualThreadInternals.inheritedByVirtual();
      case VIRTUAL_THREADS -> VirtualThreadInternals.virtualThreads();
      case POOLS_OF_VIRTUAL -> VirtualThreadInternals.poolsOfVirtual();
    }
    System.out.println(subject + " passed");
  }

  private static void inherited() throws Exception {
    Thread before = new Thread(() -> {});
    KEY.set("ours");
    CountDownLatch end = new CountDownLatch(1);
    Thread unstarted = new Thread(() -> await(end));
    assertThat(INTERNALS.inherited(unstarted, KEY)).isEqualTo("ours");
    unstarted.start();
    assertThat(INTERNALS.inherited(unstarted, KEY)).isEqualTo("ours");
    assertThat(INTERNALS.inherited(Thread.currentThread(), KEY)).isEqualTo("ours");
    assertThat(INTERNALS.inherited(before, KEY)).isNull();
    assertThat(INTERNALS.inherited(unstarted, UNUSED)).isNull();
    assertThat(INTERNALS.inherited(new Thread(null, () -> {}, "without", 0, false), KEY)).isNull();
    end.countDown();
    unstarted.join();
    assertThat(INTERNALS.inherited(unstarted, KEY)).isNull();
    KEY.set(null);
    assertThat(INTERNALS.inherited(Thread.currentThread(), KEY)).isNull();
    KEY.remove();
    assertThat(INTERNALS.inherited(Thread.currentThread(), KEY)).isNull();
  }

  private static void manyKeys() {
    List<InheritableThreadLocal<Integer>> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(new InheritableThreadLocal<>());
      keys.get(i).set(i);
    }
    Thread thread = new Thread(() -> {});
    for (int i = 0; i < keys.size(); i++) {
      assertThat(INTERNALS.inherited(thread, keys.get(i))).isEqualTo(i);
    }
  }

  /** A thread whose map changes all the time, while it is read. */
  private static void busyMap() throws Exception {
    KEY.set("ours");
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    Thread busy =
        new Thread(
            () -> {
              for (int churn = 0; churn < CHURNS; churn++) {
                List<InheritableThreadLocal<String>> others = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                  others.add(new InheritableThreadLocal<>());
                  others.get(i).set("another");
                }
                others.forEach(ThreadLocal::remove);
              }
            });
    busy.setUncaughtExceptionHandler((thread, e) -> failed.set(e));
    busy.start();
    while (busy.isAlive()) {
      // It is null in the moment in which the entry is moved, or once the thread has ended.
      assertThat(INTERNALS.inherited(busy, KEY)).isIn("ours", null);
    }
    assertThat(failed.get()).isNull();
  }

  /** The map's own methods would throw out entries whose keys are gone. */
  private static void untouchedMap() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    KEY.set("ours");
    Forgotten forgotten = Forgotten.inheritedBy(() -> await(end));
    forgotten.thread().start();
    while (forgotten.key().get() != null) {
      System.gc();
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(INTERNALS.inherited(forgotten.thread(), KEY)).isEqualTo("ours");
      assertThat(INTERNALS.inherited(forgotten.thread(), UNUSED)).isNull();
    }
    System.gc();
    assertThat(forgotten.value().get()).isNotNull();
    end.countDown();
    forgotten.thread().join();
    while (forgotten.value().get() != null) {
      System.gc(); // Nothing else held it.
    }
  }

  /** A key that nobody holds any more, and the thread in whose map its value still is. */
  private record Forgotten(Thread thread, WeakReference<Object> key, WeakReference<Object> value) {
    @SuppressWarnings("ThreadLocalUsage") // It must not be in a static field.
    static Forgotten inheritedBy(Runnable task) {
      InheritableThreadLocal<Object> key = new InheritableThreadLocal<>();
      Object value = new Object();
      key.set(value);
      Thread thread = new Thread(task);
      key.remove();
      return new Forgotten(thread, new WeakReference<>(key), new WeakReference<>(value));
    }
  }

  private static void pools() throws Exception {
    ThreadPoolExecutor subclass =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {};
    for (ExecutorService each :
        List.of(
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()),
            Executors.newFixedThreadPool(1),
            new ScheduledThreadPoolExecutor(1),
            subclass,
            new ForkJoinPool(1))) {
      assertThat(poolOf(each)).isSameAs(each);
      end(each);
    }
    assertThat(poolOf(ForkJoinPool.commonPool())).isSameAs(ForkJoinPool.commonPool());
    // What is handed out hides the pool; the worker knows it.
    ExecutorService single = Executors.newSingleThreadExecutor();
    assertThat(poolOf(single)).isInstanceOf(ThreadPoolExecutor.class).isNotSameAs(single);
    end(single);
  }

  static @Nullable Executor poolOf(Executor pool) throws Exception {
    return INTERNALS.executor(workerOf(pool));
  }

  /** Not from the future of a task: who waits for one of a fork-join pool may do it himself. */
  private static Thread workerOf(Executor pool) throws Exception {
    LinkedBlockingQueue<Thread> worker = new LinkedBlockingQueue<>();
    pool.execute(() -> worker.add(Thread.currentThread()));
    return worker.take();
  }

  static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void noPools() throws Exception {
    assertThat(INTERNALS.executor(Thread.currentThread())).isNull();
    assertThat(INTERNALS.executor(new Thread(() -> {}))).isNull();
    assertThat(INTERNALS.executor(new Thread())).isNull();
    AtomicReference<@Nullable Thread> made = new AtomicReference<>();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(() -> task.run());
          made.set(thread);
          return thread;
        };
    // The worker is hidden behind a task of the user's.
    ExecutorService hidden = Executors.newFixedThreadPool(1, factory);
    assertThat(poolOf(hidden)).isNull();
    end(hidden);
    Thread ended = Objects.requireNonNull(made.get());
    assertThat(INTERNALS.completedTasks(ended)).isEqualTo(ThreadInternals.UNKNOWN);
  }

  private static void completedTasks() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Thread worker = workerOf(pool);
    // The count follows the answer.
    awaitCompleted(worker, 1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          await(end);
        });
    begun.await();
    assertThat(INTERNALS.completedTasks(worker)).isEqualTo(1);
    end.countDown();
    awaitCompleted(worker, 2);
    end(pool);
    assertThat(INTERNALS.completedTasks(Thread.currentThread())).isEqualTo(ThreadInternals.UNKNOWN);
    Thread stealer = workerOf(ForkJoinPool.commonPool());
    assertThat(INTERNALS.completedTasks(stealer)).isEqualTo(ThreadInternals.UNKNOWN);
  }

  private static void awaitCompleted(Thread worker, long tasks) {
    while (INTERNALS.completedTasks(worker) != tasks) {
      Thread.onSpinWait();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      // Ends.
    }
  }
}
