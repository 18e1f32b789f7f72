package io.github.noleaks.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.noleaks.LeakReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  Path folder;

  @Test
  void withoutAReportThereIsNoFile() throws IOException {
    JsonReport json = new JsonReport(folder.resolve("sub"));
    assertThat(json.file()).isEmpty();
    assertThat(folder.resolve("sub")).doesNotExist();
  }

  @Test
  void isAWholeDocumentAfterEachReport() throws IOException {
    JsonReport json = new JsonReport(folder.resolve("sub"));
    for (int i = 1; i <= 5; i++) {
      json.add(Samples.report("T.t" + i + "()", Samples.sender(i, false)));
      JsonObject document = read(json);
      assertThat(document.get("schema").getAsInt()).isEqualTo(1);
      assertThat(document.getAsJsonArray("reports")).hasSize(i);
      assertThat(document.getAsJsonArray("reports").get(i - 1).getAsJsonObject().get("subject"))
          .hasToString("\"T.t" + i + "()\"");
    }
  }

  @Test
  void holdsEveryFact() throws IOException {
    JsonReport json = new JsonReport(folder);
    json.add(Samples.report("T.t()", Samples.sender(1, true)));
    JsonObject document = read(json);
    assertThat(document.getAsJsonObject("jvm").get("pid").getAsLong())
        .isEqualTo(ProcessHandle.current().pid());
    assertThat(document.get("started").getAsString()).endsWith("Z");
    assertThat(document.getAsJsonArray("reports").get(0))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"subject": "T.t()",
                 "leaks": [{
                   "verdict": "BLOCKED",
                   "summary": "sender on a full queue",
                   "waitsIn": "ArrayBlockingQueue.put",
                   "at": "com.acme.OrderService.lambda$send$0(OrderService.java:42)",
                   "sourceLine": "queue.put(order);",
                   "fix": "drain the queue on every exit path",
                   "ignore": "@IgnoreLeaks(thread = \\"order-sender-*\\", reason = \\"…\\")",
                   "fingerprint": "0123456789ab",
                   "threads": [{"id": 41, "name": "", "class": "java.lang.VirtualThread",
                     "group": "VirtualThreads", "state": "WAITING", "daemon": true,
                     "virtual": true}],
                   "stack": [
                     "jdk.internal.misc.Unsafe.park(Native Method)",
                     "java.util.concurrent.locks.LockSupport.park(LockSupport.java:341)",
                     "java.util.concurrent.ArrayBlockingQueue.put(ArrayBlockingQueue.java:371)",
                     "com.acme.OrderService.lambda$send$0(OrderService.java:42)",
                     "java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)",
                     "java.lang.Thread.run(Thread.java:840)"]}],
                 "notes": ["a note"]}
                """));
  }

  @Test
  void threadsOfADeadlockKeepTheirOwnStacks() throws IOException {
    JsonReport json = new JsonReport(folder);
    json.add(
        Samples.report(
            "T.t()",
            Samples.sender(
                List.of(
                    Samples.thread(1, "a", false, List.of(Samples.own("debit", 1))),
                    Samples.thread(2, "b", false, List.of(Samples.own("credit", 2)))))));
    assertThat(Files.readString(json.file().orElseThrow())).contains("debit").contains("credit");
  }

  @Test
  void twoInOneJvmDoNotOverwriteEachOther() throws IOException {
    JsonReport one = new JsonReport(folder);
    JsonReport two = new JsonReport(folder);
    one.add(Samples.report("T.one()", Samples.sender(1, false)));
    two.add(Samples.report("T.two()", Samples.sender(1, false)));
    one.add(Samples.report("T.one()", Samples.sender(1, false)));
    assertThat(one.file()).isNotEqualTo(two.file());
    assertThat(read(one).getAsJsonArray("reports")).hasSize(2);
    assertThat(read(two).getAsJsonArray("reports")).hasSize(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .hasSize(2)
          .allMatch(file -> file.getFileName().toString().matches("noleaks-\\d+-\\d+(-2)?\\.json"));
    }
  }

  @Test
  void anyNameIsWrittenSoThatItCanBeRead() throws IOException {
    JsonReport json = new JsonReport(folder);
    String name = "\"\\\n\u0000\u2028</script>\ud83d\ude00";
    json.add(
        Samples.report(name, Samples.sender(List.of(Samples.thread(1, name, false, List.of())))));
    json.add(Samples.report("next", Samples.sender(1, false)));
    JsonObject report = read(json).getAsJsonArray("reports").get(0).getAsJsonObject();
    assertThat(report.get("subject").getAsString()).isEqualTo(name);
  }

  @Test
  void reportsOfSeveralThreadsAllArrive() throws Exception {
    JsonReport json = new JsonReport(folder);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      LeakReport report = Samples.report("T.t" + i + "()", Samples.sender(1, false));
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 50; j++) {
                  json.add(report);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(read(json).getAsJsonArray("reports")).hasSize(200);
  }

  @Test
  void aFolderThatCannotBeMadeIsToldOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    String said =
        said(
            () -> {
              JsonReport json = new JsonReport(file.resolve("sub"));
              json.add(Samples.report("T.t()", Samples.sender(1, false)));
              json.add(Samples.report("T.t()", Samples.sender(1, false)));
              assertThat(json.file()).isEmpty();
            });
    assertThat(said.lines()).hasSize(1);
    assertThat(said).startsWith("NoLeaks: ").contains(file.toString(), "noleaks.report.dir");
  }

  @Test
  void afterAFileWasDeletedTheNextReportIsNotLost() throws IOException {
    JsonReport json = new JsonReport(folder);
    json.add(Samples.report("T.one()", Samples.sender(1, false)));
    Files.delete(json.file().orElseThrow());
    json.add(Samples.report("T.two()", Samples.sender(1, false)));
    assertThat(read(json).getAsJsonArray("reports")).hasSize(1);
  }

  @Test
  void aNoticeIsGivenOnce() {
    String notice = "said by " + JsonReportTest.class.getName();
    assertThat(
            said(
                () -> {
                  Console.once(notice);
                  Console.once(notice);
                }))
        .isEqualToIgnoringNewLines(notice);
    assertThat(
            said(() -> {
                  Console.print(notice);
                  Console.print(notice);
                })
                .lines())
        .hasSize(2);
  }

  private static String said(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject read(JsonReport json) throws IOException {
    return JsonParser.parseString(Files.readString(json.file().orElseThrow())).getAsJsonObject();
  }
}
