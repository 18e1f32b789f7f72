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

  /**
   * Evidence about channels may use so much of what that about threads may use, and takes nothing
   * from it: without a dump a fixture's thread may look like a test's.
   */
  private static final double PART_OF_CHANNELS = 0.5;

  private static final HeapBudget SHARED = new HeapBudget();

  /** What a dump is about. */
  enum Use {
    THREADS,
    CHANNELS
  }

  private int dumps;
  private int dumpsForChannels;
  private int refused;
  private long spentNanos;
  private long spentOnChannelsNanos;
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
  synchronized @Nullable String refusal(HeapSettings settings, Use use) {
    return refusal(settings, use, uptimeNanos());
  }

  synchronized @Nullable String refusal(HeapSettings settings, Use use, long uptimeNanos) {
    String refusal = reason(settings, use, uptimeNanos);
    if (refusal != null) {
      refused++;
    }
    return refusal;
  }

  /** Whether a dump may be taken now; asking costs nothing. */
  synchronized boolean allows(HeapSettings settings, Use use) {
    return reason(settings, use, uptimeNanos()) == null;
  }

  private static long uptimeNanos() {
    return ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000L;
  }

  private @Nullable String reason(HeapSettings settings, Use use, long uptimeNanos) {
    if (use == Use.CHANNELS) {
      String reason =
          reason(settings, uptimeNanos, PART_OF_CHANNELS, dumpsForChannels, spentOnChannelsNanos);
      return reason == null ? null : reason + " for open channels";
    }
    return reason(
        settings, uptimeNanos, 1, dumps - dumpsForChannels, spentNanos - spentOnChannelsNanos);
  }

  private @Nullable String reason(
      HeapSettings settings, long uptimeNanos, double part, int taken, long spent) {
    if (taken >= Math.ceil(settings.mostDumps() * part)) {
      return "this JVM has taken %,d heap dumps, as many as noleaks.heap.dumps allows"
          .formatted(taken);
    }
    // Dumps of tests that run in parallel wait for each other: together they may exceed all time.
    boolean free = spent < FREE_NANOS * part || settings.share() >= 1;
    if (!free && spent + lastNanos > settings.share() * part * uptimeNanos) {
      return String.format(
          Locale.ROOT,
          "heap dumps have taken %.1f s so far, and one more would exceed the %.0f %% of the"
              + " running time that noleaks.heap.share allows",
          spent / 1e9,
          settings.share() * part * 100);
    }
    return null;
  }

  synchronized void spent(long nanos, Use use) {
    dumps++;
    spentNanos += nanos;
    lastNanos = nanos;
    if (use == Use.CHANNELS) {
      dumpsForChannels++;
      spentOnChannelsNanos += nanos;
    }
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
