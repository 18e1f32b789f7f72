package io.github.noleaks.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreatedByTest {
  private static final String TEST = "OrderServiceTest.sendsAll()";

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  Path folder;

  private static StackTraceElement test(int line) {
    return Samples.frame(null, "com.acme.OrderServiceTest", "sendsAll", line);
  }

  private static Origin origin(
      String creator, long id, @Nullable Origin before, StackTraceElement... stack) {
    return new Origin(TEST, creator, id, List.of(stack), before, null);
  }

  /** As {@code new Thread} in a method of the service that the test calls. */
  private static Origin plain() {
    return origin(
        "main",
        1,
        null,
        Samples.jdk("java.lang.Thread", "<init>", 708),
        Samples.own("send", 40),
        test(17));
  }

  private static Origin ofAPool(long id) {
    return origin(
        "pool-1-thread-" + id,
        id,
        origin(
            "main",
            1,
            null,
            Samples.jdk("java.util.concurrent.ThreadPoolExecutor", "execute", 1355),
            Samples.own("sendAll", 30),
            test(17)),
        Samples.jdk("java.lang.Thread", "<init>", 708),
        Samples.own("lambda$sendAll$1", 31));
  }

  private static Leak leak(@Nullable Origin... origins) {
    return leak(Arrays.asList(origins));
  }

  private static Leak leak(List<@Nullable Origin> origins) {
    List<LeakedThread> threads = new ArrayList<>();
    for (Origin origin : origins) {
      int number = threads.size() + 1;
      threads.add(
          Samples.thread(40 + number, "order-sender-" + number, false, Samples.putStack())
              .withOrigin(origin));
    }
    return Samples.sender(threads);
  }

  private static String text(Leak leak) {
    return TextReport.of(TEST, List.of(leak), List.of());
  }

  /** The lines of the field, without their indentation. */
  private static List<String> createdBy(@Nullable Origin... origins) {
    List<String> lines = text(leak(origins)).lines().toList();
    int from = IntStream.range(0, lines.size()).filter(i -> has(lines, i)).findFirst().orElse(-1);
    if (from < 0) {
      return List.of();
    }
    int to = from + 1;
    while (lines.get(to).startsWith(" ".repeat(15))) {
      to++;
    }
    return lines.subList(from, to).stream().map(line -> line.substring(15)).toList();
  }

  private static boolean has(List<String> lines, int index) {
    return lines.get(index).startsWith("   created by  ");
  }

  @Test
  void isToldFromTheCreationUpToTheTest() {
    assertThat(text(leak(plain(), plain())))
        .isEqualTo(
            """
            OrderServiceTest.sendsAll() left 2 threads behind

            1) 2 threads BLOCKED: senders on a full queue
               threads     order-sender-1 (#41), order-sender-2 (#42)
               waits in    ArrayBlockingQueue.put
               at          com.acme.OrderService.lambda$send$0(OrderService.java:42)
                               queue.put(order);
               created by  com.acme.OrderService.send(OrderService.java:40)
                           com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)
               fix         drain the queue on every exit path
               ignore      @IgnoreLeaks(thread = "order-sender-*", reason = "…")
               stack       … 2 JDK frames
                           java.util.concurrent.ArrayBlockingQueue.put(ArrayBlockingQueue.java:371)
                           com.acme.OrderService.lambda$send$0(OrderService.java:42)
                           … 2 JDK frames\
            """);
  }

  @Test
  void isToldOverTheThreadsInBetween() {
    assertThat(text(leak(ofAPool(33))))
        .contains(
            """
               created by  com.acme.OrderService.lambda$sendAll$1(OrderService.java:31)
                           in thread "pool-1-thread-33" (#33), which was created by
                           java.util.concurrent.ThreadPoolExecutor.execute(ThreadPoolExecutor.java:1355)
                           com.acme.OrderService.sendAll(OrderService.java:30)
                           com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)
               fix         drain\
            """);
  }

  @Test
  void isLeftOutWhereNobodyHasLooked() {
    assertThat(createdBy((Origin) null)).isEmpty();
    assertThat(text(leak((Origin) null))).doesNotContain("created");
  }

  @Test
  void isToldToBeUnknownWithTheReason() {
    assertThat(createdBy(Origin.unknown("it was created\nby nobody")))
        .containsExactly("unknown: it was created\\nby nobody");
  }

  @Test
  void ofSeveralCreatorsTheFirstKnownIsTold() {
    Origin elsewhere = origin("main", 1, null, Samples.own("resend", 50), test(18));
    Origin third = origin("main", 1, null, Samples.own("resend", 51), test(18));
    Origin unknown = Origin.unknown("it has no tag");
    List<String> told =
        List.of(
            "com.acme.OrderService.send(OrderService.java:40)",
            "com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)");
    assertThat(createdBy(plain(), elsewhere))
        .containsAll(told)
        .last()
        .isEqualTo("… 1 more thread was created elsewhere");
    assertThat(createdBy(plain(), elsewhere, elsewhere, plain()))
        .last()
        .isEqualTo("… 2 more threads were created elsewhere");
    assertThat(createdBy(unknown, plain(), elsewhere, third, null))
        .startsWith(told.get(0), told.get(1))
        .endsWith(
            "… 2 more threads were created elsewhere, in 2 places",
            "… of 2 more threads it is unknown");
  }

  @Test
  void whichWorkerCreatedAThreadMakesNoDifference() {
    assertThat(createdBy(ofAPool(33), ofAPool(34), ofAPool(35)))
        .hasSize(5)
        .noneMatch(line -> line.contains("elsewhere"));
  }

  @Test
  void aCreationDeepInTheCodeEndsAtTheTestAllTheSame() {
    List<StackTraceElement> deep = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> deep.add(Samples.own("m" + i, i + 1)));
    deep.add(test(17));
    assertThat(createdBy(origin("main", 1, null, deep.toArray(StackTraceElement[]::new))))
        .hasSize(10)
        .startsWith("com.acme.OrderService.m0(OrderService.java:1)")
        .endsWith(
            "… 22 more frames", "com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)");
  }

  @Test
  void aLongChainIsCutShort() {
    Origin origin = plain();
    for (int i = 0; i < 100; i++) {
      StackTraceElement[] frames =
          IntStream.range(0, 30)
              .mapToObj(line -> Samples.own("next", line + 1))
              .toArray(StackTraceElement[]::new);
      origin = origin("a name\n".repeat(100), i + 2, origin, frames);
    }
    List<String> lines = createdBy(origin);
    assertThat(lines).hasSize(31).last().isEqualTo("… over 96 more threads before");
    assertThat(lines).allMatch(line -> line.length() < 150);
  }

  @Test
  void tenThousandCreatorsTakeOneLine() {
    Origin[] origins =
        IntStream.range(0, 10_000)
            .mapToObj(i -> origin("main", 1, null, Samples.own("send", i + 1), test(17)))
            .toArray(Origin[]::new);
    assertThat(createdBy(origins))
        .containsExactly(
            "com.acme.OrderService.send(OrderService.java:1)",
            "com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)",
            "… 9,999 more threads were created elsewhere, in 9,999 places");
  }

  @Test
  void theFactsAreThereAsJson() throws IOException {
    JsonObject leak = json(leak(ofAPool(33), ofAPool(33), Origin.unknown("it has no tag"), null));
    assertThat(leak.get("createdBy"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"subject": "OrderServiceTest.sendsAll()",
                 "thread": "pool-1-thread-33",
                 "threadId": 33,
                 "stack": [
                   "java.lang.Thread.<init>(Thread.java:708)",
                   "com.acme.OrderService.lambda$sendAll$1(OrderService.java:31)"],
                 "before": {
                   "subject": "OrderServiceTest.sendsAll()",
                   "thread": "main",
                   "threadId": 1,
                   "stack": [
                     "java.util.concurrent.ThreadPoolExecutor.execute(ThreadPoolExecutor.java:1355)",
                     "com.acme.OrderService.sendAll(OrderService.java:30)",
                     "com.acme.OrderServiceTest.sendsAll(OrderServiceTest.java:17)"]}}
                """));
    assertThat(leak.getAsJsonArray("threads"))
        .extracting(thread -> String.valueOf(thread.getAsJsonObject().get("createdBy")))
        .containsExactly("null", "null", "{\"unknown\":\"it has no tag\"}", "null");
    assertThat(leak.getAsJsonArray("threads"))
        .extracting(thread -> thread.getAsJsonObject().has("createdBy"))
        .containsExactly(false, false, true, true);
  }

  @Test
  void withoutALookNothingIsThereAsJson() throws IOException {
    assertThat(json(leak((Origin) null)).toString()).doesNotContain("createdBy", "creator");
  }

  private JsonObject json(Leak leak) throws IOException {
    JsonReport report = new JsonReport(folder);
    report.add(Samples.report(TEST, leak));
    return JsonParser.parseString(Files.readString(report.file().orElseThrow()))
        .getAsJsonObject()
        .getAsJsonArray("reports")
        .get(0)
        .getAsJsonObject()
        .getAsJsonArray("leaks")
        .get(0)
        .getAsJsonObject();
  }
}
