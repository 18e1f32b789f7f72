package io.github.noleaks.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TextReportTest {

  @Test
  void tellsSendersOnAFullQueue() {
    assertThat(
            TextReport.of(
                "OrderServiceTest.sendsAll()", List.of(Samples.sender(3, false)), List.of()))
        .isEqualTo(
            """
            OrderServiceTest.sendsAll() left 3 threads behind

            1) 3 threads BLOCKED: senders on a full queue
               threads     order-sender-1 (#41), order-sender-2 (#42), order-sender-3 (#43)
               waits in    ArrayBlockingQueue.put
               at          com.acme.OrderService.lambda$send$0(OrderService.java:42)
                               queue.put(order);
               fix         drain the queue on every exit path
               ignore      @IgnoreLeaks(thread = "order-sender-*", reason = "…")
               stack       … 2 JDK frames
                           java.util.concurrent.ArrayBlockingQueue.put(ArrayBlockingQueue.java:371)
                           com.acme.OrderService.lambda$send$0(OrderService.java:42)
                           … 2 JDK frames\
            """);
  }

  @Test
  void tellsADeadlockAnIdleWorkerAndTheNotes() {
    List<StackTraceElement> first =
        List.of(Samples.own("debit", 10), Samples.jdk("java.lang.Thread", "run", 840));
    List<StackTraceElement> second =
        List.of(Samples.own("credit", 20), Samples.jdk("java.lang.Thread", "run", 840));
    Leak deadlock =
        new Leak(
            Verdict.DEADLOCKED,
            "each waits for a lock that the next one holds",
            List.of(
                Samples.thread(41, "transfer-1", false, first),
                Samples.thread(42, "transfer-2", false, second)),
            "synchronized",
            "thread \"transfer-1\" (#41) waits for A@1, held by thread \"transfer-2\" (#42)\n"
                + "thread \"transfer-2\" (#42) waits for B@2, held by thread \"transfer-1\" (#41)",
            first.get(0),
            null,
            "OtherTest.other()",
            "take these locks in the same order everywhere",
            "@IgnoreLeaks(thread = \"transfer-*\", reason = \"…\")",
            "0123456789ab",
            io.github.noleaks.Evidence.NONE);
    List<StackTraceElement> idle =
        List.of(
            Samples.jdk("java.util.concurrent.LinkedBlockingQueue", "take", 435),
            Samples.jdk("java.util.concurrent.ThreadPoolExecutor", "getTask", 1062),
            Samples.jdk("java.lang.Thread", "run", 840));
    Leak worker =
        new Leak(
            Verdict.IDLE_WORKER,
            "idle worker: its executor was never shut down",
            List.of(
                Samples.thread(43, "pool-1-thread-1", false, idle),
                Samples.thread(44, "", true, idle)),
            "ThreadPoolExecutor.getTask",
            null,
            null,
            null,
            null,
            "shut it down",
            "@IgnoreLeaks(thread = \"pool-*-thread-*\", reason = \"…\")",
            "0123456789ab",
            io.github.noleaks.Evidence.NONE);
    assertThat(
            TextReport.of(
                "BankTest",
                List.of(deadlock, worker),
                List.of("one thing\nto know", "and another")))
        .isEqualTo(
            """
            BankTest left 4 threads (1 virtual) behind

            1) 2 threads DEADLOCKED: each waits for a lock that the next one holds
               threads     transfer-1 (#41), transfer-2 (#42)
               waits in    synchronized
               held by     thread "transfer-1" (#41) waits for A@1, held by thread "transfer-2" (#42)
                           thread "transfer-2" (#42) waits for B@2, held by thread "transfer-1" (#41)
               at          com.acme.OrderService.debit(OrderService.java:10)
               started in  OtherTest.other()
               fix         take these locks in the same order everywhere
               ignore      @IgnoreLeaks(thread = "transfer-*", reason = "…")
               stack       of transfer-1 (#41)
                             com.acme.OrderService.debit(OrderService.java:10)
                             java.lang.Thread.run(Thread.java:840)
                           of transfer-2 (#42)
                             com.acme.OrderService.credit(OrderService.java:20)
                             java.lang.Thread.run(Thread.java:840)

            2) 2 threads (1 virtual) IDLE: idle workers: their executor was never shut down
               threads     pool-1-thread-1 (#43), #44 virtual
               waits in    ThreadPoolExecutor.getTask
               fix         shut it down
               ignore      @IgnoreLeaks(thread = "pool-*-thread-*", reason = "…")
               stack       java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)
                           java.util.concurrent.ThreadPoolExecutor.getTask(ThreadPoolExecutor.java:1062)
                           java.lang.Thread.run(Thread.java:840)

            note: one thing\\nto know
            note: and another\
            """);
  }

  @Test
  void oneVirtualThreadIsSingular() {
    assertThat(TextReport.of("T.t()", List.of(Samples.sender(1, true)), List.of()))
        .startsWith(
            """
            T.t() left 1 virtual thread behind

            1) 1 virtual thread BLOCKED: sender on a full queue
               threads     #41
            """);
  }

  @Test
  void aLongListOfThreadsIsCut() {
    assertThat(TextReport.of("T.t()", List.of(Samples.sender(10_000, false)), List.of()))
        .contains("left 10,000 threads behind")
        .contains("order-sender-10 (#50), … and 9,990 more\n")
        .doesNotContain("order-sender-11 ");
  }

  @Test
  void namesThatMoveTheCursorAreMadePrintable() {
    LeakedThread thread =
        Samples.thread(41, "a\nb\u001b[2J\u202e\t\ud800" + "x".repeat(200), false, List.of());
    assertThat(TextReport.of("T\n.t()", List.of(Samples.sender(List.of(thread))), List.of()))
        .startsWith("T\\n.t() left 1 thread behind\n")
        .contains("   threads     a\\nb\\u001b[2J\\u202e\\t\\ud800xxx")
        .doesNotContain("\u001b", "\u202e", "x".repeat(80))
        .contains("x… (#41)");
  }

  @Test
  void framesOfTheTestFrameworkAreFolded() {
    List<StackTraceElement> stack = new ArrayList<>();
    stack.add(Samples.own("send", 42));
    stack.add(Samples.jdk("java.util.ArrayList", "forEach", 1));
    stack.add(Samples.own("sendAll", 40));
    stack.add(Samples.jdk("jdk.internal.reflect.NativeMethodAccessorImpl", "invoke0", -2));
    stack.add(Samples.frame(null, "org.junit.platform.commons.util.ReflectionUtils", "invoke", 1));
    stack.add(Samples.frame(null, "org.junit.jupiter.engine.Some", "invoke", 1));
    stack.add(Samples.jdk("java.lang.Thread", "run", 840));
    assertThat(StackText.of(stack))
        .containsExactly(
            "com.acme.OrderService.send(OrderService.java:42)",
            "java.util.ArrayList.forEach(ArrayList.java:1)",
            "com.acme.OrderService.sendAll(OrderService.java:40)",
            "… 4 JDK and test framework frames");
  }

  @Test
  void shellsOfLambdasAreLeftOut() {
    assertThat(
            StackText.of(
                List.of(
                    Samples.own("lambda$send$0", 42),
                    new StackTraceElement("com.acme.OrderService$$Lambda/0x0a08", "run", null, -1),
                    Samples.jdk("java.lang.Thread", "run", 840))))
        .containsExactly(
            "com.acme.OrderService.lambda$send$0(OrderService.java:42)",
            "java.lang.Thread.run(Thread.java:840)");
  }

  @Test
  void aDeepStackIsCut() {
    List<StackTraceElement> stack =
        IntStream.range(0, 500).mapToObj(i -> Samples.own("m" + i, i + 1)).toList();
    assertThat(StackText.of(stack)).hasSize(15).endsWith("… 486 more frames");
  }

  @Test
  void tenThousandThreadsInThousandsOfPlacesStayReadable() {
    List<Leak> leaks = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      leaks.add(Samples.sender(2, false));
    }
    List<String> notes = IntStream.range(0, 500).mapToObj(i -> "note " + i).toList();
    String text =
        Assertions.assertTimeout(
            Duration.ofSeconds(20), () -> TextReport.of("T.t()", leaks, notes));
    assertThat(text.lines().count()).isLessThan(200).isGreaterThan(150);
    assertThat(text)
        .contains("left 10,000 threads behind")
        .containsPattern(
            "… and 4,9\\d\\d more findings: 9,9\\d\\d threads BLOCKED \\(the JSON report has them"
                + " all\\)")
        .endsWith("note: note 19\n… and 480 more notes");
  }

  @Test
  void summariesOfSeveralAreInThePlural() {
    assertThat(Wording.plural("sender on a full queue")).isEqualTo("senders on a full queue");
    assertThat(Wording.plural("idle worker: its ForkJoinPool was never shut down"))
        .isEqualTo("idle workers: their ForkJoinPool was never shut down");
    assertThat(Wording.plural("waiting for a latch")).isEqualTo("waiting for a latch");
    assertThat(Wording.plural("sleeping")).isEqualTo("sleeping");
    assertThat(Wording.plural("still running")).isEqualTo("still running");
    assertThat(Wording.plural("parked")).isEqualTo("parked");
    assertThat(Wording.plural("Timer never cancelled")).isEqualTo("Timers never cancelled");
    assertThat(Wording.plural("HttpClient still in use")).isEqualTo("HttpClients still in use");
    assertThat(Wording.plural("thread of a Cleaner that is still in use"))
        .isEqualTo("threads of a Cleaner that is still in use");
  }
}
