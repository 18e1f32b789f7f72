package io.github.noleaks.internal.check;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what is open to be closed, and for processes to end, by themselves. */
final class ResourceSettle {
  /** As for threads, so many looks at the least. */
  private static final int LEAST_LOOKS = 12;

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private ResourceSettle() {}

  /**
   * Looks until nothing is left or the time is over. An interrupt ends the wait, and stays set.
   *
   * @param limit how long
   * @param look gives what there is now
   * @param <T> what is looked for
   * @return what the last look saw
   */
  static <T> List<T> await(Duration limit, Supplier<List<T>> look) {
    boolean wasInterrupted = Thread.interrupted();
    boolean interrupted = false;
    try {
      long start = System.nanoTime();
      int leastLooks = limit.isZero() ? 1 : LEAST_LOOKS;
      long pause = FIRST_PAUSE;
      List<T> left = look.get();
      for (int looks = 1; !left.isEmpty() && !interrupted; looks++) {
        if (looks >= leastLooks && System.nanoTime() - start >= limit.toNanos()) {
          break;
        }
        LockSupport.parkNanos(ResourceSettle.class, pause);
        interrupted = Thread.interrupted();
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        left = look.get();
      }
      return left;
    } finally {
      if (interrupted || wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
