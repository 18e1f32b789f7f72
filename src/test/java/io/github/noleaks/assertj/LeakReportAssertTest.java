package io.github.noleaks.assertj;

import static io.github.noleaks.assertj.NoLeaksAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.Verdict;
import java.time.Duration;
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

  private static final LeakReport TASKS =
      new LeakReport("T.tasks()", List.of(leakOfTasks()), List.of(), "THE REPORT'S TEXT");

  @Test
  void hasTask() {
    assertThat(TASKS).hasTask("com.acme.Mailer").hasTask("com.acme.Mailer$$Lambda*");
    assertThat(TASKS).hasTask("com.acme.Orders.send").hasTask("com.acme.Orders.*");
    fails(TASKS, report -> report.hasTask("com.acme.Mail"), "a task \"com.acme.Mail\"");
    fails(TWO, report -> report.hasTask("*"), "a task \"*\"");
  }

  @Test
  void doesNotHaveTask() {
    assertThat(TASKS).doesNotHaveTask("com.acme.Mail");
    assertThat(TWO).doesNotHaveTask("*");
    fails(TASKS, report -> report.doesNotHaveTask("*.Mailer"), "no task \"*.Mailer\"");
    fails(TASKS, report -> report.doesNotHaveTask("*.send"), "no task \"*.send\"");
  }

  @Test
  void hasQueuedTasks() {
    assertThat(TASKS).hasQueuedTasks(1);
    assertThat(TWO).hasQueuedTasks(0);
    fails(TASKS, report -> report.hasQueuedTasks(2), "2 tasks in a queue");
  }

  @Test
  void hasStuckWorkers() {
    assertThat(TASKS).hasStuckWorkers(1).hasLeakedThreads(1);
    assertThat(TWO).hasStuckWorkers(0);
    fails(TWO, report -> report.hasStuckWorkers(1), "1 stuck worker,");
  }

  private static final LeakReport OPEN =
      new LeakReport(
          "T.open()",
          List.of(
              leakOfOpen(
                  List.of(
                      new OpenChannel(Kind.FILE, "/srv/orders.csv (write)", null),
                      new OpenChannel(Kind.SOCKET, "a:50412 → b:5432 ESTABLISHED", null)),
                  List.of()),
              leakOfOpen(
                  List.of(),
                  List.of(new LeakedProcess(7, "/bin/sleep 60", Duration.ZERO, 0, null)))),
          List.of(),
          "THE REPORT'S TEXT");

  @Test
  void hasOpenChannel() {
    assertThat(OPEN).hasOpenChannel("*/orders.csv").hasOpenChannel("*:5432");
    fails(OPEN, report -> report.hasOpenChannel("orders"), "an open channel \"orders\"");
    fails(TWO, report -> report.hasOpenChannel("*"), "an open channel \"*\"");
  }

  @Test
  void doesNotHaveOpenChannel() {
    assertThat(OPEN).doesNotHaveOpenChannel("orders");
    fails(OPEN, report -> report.doesNotHaveOpenChannel("*:5432"), "no open channel \"*:5432\"");
  }

  @Test
  void hasOpenChannels() {
    assertThat(OPEN).hasOpenChannels(2);
    fails(OPEN, report -> report.hasOpenChannels(1), "1 open channel,");
  }

  @Test
  void hasLeakedProcess() {
    assertThat(OPEN).hasLeakedProcess("*sleep 60").doesNotHaveLeakedProcess("sleep");
    assertThat(OPEN).hasLeakedProcesses(1);
    fails(OPEN, report -> report.hasLeakedProcess("sleep"), "a leaked process \"sleep\"");
    fails(OPEN, report -> report.doesNotHaveLeakedProcess("*"), "no leaked process \"*\"");
    fails(OPEN, report -> report.hasLeakedProcesses(2), "2 leaked processes");
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

  private static Leak leakOfTasks() {
    return new Leak(
        Verdict.STUCK_TASK,
        "sender on a full queue",
        List.of(thread(1).withTask("com.acme.Orders.send")),
        List.of(
            new LeakedTask(
                "com.acme.Mailer$$Lambda/0x08", LeakedTask.Kind.QUEUED, Duration.ZERO, "a pool")),
        null,
        null,
        null,
        null,
        null,
        "fix",
        "ignore",
        "0123456789ab",
        null,
        io.github.noleaks.Evidence.NONE);
  }

  private static Leak leakOfOpen(List<OpenChannel> channels, List<LeakedProcess> processes) {
    return new Leak(
        Verdict.OPEN,
        "open",
        List.of(),
        List.of(),
        channels,
        processes,
        null,
        null,
        null,
        null,
        null,
        "fix",
        "ignore",
        "0123456789ab",
        null,
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
