package io.github.noleaks.internal.watch;

import com.sun.management.ThreadMXBean;
import io.github.noleaks.LeakedThread;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether threads have done something: a worker that was there before may be stuck in the test's
 * own code since. A number for each thread that stands still while it does nothing: the object it
 * is parked on, else its CPU time, or, where that is not to be had, how often it has begun to wait.
 * Thread-safe.
 */
public final class ThreadActivity {
  private static final java.lang.management.ThreadMXBean THREADS =
      ManagementFactory.getThreadMXBean();
  private static final @Nullable ThreadMXBean CPU = cpu();
  private static final long ENDED = -1;

  /** No thread has been running for so long. */
  private static final long PARKED = 1L << 62;

  private ThreadActivity() {}

  private static @Nullable ThreadMXBean cpu() {
    // The clock for threads is too coarse on Windows: a short task takes no time at all there.
    boolean coarse = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
    try {
      return !coarse
              && THREADS instanceof ThreadMXBean bean
              && bean.isThreadCpuTimeSupported()
              && bean.isThreadCpuTimeEnabled()
          ? bean
          : null;
    } catch (LinkageError e) {
      return null; // A JRE without the module jdk.management.
    }
  }

  /**
   * What the serving threads of a listing have done so far, each at the place of its id. Where one
   * is parked on some object, such as the queue of its pool, that object is enough: if it is parked
   * there later, it has come back to the same place, whatever it has done meanwhile. That takes a
   * few nanoseconds, a look at the clock takes half a microsecond.
   */
  static long[] of(PlatformListing listing) {
    List<WeakReference<Thread>> threads = listing.serving();
    long[] ids = listing.servingIds();
    long[] activity = new long[ids.length];
    long[] others = new long[ids.length];
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      Object blocker = blocker(threads.get(i).get());
      if (blocker == null) {
        others[count++] = ids[i];
      } else {
        activity[i] = PARKED | System.identityHashCode(blocker);
      }
    }
    if (count > 0) {
      long[] clocks = of(Arrays.copyOf(others, count));
      for (int i = 0, next = 0; i < ids.length; i++) {
        if (activity[i] == 0) {
          activity[i] = clocks[next++];
        }
      }
    }
    return activity;
  }

  /** A worker of a fork-join pool may say that it is parked on its pool when it is no more. */
  private static @Nullable Object blocker(@Nullable Thread thread) {
    return thread == null || thread instanceof ForkJoinWorkerThread
        ? null
        : LockSupport.getBlocker(thread);
  }

  /** What some threads have done so far, by the clock. */
  static long[] of(long[] ids) {
    return ids.length == 0 ? ids : CPU == null ? waits(ids) : CPU.getThreadCpuTime(ids);
  }

  /** A thread that has run since and does not run any more has begun to wait again. */
  static long[] waits(long[] ids) {
    @Nullable ThreadInfo[] infos = THREADS.getThreadInfo(ids);
    long[] waits = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      waits[i] = waits(infos[i]);
    }
    return waits;
  }

  private static long waits(@Nullable ThreadInfo info) {
    return info == null
        ? ENDED
        : ((info.getWaitedCount() + info.getBlockedCount()) << 1)
            + (info.getThreadState() == Thread.State.RUNNABLE ? 1 : 0);
  }

  /** Whether none of them, but perhaps the caller, has done anything since. */
  static boolean isUnchanged(long[] ids, long[] before, long[] now) {
    return Arrays.equals(before, now)
        || (ids.length == now.length && stirred(ids, before, now).isEmpty());
  }

  /** The ids of those that have done something and live on, but for the caller. */
  static List<Long> stirred(long[] ids, long[] before, long[] now) {
    long caller = ThreadIds.of(Thread.currentThread());
    List<Long> stirred = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (before[i] != now[i] && now[i] != ENDED && ids[i] != caller) {
        stirred.add(ids[i]);
      }
    }
    return stirred;
  }

  /**
   * How often a platform thread has begun to wait.
   *
   * @param id its id
   * @return a number that stands still while it waits, and while it runs without a pause
   */
  public static long waits(long id) {
    return waits(new long[] {id})[0] >> 1;
  }

  /**
   * The serving platform threads of which nothing is known from an earlier moment, and those that
   * have done something since then. The caller is left out.
   *
   * @param earlier that moment, or {@code null} if there is none
   * @param mark a later mark
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them now
   */
  public static List<LeakedThread> movedBetween(
      @Nullable ThreadMark earlier, ThreadMark mark, ThreadFacts facts) {
    Map<Long, Long> before = earlier == null ? Map.of() : earlier.activityById();
    Set<Long> moved = new HashSet<>();
    mark.activityById()
        .forEach(
            (id, activity) -> {
              if (!activity.equals(before.get(id))) {
                moved.add(id);
              }
            });
    moved.remove(ThreadIds.of(Thread.currentThread()));
    return moved.isEmpty() ? List.of() : facts.of(PlatformThreads.live(), moved);
  }
}
