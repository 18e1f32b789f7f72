package io.github.noleaks.assertj;

import static io.github.noleaks.assertj.NoLeaksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LeakReportAssertTest {

  private static final LeakReport NOTHING = new LeakReport("T.clean()", List.of(), List.of(), "");
  private static final LeakReport TWO =
      new LeakReport("T.leaky()", List.of(leak()), List.of(), "100% THE REPORT'S TEXT");

  @Test
  void isEmpty() {
    assertThat(NOTHING).isEmpty();
    fails(TWO, report -> report.isEmpty(), "nothing to be left behind");
  }

  @Test
  void isNotEmpty() {
    assertThat(TWO).isNotEmpty();
    fails(NOTHING, report -> report.isNotEmpty(), "something to be left behind");
  }

  @Test
  void hasLeakedThread() {
    assertThat(TWO).hasLeakedThread("order-sender-*").hasLeakedThread("order-sender-?");
    assertThat(TWO).hasLeakedThread("order-sender-1");
    fails(TWO, report -> report.hasLeakedThread("order"), "a leaked thread named \"order\"");
    fails(TWO, report -> report.hasLeakedThread("order.sender-1"), "order.sender-1");
    fails(NOTHING, report -> report.hasLeakedThread("*"), "a leaked thread named");
  }

  @Test
  void doesNotHaveLeakedThread() {
    assertThat(TWO).doesNotHaveLeakedThread("mail-*");
    assertThat(NOTHING).doesNotHaveLeakedThread("*");
    fails(TWO, report -> report.doesNotHaveLeakedThread("order-*"), "no leaked thread named");
  }

  @Test
  void hasLeakedThreads() {
    assertThat(TWO).hasLeakedThreads(2);
    assertThat(NOTHING).hasLeakedThreads(0);
    fails(TWO, report -> report.hasLeakedThreads(1), "1 leaked thread,");
  }

  @Test
  void hasLeaks() {
    assertThat(TWO).hasLeaks(1);
    fails(TWO, report -> report.hasLeaks(2), "2 findings");
  }

  @Test
  void hasVerdict() {
    assertThat(TWO).hasVerdict(Verdict.BLOCKED);
    fails(TWO, report -> report.hasVerdict(Verdict.RUNNING), "a finding RUNNING");
  }

  @Test
  void hasLeak() {
    assertThat(TWO).hasLeak(Verdict.BLOCKED, "full queue");
    fails(TWO, report -> report.hasLeak(Verdict.BLOCKED, "latch"), "says \"latch\"");
    fails(TWO, report -> report.hasLeak(Verdict.RUNNING, "full queue"), "RUNNING");
  }

  @Test
  void aMissingReportIsNoEmptyOne() {
    assertThatThrownBy(() -> assertThat(null).isEmpty()).isInstanceOf(AssertionError.class);
  }

  private static void fails(LeakReport report, Consumer<LeakReportAssert> wrong, String what) {
    assertThatThrownBy(() -> wrong.accept(assertThat(report).as("what I was at")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("Expected", what, report.toString(), "what I was at");
  }

  private static Leak leak() {
    return new Leak(
        Verdict.BLOCKED,
        "sender on a full queue",
        List.of(thread(1), thread(2)),
        null,
        null,
        null,
        null,
        null,
        "fix",
        "ignore",
        "0123456789ab",
        io.github.noleaks.Evidence.NONE);
  }

  private static LeakedThread thread(long id) {
    return new LeakedThread(
        id,
        "order-sender-" + id,
        "java.lang.Thread",
        "main",
        Thread.State.WAITING,
        false,
        false,
        List.of(),
        null);
  }
}
