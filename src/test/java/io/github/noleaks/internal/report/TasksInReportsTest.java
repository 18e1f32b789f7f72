package io.github.noleaks.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedTask.Kind;
import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings of tasks, and of workers that were there before. */
class TasksInReportsTest {
  private static final LeakedTask MAIL =
      Samples.task("com.acme.Mailer$$Lambda/0x08", Kind.QUEUED, 0);
  private static final LeakedTask REPORT = Samples.task("com.acme.Report", Kind.PERIODIC, 30);

  private static String text(Leak... leaks) {
    return TextReport.of("OrderServiceTest.x()", List.of(leaks), List.of());
  }

  @Test
  void tellsAStuckWorkerAndWhatWaitsBehindIt() {
    assertThat(
            text(
                Samples.stuckTask(List.of(Samples.older(41)), List.of()),
                Samples.stuckTask(List.of(), List.of(MAIL, MAIL))))
        .isEqualTo(
            """
            OrderServiceTest.x() left 1 stuck worker and 2 tasks behind

            1) 1 older worker STUCK TASK: sender on a full queue
               threads     http-1 (#41)
               in task     com.acme.OrderService.lambda$send$0; the worker was there before, its task was not
               waits in    ArrayBlockingQueue.put
               at          com.acme.OrderService.lambda$send$0(OrderService.java:42)
               fix         cancel it, or shut the executor down
               ignore      @IgnoreLeaks(task = "com.acme.Mailer", reason = "…")
               stack       … 2 JDK frames
                           java.util.concurrent.ArrayBlockingQueue.put(ArrayBlockingQueue.java:371)
                           com.acme.OrderService.lambda$send$0(OrderService.java:42)
                           … 2 JDK frames

            2) 2 tasks STUCK TASK: tasks in a queue that nobody drains
               tasks       2 × a lambda of com.acme.Mailer, queued
               executor    ScheduledThreadPoolExecutor: 1 of 1 workers
               fix         cancel it, or shut the executor down
               ignore      @IgnoreLeaks(task = "com.acme.Mailer", reason = "…")\
            """);
  }

  @Test
  void countsEachKindByItself() {
    List<LeakedThread> threads = new ArrayList<>(List.of(Samples.older(41), Samples.older(42)));
    threads.add(Samples.thread(50, "fresh", false, Samples.putStack()));
    assertThat(text(Samples.stuckTask(threads, List.of(MAIL, REPORT))))
        .startsWith("OrderServiceTest.x() left 1 thread, 2 stuck workers and 2 tasks behind\n")
        .contains("1) 1 thread, 2 older workers and 2 tasks STUCK TASK: senders on a full queue")
        .contains("   in task     2 × com.acme.OrderService.lambda$send$0; ");
    assertThat(text(Samples.sender(3, false))).contains("left 3 threads behind");
    assertThat(text()).isEqualTo("OrderServiceTest.x() left nothing behind");
  }

