package io.github.noleaks.internal.evidence;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/**
 * Threads that wait for real, and what a heap dump says about them. The proof does not follow the
 * fields of NoLeaks' own classes, this one included: so a test may end threads that nobody else
 * refers to. The test itself must keep ids only.
 */
public final class HiddenThreads implements AutoCloseable {
  private static final Map<Long, Thread> THREADS = new ConcurrentHashMap<>();

  private static final List<Runnable> AT_THE_END = new java.util.ArrayList<>();

  private final List<Long> ids = new java.util.concurrent.CopyOnWriteArrayList<>();

  /** Code of a thread. */
  public interface Body {
    void run() throws Exception;
  }

  public long platform(Body body) {
    return start(false, "acme-waits", body);
  }

  public long start(boolean virtual, Body body) {
    return start(virtual, "acme-waits", body);
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  public long start(boolean virtual, String name, Body body) {
    Runnable code = () -> runQuietly(body);
    Thread thread = virtual ? VirtualThreads.unstarted(name, code) : new Thread(code, name);
    thread.setDaemon(true);
    return started(thread);
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  public long started(Thread thread) {
    THREADS.put(thread.getId(), thread);
    ids.add(thread.getId());
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    return thread.getId();
  }

  /** Starts a thread and hands it to somebody else, too. */
  public long start(java.util.function.Consumer<Thread> alsoTo, Body body) {
    Thread thread = new Thread(() -> runQuietly(body), "acme-waits");
    thread.setDaemon(true);
    alsoTo.accept(thread);
    return started(thread);
  }

  public long startIn(ThreadGroup group, Body body) {
    Thread thread = new Thread(group, () -> runQuietly(body), "acme-waits");
    thread.setDaemon(true);
    return started(thread);
  }

  /** Has a worker of a pool run code. */
  public long workerOf(java.util.concurrent.ExecutorService pool, Body body) {
    java.util.concurrent.atomic.AtomicLong id = new java.util.concurrent.atomic.AtomicLong();
    CountDownLatch started = new CountDownLatch(1);
    pool.execute(
        () -> {
          id.set(started(Thread.currentThread()));
          started.countDown();
          runQuietly(body);
        });
    await(started);
    return id.get();
  }

  /** Waits for a latch. */
  public static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Something that has to be done as well. */
  public static void atTheEnd(Runnable action) {
    AT_THE_END.add(action);
  }

  private static void runQuietly(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      // Interrupted, at the end of the test.
    }
  }

  /** A thread waits for another one here, and goes on to where it shall wait. */
  public static <T> T onTheWay(java.util.concurrent.Callable<T> wait) throws Exception {
    return wait.call();
  }

  /** Waits until threads wait. */
  public void awaitWaiting() {
    awaitEachWaiting();
    // One that waited for a lock for a moment has gone on since.
    awaitEachWaiting();
  }

  private void awaitEachWaiting() {
    for (long id : ids) {
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> isWaiting(id));
    }
  }

  /** A thread by its id. */
  public static Thread thread(long id) {
    return java.util.Objects.requireNonNull(THREADS.get(id));
  }

  private static boolean isWaiting(long id) {
    // On its way to where it waits a thread may wait for a class to be loaded, or for another
    // thread. The stack first: a thread that has left these does not come back to them.
    String stack = List.of(thread(id).getStackTrace()).toString();
    Thread.State state = thread(id).getState();
    return (state == Thread.State.WAITING
            || state == Thread.State.TIMED_WAITING
            || state == Thread.State.BLOCKED)
        && !stack.contains("ClassLoader")
        && !stack.contains("HiddenThreads.onTheWay(");
  }

  public ThreadEvidence evidence(long id) {
    return all().of(id).orElseThrow();
  }

  public HeapEvidence all() {
    return all(true);
  }

  public HeapEvidence all(boolean values) {
    awaitWaiting();
    List<LeakedThread> leaked =
        ThreadWatch.shared().all(new ThreadFacts()).stream()
            .filter(thread -> ids.contains(thread.id()))
            .toList();
    return new HeapWitness(new HeapSettings(true, 1L << 40, null, values, 1_000_000, 1_000))
        .ask(leaked);
  }

  @Override
  public void close() {
    AT_THE_END.forEach(Runnable::run);
    AT_THE_END.clear();
    for (long id : ids) {
      thread(id).interrupt();
    }
    for (long id : ids) {
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(2))
          .until(
              () -> {
                thread(id).interrupt();
                return !thread(id).isAlive();
              });
      THREADS.remove(id);
    }
    ids.clear();
  }
}
