package io.github.noleaks.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.dump.HeapBudget.Use;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left for threads when channels have had their part. */
class HeapBudgetTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final HeapBudget budget = new HeapBudget();

  private static HeapSettings settings(int mostDumps, double share) {
    return new HeapSettings(true, 1L << 30, null, true, mostDumps, share);
  }

  private void spend(int dumps, Duration each, Use use) {
    for (int i = 0; i < dumps; i++) {
      budget.spent(each.toNanos(), use);
    }
  }

  @Test
  void channelsMayNotUseUpTheDumps() {
    spend(50, Duration.ofMillis(1), Use.CHANNELS);
    assertThat(budget.refusal(settings(100, 0.2), Use.CHANNELS, HOUR))
        .contains("50 heap dumps", "for open channels");
    assertThat(budget.refusal(settings(100, 0.2), Use.THREADS, HOUR)).isNull();
    assertThat(budget.refusal(settings(101, 0.2), Use.CHANNELS, HOUR)).isNull();
  }

  @Test
  void channelsMayNotUseUpTheTime() {
    spend(9, Duration.ofSeconds(1), Use.CHANNELS);
    long uptime = Duration.ofSeconds(60).toNanos();
    assertThat(budget.refusal(settings(100, 0.2), Use.CHANNELS, uptime)).contains("10 %");
    assertThat(budget.refusal(settings(100, 0.2), Use.THREADS, uptime)).isNull();
  }

  @Test
  void channelsLeaveSomeOfTheFreeTime() {
    spend(4, Duration.ofSeconds(1), Use.CHANNELS);
    assertThat(budget.refusal(settings(100, 0), Use.CHANNELS, 1)).isNotNull();
    assertThat(budget.refusal(settings(100, 0), Use.THREADS, 1)).isNull();
  }

  @Test
  void channelsTakeNothingFromThreads() {
    spend(100, Duration.ofSeconds(1), Use.CHANNELS);
    assertThat(budget.refusal(settings(100, 0.2), Use.THREADS, HOUR)).isNull();
    spend(100, Duration.ofMillis(1), Use.THREADS);
    assertThat(budget.refusal(settings(100, 0.2), Use.THREADS, HOUR)).contains("100 heap dumps");
  }

  @Test
  void withoutLimitThereIsNone() {
    spend(50, Duration.ofMinutes(1), Use.CHANNELS);
    assertThat(budget.refusal(settings(Integer.MAX_VALUE, 1), Use.CHANNELS, 1)).isNull();
  }
}
