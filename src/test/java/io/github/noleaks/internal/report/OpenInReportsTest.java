package io.github.noleaks.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings of open channels and child processes. */
class OpenInReportsTest {
  private static final Origin OPENER =
      new Origin(
          "OrderServiceTest.x()",
          "main",
          1,
          List.of(
              Samples.jdk("sun.nio.ch.SocketChannelImpl", "<init>", 90),
              Samples.jdk("java.net.Socket", "<init>", 205),
              Samples.own("connect", 12),
              Samples.own("x", 7)),
          null,
          null);
  private static final OpenChannel SOCKET =
      new OpenChannel(
          Kind.SOCKET,
          "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED",
          "java.net.Socket",
          OPENER,
          false,
          List.of("static com.acme.Repo.CONNECTION → SocketChannelImpl"));
  private static final LeakedProcess SLEEP =
      new LeakedProcess(4711, "sleep 60", Duration.ofMillis(2_345), 2, OPENER);

  private static Leak open(
      String summary, List<OpenChannel> channels, List<LeakedProcess> processes) {
    return new Leak(
        Verdict.OPEN,
        summary,
        List.of(),
        List.of(),
        channels,
        processes,
        null,
        null,
        Samples.own("connect", 12),
        "return new Socket(host, port);",
        null,
        "close it when the test ends",
        "@IgnoreLeaks(channel = \"127.0.0.1:5432\", reason = \"…\")",
        "0123456789ab",
        null,
        Evidence.NONE);
  }

  private static Leak channels(OpenChannel... channels) {
    return open(channels[0].target(), List.of(channels), List.of());
  }

  private static Leak processes(LeakedProcess... processes) {
    return open("child process still running", List.of(), List.of(processes));
  }

  private static String text(Leak... leaks) {
    return TextReport.of("OrderServiceTest.x()", List.of(leaks), List.of());
  }

  @Test
  void tellsChannelsAndProcesses() {
    OpenChannel file =
        new OpenChannel(Kind.FILE, "/srv/orders.csv (write)", null)
            .withOpener(Origin.unknown("start the tests' JVM with -javaagent:noleaks.jar"))
            .asDropped();
    assertThat(
            text(
                Samples.sender(3, false),
                channels(SOCKET),
                open("opened and dropped: only a collector can close it", List.of(file), List.of()),
                processes(SLEEP)))
        .startsWith("OrderServiceTest.x() left 3 threads, 2 channels and 1 process behind\n")
        .endsWith(
            """
            2) 1 socket OPEN: 127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED
               class       java.net.Socket
               held by     static com.acme.Repo.CONNECTION → SocketChannelImpl
               at          com.acme.OrderService.connect(OrderService.java:12)
                               return new Socket(host, port);
               opened by   java.net.Socket.<init>(Socket.java:205)
                           com.acme.OrderService.connect(OrderService.java:12)
                           com.acme.OrderService.x(OrderService.java:7)
               fix         close it when the test ends
               ignore      @IgnoreLeaks(channel = "127.0.0.1:5432", reason = "…")

            3) 1 file OPEN: opened and dropped: only a collector can close it
               channels    /srv/orders.csv (write)
               at          com.acme.OrderService.connect(OrderService.java:12)
                               return new Socket(host, port);
               opened by   unknown: start the tests' JVM with -javaagent:noleaks.jar
               fix         close it when the test ends
               ignore      @IgnoreLeaks(channel = "127.0.0.1:5432", reason = "…")

            4) 1 process OPEN: child process still running
               processes   sleep 60 (pid 4711), for 2.3 s, and 2 processes of its own
                           the thread "process reaper" waits for its end, and goes with it
               at          com.acme.OrderService.connect(OrderService.java:12)
                               return new Socket(host, port);
               started by  java.net.Socket.<init>(Socket.java:205)
                           com.acme.OrderService.connect(OrderService.java:12)
                           com.acme.OrderService.x(OrderService.java:7)
               fix         close it when the test ends
               ignore      @IgnoreLeaks(channel = "127.0.0.1:5432", reason = "…")\
            """);
  }

