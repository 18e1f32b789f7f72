package io.github.noleaks.internal.dump;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much was spent on heap dumps, and whether one more may be taken. Thread-safe. */
public final class HeapBudget {
  /** So much is free: a suite of a few seconds should have its evidence, too. */
  private static final long FREE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final HeapBudget SHARED = new HeapBudget();

  private int dumps;
  private int refused;
  private long spentNanos;
  private long lastNanos;

  /**
   * The one of this JVM.
   *
   * @return the budget
   */
  public static HeapBudget shared() {
    return SHARED;
  }

  /** Why no dump may be taken now, or {@code null} if one may. */
  synchronized @Nullable String refusal(HeapSettings settings) {
    return refusal(settings, ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000L);
  }

  synchronized @Nullable String refusal(HeapSettings settings, long uptimeNanos) {
    if (dumps >= settings.mostDumps()) {
      refused++;
      return "this JVM has taken %,d heap dumps, as many as noleaks.heap.dumps allows"
          .formatted(dumps);
    }
    // Dumps of tests that run in parallel wait for each other: together they may exceed all time.
    boolean free = spentNanos < FREE_NANOS || settings.share() >= 1;
    if (!free && spentNanos + lastNanos > settings.share() * uptimeNanos) {
      refused++;
      return String.format(
          Locale.ROOT,
          "heap dumps have taken %.1f s so far, and one more would exceed the %.0f %% of the"
              + " running time that noleaks.heap.share allows",
          spentNanos / 1e9,
          settings.share() * 100);
    }
    return null;
  }

  synchronized void spent(long nanos) {
    dumps++;
    spentNanos += nanos;
    lastNanos = nanos;
  }

  /**
   * What the reader of a long run should know.
   *
   * @return a sentence, or empty if no check had to do without
   */
  public synchronized Optional<String> summary() {
    return refused == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "NoLeaks: %,d heap dumps took %.1f s; %,d more leaking checks had none"
                    + " (noleaks.heap.dumps, noleaks.heap.share)",
                dumps,
                spentNanos / 1e9,
                refused));
  }
}
