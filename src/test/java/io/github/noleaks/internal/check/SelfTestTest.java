package io.github.noleaks.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.internal.check.SelfTest.Sight;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A watch that is blind must not pass every test in silence. */
class SelfTestTest {
  private final ThreadWatch watch = ThreadWatch.shared();

  @Test
  void passesOnThisJvmAndLeavesNothing() {
    assertThatCode(SelfTest::run).doesNotThrowAnyException();
  }

  @Test
  void noticesCountersThatStandStill() {
    Sight blind = new Sight(watch::mark, mark -> true, watch::since, List::of);

    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(() -> SelfTest.run(blind))
        .withMessageContaining("blind for platform threads")
        .withMessageContaining("counters did not move")
        .withMessageContaining("noleaks.self-test=false");
  }

  @Test
  void noticesAListingThatIsEmpty() {
    Sight blind =
        new Sight(
            watch::mark,
            watch::unchangedSince,
            mark -> List.of(),
            () -> List.of("the folder is full: make room"));

    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(() -> SelfTest.run(blind))
        .withMessageContaining("was not listed")
        .withMessageContaining("make room");
  }

  @Test
  void keepsTheCallersInterrupt() {
    Thread.currentThread().interrupt();
    try {
      SelfTest.run();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }
}