  @Test
  void saysWhenTasksAreDue() {
    assertThat(
            text(
                Samples.stuckTask(
                    List.of(),
                    List.of(
                        REPORT,
                        Samples.task("com.acme.Retry", Kind.DELAYED, 3_600),
                        Samples.task("com.acme.Retry", Kind.DELAYED, 7_200),
                        Samples.task("com.acme.Now", Kind.DELAYED, 0)))))
        .contains(
            """
               tasks       com.acme.Report, periodic, next in 30 s
                           2 × com.acme.Retry, delayed, due in 60 min to 2 h
                           com.acme.Now, delayed
               executor\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.25S, 250 ms",
    "PT1S, 1 s",
    "PT90S, 90 s",
    "PT2M, 2 min",
    "PT90M, 90 min",
    "PT36H, 36 h",
    "P2D, 2 days",
    "P400D, 400 days"
  })
  void durations(Duration duration, String told) {
    assertThat(Wording.duration(duration)).isEqualTo(told);
  }

  @Test
  void theWorkerOfAnOlderThreadIsNotWhatWasCreated() {
    io.github.noleaks.Origin origin =
        new io.github.noleaks.Origin("T", "main", 1, List.of(Samples.own("begin", 3)), null, null);
    assertThat(text(Samples.stuckTask(List.of(Samples.older(41).withOrigin(origin)), List.of())))
        .contains("   worker by   com.acme.OrderService.begin(OrderService.java:3)")
        .doesNotContain("created by");
  }

  @Test
  void tenThousandTasksStayReadable() {
    List<LeakedTask> same = new ArrayList<>();
    List<LeakedTask> different = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      same.add(Samples.task("com.acme.Mailer$$Lambda/0x" + i, Kind.DELAYED, 60 + i % 2));
      different.add(Samples.task("com.acme.Job" + i, Kind.QUEUED, 0));
    }
    String text = text(Samples.stuckTask(List.of(), same), Samples.stuckTask(List.of(), different));
    assertThat(text.lines().count()).isLessThan(30);
    assertThat(text)
        .contains("left 20,000 tasks behind")
        .contains("10,000 × a lambda of com.acme.Mailer, delayed, due in 60 s to 61 s\n")
        .contains("com.acme.Job7, queued\n" + " ".repeat(15) + "… and 9,992 more kinds\n");
  }

  @Test
  void whatIsLeftOutIsCountedByKind() {
    List<Leak> leaks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      leaks.add(Samples.stuckTask(List.of(Samples.older(41)), List.of(MAIL)));
    }
    assertThat(TextReport.of("T.t()", leaks, List.of()))
        .containsPattern("… and \\d+ more findings: (\\d+) older workers and \\1 tasks STUCK TASK");
  }

  @Test
  void aDumpMayHoldTasks() {
    assertThat(
            TextReport.ofDump(
                "a.hprof", 7, List.of(Samples.stuckTask(List.of(), List.of(MAIL))), List.of()))
        .startsWith("a.hprof holds 7 threads, of which wait: 1 task STUCK TASK\n\n1) 1 task STUCK")
        .doesNotContain("ignore ");
  }

  @Test
  void namesThatMoveTheCursorAreMadePrintable() {
    LeakedTask task = new LeakedTask("a\nb", Kind.QUEUED, Duration.ZERO, "pool\nx");
    LeakedThread older = Samples.older(41).withTask("a\u001b[2J.b");
    assertThat(text(Samples.stuckTask(List.of(older), List.of(task))))
        .contains("a\\nb, queued", "pool\\nx", "a\\u001b[2J.b")
        .doesNotContain("\u001b");
  }

  @Test
  void jsonHoldsEveryFact(@TempDir Path folder) throws IOException {
    JsonReport json = new JsonReport(folder);
    json.add(
        Samples.report(
            "T.t()",
            Samples.stuckTask(
                List.of(Samples.thread(41, "http-1", false, List.of()).withTask("com.acme.A.run")),
                List.of()),
            Samples.stuckTask(List.of(), List.of(REPORT, MAIL))));
    JsonElement leaks =
        JsonParser.parseString(Files.readString(json.file().orElseThrow()))
            .getAsJsonObject()
            .getAsJsonArray("reports")
            .get(0)
            .getAsJsonObject()
            .get("leaks");
    assertThat(leaks)
        .isEqualTo(
            JsonParser.parseString(
                """
                [{
                  "verdict": "STUCK_TASK",
                  "summary": "sender on a full queue",
                  "waitsIn": "ArrayBlockingQueue.put",
                  "at": "com.acme.OrderService.lambda$send$0(OrderService.java:42)",
                  "fix": "cancel it, or shut the executor down",
                  "ignore": "@IgnoreLeaks(task = \\"com.acme.Mailer\\", reason = \\"…\\")",
                  "fingerprint": "0123456789ab",
                  "threads": [{"id": 41, "name": "http-1", "class": "java.lang.Thread",
                    "group": "main", "state": "WAITING", "daemon": false, "virtual": false,
                    "task": "com.acme.A.run"}],
                  "stack": []
                }, {
                  "verdict": "STUCK_TASK",
                  "summary": "task in a queue that nobody drains",
                  "fix": "cancel it, or shut the executor down",
                  "ignore": "@IgnoreLeaks(task = \\"com.acme.Mailer\\", reason = \\"…\\")",
                  "fingerprint": "0123456789ab",
                  "threads": [],
                  "stack": [],
                  "tasks": [
                    {"class": "com.acme.Report", "kind": "PERIODIC", "dueInMillis": 30000,
                     "executor": "ScheduledThreadPoolExecutor: 1 of 1 workers"},
                    {"class": "com.acme.Mailer$$Lambda/0x08", "kind": "QUEUED",
                     "executor": "ScheduledThreadPoolExecutor: 1 of 1 workers"}]
                }]
                """));
  }

  @Test
  void theReportHasAllTasks() {
    LeakReport report =
        Samples.report(
            "T.t()",
            Samples.stuckTask(List.of(Samples.older(41)), List.of(MAIL)),
            Samples.sender(1, false),
            Samples.stuckTask(List.of(), List.of(REPORT)));
    assertThat(report.tasks()).containsExactly(MAIL, REPORT);
    assertThat(report.threads()).hasSize(2);
  }
}
