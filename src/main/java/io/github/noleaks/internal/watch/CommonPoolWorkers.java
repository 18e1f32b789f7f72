package io.github.noleaks.internal.watch;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether warm workers of the common pool have done something: one of them may be stuck in the
 * test's own code since. The pool's own counters do not tell, since they take a worker that waits
 * for a condition for an idle one; its CPU time does.
 */
final class CommonPoolWorkers {
  private static final @Nullable ThreadMXBean CPU = cpu();

  private CommonPoolWorkers() {}

  private static @Nullable ThreadMXBean cpu() {
    // The clock for threads is too coarse on Windows: a short task takes no time at all there.
    boolean coarse = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
    try {
      return !coarse
              && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
              && bean.isThreadCpuTimeSupported()
              && bean.isThreadCpuTimeEnabled()
          ? bean
          : null;
    } catch (LinkageError e) {
      return null; // A JRE without the module jdk.management.
    }
  }

  /** The CPU time of each worker so far, in nanoseconds; {@code null} if the JVM cannot tell. */
  static long @Nullable [] cpuTimes(PlatformListing listing) {
    long[] ids = listing.commonPoolIds();
    return CPU == null || ids.length == 0 ? null : CPU.getThreadCpuTime(ids);
  }

  /** The CPU time of any threads so far, {@code -1} for an ended one; {@code null} as above. */
  static long @Nullable [] cpuTimes(long[] ids) {
    return CPU == null ? null : CPU.getThreadCpuTime(ids);
  }

  static boolean haveRested(PlatformListing listing, long @Nullable [] before) {
    return listing.commonPoolIds().length == 0
        || (before != null && Arrays.equals(before, cpuTimes(listing)));
  }

  /** The ids of those that have not rested, or of all if the JVM cannot tell. */
  static List<Long> busySince(PlatformListing listing, long @Nullable [] before) {
    long[] ids = listing.commonPoolIds();
    long[] now = cpuTimes(listing);
    List<Long> busy = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (before == null || now == null || before[i] != now[i]) {
        busy.add(ids[i]);
      }
    }
    return busy;
  }
}