  @Test
  void theUsersLineIsToldHoweverDeepALibraryCalls() {
    List<StackTraceElement> stack = new ArrayList<>();
    stack.add(Samples.jdk("java.net.Socket", "connect", 1));
    for (int i = 0; i < 30; i++) {
      stack.add(Samples.frame(null, "org.db.Driver", "connect" + i, i));
    }
    stack.add(Samples.own("connect", 12));
    stack.add(Samples.own("x", 7));
    Origin deep = new Origin("T.x()", "main", 1, stack, null, null);
    assertThat(text(channels(SOCKET.withOpener(deep))))
        .contains(
            """
            1) 1 socket OPEN: 127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED
               class       java.net.Socket
               held by     static com.acme.Repo.CONNECTION → SocketChannelImpl
               at          com.acme.OrderService.connect(OrderService.java:12)
                               return new Socket(host, port);
               opened by   java.net.Socket.connect(Socket.java:1)
                           org.db.Driver.connect0(Driver.java:0)
                           org.db.Driver.connect1(Driver.java:1)
                           … 28 more frames
                           com.acme.OrderService.connect(OrderService.java:12)
                           com.acme.OrderService.x(OrderService.java:7)
               fix         close it when the test ends
            """);
  }

  @Test
  void tellsSeveralAtOnce() {
    OpenChannel second = new OpenChannel(Kind.SOCKET, "127.0.0.1:50413 → 127.0.0.1:5432", null);
    LeakedProcess other = new LeakedProcess(4712, "sleep 60", Duration.ofSeconds(90), 1, OPENER);
    assertThat(
            text(
                open("127.0.0.1:* → 127.0.0.1:5432", List.of(SOCKET, second, second), List.of()),
                processes(SLEEP, other)))
        .startsWith("OrderServiceTest.x() left 3 channels and 2 processes behind\n")
        .contains(
            """
            1) 3 sockets OPEN: 127.0.0.1:* → 127.0.0.1:5432
               channels    127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED
                           2 × 127.0.0.1:50413 → 127.0.0.1:5432
               class       java.net.Socket
            """)
        .contains(
            """
            2) 2 processes OPEN: child processes still running
               processes   sleep 60 (pid 4711), for 2.3 s, and 2 processes of its own
                           sleep 60 (pid 4712), for 90 s, and 1 process of its own
                           the thread "process reaper" waits for each one's end, and goes with it
            """);
  }

  @Test
  void whatTheHeadingSaysIsNotSaidAgain() {
    assertThat(text(channels(SOCKET, SOCKET)))
        .contains("2 sockets OPEN: 127.")
        .doesNotContain("channels  ");
    assertThat(
            text(
                open("never closed", List.of(new OpenChannel(Kind.SELECTOR, "", null)), List.of())))
        .contains("1 selector OPEN: never closed\n   at");
  }

  @ParameterizedTest
  @CsvSource({
    "FILE, 2 files",
    "DIRECTORY, 2 directories",
    "DATAGRAM, 2 datagram sockets",
    "WATCH, 2 watch services"
  })
  void nounsHaveTheirPlurals(Kind kind, String told) {
    OpenChannel channel = new OpenChannel(kind, "x", null);
    assertThat(text(channels(channel, channel))).contains("1) " + told + " OPEN: x\n");
  }

