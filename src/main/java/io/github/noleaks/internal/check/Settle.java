package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.RestingPlace;
import io.github.noleaks.internal.watch.PlatformThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Waits for suspects to end by themselves. It counts looks as well as time, since a loaded machine
 * can lose the whole window between two looks, and it gives a thread that is on its way out a
 * longer last chance.
 */
final class Settle {
  /** So many looks at the least, however long each took. */
  private static final int LEAST_LOOKS = 12;

  /** So many more while tasks begin that have not been looked at so often. */
  private static final int MOST_MORE_LOOKS = 5 * LEAST_LOOKS;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  /** For threads that have left their task and only have to end. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(10);

  private final Duration limit;
  private Map<Long, Integer> inTask = new HashMap<>();

  Settle(Duration limit) {
    this.limit = limit;
  }

  /**
   * Looks until nothing is left or the time is over. An interrupt ends the wait, and stays set.
   *
   * @param look gives the suspects there are now
   * @return what the last look saw, but for older threads that have only just begun a task
   */
  List<LeakedThread> await(Supplier<List<LeakedThread>> look) {
    // A test may leave its thread interrupted; that is no reason to look only once.
    boolean interrupted = Thread.interrupted();
    try {
      long start = System.nanoTime();
      int leastLooks = limit.isZero() ? 1 : LEAST_LOOKS;
      Duration pause = Duration.ofMillis(1);
      for (int looks = 1; ; looks++) {
        List<LeakedThread> left = look.get();
        if (left.isEmpty()) {
          return left;
        }
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        count(left);
        if (looks >= leastLooks && waited.compareTo(limit) >= 0) {
          List<LeakedThread> staying =
              left.stream().filter(thread -> !RestingPlace.isDying(thread)).toList();
          boolean mayWait = looks < leastLooks + MOST_MORE_LOOKS;
          if (!staying.isEmpty() && !(mayWait && staying.stream().anyMatch(this::isYoung))) {
            return withoutYoung(staying);
          }
          if (waited.compareTo(limit.plus(LAST_CHANCE)) >= 0) {
            return withoutYoung(left);
          }
        }
        try {
          PlatformThreads.awaitEnd(left, pause);
        } catch (InterruptedException e) {
          interrupted = true;
          return withoutYoung(left);
        }
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many looks in a row have seen an older thread in a task. */
  private void count(List<LeakedThread> left) {
    Map<Long, Integer> now = new HashMap<>();
    for (LeakedThread thread : left) {
      if (thread.task() != null) {
        now.put(thread.id(), inTask.getOrDefault(thread.id(), 0) + 1);
      }
    }
    inTask = now;
  }

  /** One that has begun its task while we looked for others gets its time, too. */
  private boolean isYoung(LeakedThread thread) {
    return thread.task() != null && inTask.getOrDefault(thread.id(), 0) < LEAST_LOOKS;
  }

  private List<LeakedThread> withoutYoung(List<LeakedThread> threads) {
    return threads.stream().filter(thread -> !isYoung(thread)).toList();
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
