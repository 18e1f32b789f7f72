package io.github.noleaks.internal.watch;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads of one moment, by their ids. As long as the JVM has started no other, those
 * that are alive are among them: one listing serves all tests until then.
 */
final class PlatformListing {
  private static final String JUNIT = "org.junit.";
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  private final long startedCount;
  private final long[] ids;
  private final long[] servingIds;
  private final List<WeakReference<Thread>> serving;
  private final @Nullable ForkJoinPool scheduler;

  private PlatformListing(
      long startedCount, long[] ids, Map<Long, Thread> serving, @Nullable ForkJoinPool scheduler) {
    this.startedCount = startedCount;
    this.ids = ids;
    this.servingIds = serving.keySet().stream().mapToLong(Long::longValue).toArray();
    this.serving = serving.values().stream().map(WeakReference::new).toList();
    this.scheduler = scheduler;
  }

  static PlatformListing take() {
    long startedCount = PlatformThreads.startedCount();
    Map<Long, Thread> live = PlatformThreads.live();
    // The JVM counts a thread an instant before it lists it. One that another thread is starting
    // just now would look new for ever: a second look cannot miss it.
    live.putAll(PlatformThreads.live());
    long[] ids = live.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    return new PlatformListing(startedCount, ids, serving(live), scheduler(live));
  }

  private static Map<Long, Thread> serving(Map<Long, Thread> live) {
    Map<Long, Thread> serving = new LinkedHashMap<>(live);
    serving.values().removeIf(thread -> !mayServe(thread));
    return serving;
  }

  /** The JVM's own threads, the carriers and those that run the tests get no task from a test. */
  private static boolean mayServe(Thread thread) {
    if (thread instanceof ForkJoinWorkerThread) {
      String type = thread.getClass().getName();
      return !type.equals(CARRIER) && !type.startsWith(JUNIT);
    }
    ThreadGroup group = thread.getThreadGroup(); // null for one that has just ended
    return group != null && group.getParent() != null;
  }

  private static @Nullable ForkJoinPool scheduler(Map<Long, Thread> live) {
    for (Thread thread : live.values()) {
      if (thread instanceof ForkJoinWorkerThread carrier
          && carrier.getClass().getName().equals(CARRIER)) {
        return carrier.getPool();
      }
    }
    return null;
  }

  /** Whether this JDK runs virtual threads on carriers that we know. */
  static boolean carriersAreKnown() {
    try {
      Class.forName(CARRIER, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  boolean isCurrent() {
    return startedCount == PlatformThreads.startedCount();
  }

  boolean contains(long id) {
    return Arrays.binarySearch(ids, id) >= 0;
  }

  /** Those that may get tasks from a test: workers, timers, event loops and the like. */
  long[] servingIds() {
    return servingIds;
  }

  /** The same threads, each at the place of its id. */
  List<WeakReference<Thread>> serving() {
    return serving;
  }

  /** The pool of the carriers, if one of them was alive. */
  @Nullable ForkJoinPool scheduler() {
    return scheduler;
  }
}