  @Test
  void tenThousandStayReadable() {
    List<OpenChannel> files = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      files.add(
          new OpenChannel(Kind.FILE, "/srv/" + i, "class" + i, null, false, List.of("w" + i)));
    }
    String text =
        text(
            open("/srv/*", files, List.of()),
            open("child process still running", List.of(), Collections.nCopies(10_000, SLEEP)));
    assertThat(text.lines().count()).isLessThan(60);
    assertThat(text)
        .contains("left 10,000 channels and 10,000 processes behind")
        .contains("/srv/9\n" + " ".repeat(15) + "… and 9,990 more\n")
        .contains("   class       class0, class1, class2, … and 9,997 more\n")
        .contains("w7\n" + " ".repeat(15) + "… and 9,992 more\n");
  }

  @Test
  void whatOthersHaveNamedIsMadePrintable() {
    String evil = "a\nb\u001b[2J" + "x".repeat(1_000);
    OpenChannel file = new OpenChannel(Kind.FILE, evil, evil, null, false, List.of(evil));
    LeakedProcess process = new LeakedProcess(1, evil, Duration.ZERO, 0, null);
    String text =
        text(
            channels(file),
            channels(file, new OpenChannel(Kind.FILE, evil + "y", null)),
            processes(process));
    assertThat(text).contains("a\\nb\\u001b[2Jxxx").doesNotContain("\u001b");
    assertThat(text.lines()).noneMatch(line -> line.startsWith("b"));
  }

  @Test
  void jsonHoldsEveryFact(@TempDir Path folder) throws IOException {
    JsonReport json = new JsonReport(folder);
    json.add(
        Samples.report(
            "T.t()",
            channels(SOCKET, SOCKET, new OpenChannel(Kind.SELECTOR, "", null).asDropped()),
            processes(SLEEP)));
    JsonElement leaks =
        JsonParser.parseString(Files.readString(json.file().orElseThrow()))
            .getAsJsonObject()
            .getAsJsonArray("reports")
            .get(0)
            .getAsJsonObject()
            .get("leaks");
    String head =
        """
        "verdict": "OPEN",
        "summary": "%s",
        "at": "com.acme.OrderService.connect(OrderService.java:12)",
        "sourceLine": "return new Socket(host, port);",
        "fix": "close it when the test ends",
        "ignore": "@IgnoreLeaks(channel = \\"127.0.0.1:5432\\", reason = \\"…\\")",
        "fingerprint": "0123456789ab",
        "threads": [],
        "stack": [],
        """;
    String opener =
        """
        {"subject": "OrderServiceTest.x()", "thread": "main", "threadId": 1, "stack": [
          "sun.nio.ch.SocketChannelImpl.<init>(SocketChannelImpl.java:90)",
          "java.net.Socket.<init>(Socket.java:205)",
          "com.acme.OrderService.connect(OrderService.java:12)",
          "com.acme.OrderService.x(OrderService.java:7)"]}
        """;
    String socket =
        """
        {"kind": "SOCKET", "target": "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED",
         "class": "java.net.Socket", "dropped": false, %s
         "heldBy": ["static com.acme.Repo.CONNECTION → SocketChannelImpl"]}
        """;
    assertThat(leaks)
        .isEqualTo(
            JsonParser.parseString(
                "[{"
                    + head.formatted(SOCKET.target())
                    + "\"channels\": ["
                    + socket.formatted("\"openedBy\": " + opener + ',')
                    + ", "
                    + socket.formatted("")
                    + ", {\"kind\": \"SELECTOR\", \"dropped\": true}]}, {"
                    + head.formatted("child process still running")
                    + "\"processes\": [{\"pid\": 4711, \"command\": \"sleep 60\","
                    + "\"ageInMillis\": 2345, \"descendants\": 2, \"startedBy\": "
                    + opener
                    + "}]}]"));
  }

  @Test
  void theReportHasAllOfThem() {
    LeakReport report =
        Samples.report("T.t()", channels(SOCKET), Samples.sender(1, false), processes(SLEEP));
    assertThat(report.channels()).containsExactly(SOCKET);
    assertThat(report.processes()).containsExactly(SLEEP);
    assertThat(report.leaks().get(0).origin()).isEqualTo(OPENER);
    assertThat(report.leaks().get(2).origin()).isEqualTo(OPENER);
  }

  @Test
  void whatIsLeftOutIsCountedByKind() {
    List<Leak> leaks = Collections.nCopies(100, channels(SOCKET));
    assertThat(TextReport.of("T.t()", leaks, List.of()))
        .containsPattern("… and (\\d+) more findings: \\1 channels OPEN");
  }
}
