package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.diagnose.ChannelDiagnosis.Left;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelDiagnosisTest {
  private static final String CONNECTION = "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED";

  private static OpenChannel channel(Kind kind, String target) {
    return new OpenChannel(kind, target, null);
  }

  private static Origin opener(String... frames) {
    return new Origin("OrderTest.x()", "main", 1, Stacks.of(frames), null, null);
  }

  private static List<Leak> diagnose(OpenChannel... channels) {
    return ChannelDiagnosis.of(Stream.of(channels).map(each -> new Left(each, null)).toList());
  }

  private static Leak one(OpenChannel... channels) {
    List<Leak> leaks = diagnose(channels);
    assertThat(leaks).hasSize(1);
    return leaks.get(0);
  }

  @Test
  void aSocketIsWhatItLeadsTo() {
    Leak leak = one(channel(Kind.SOCKET, CONNECTION));

    assertThat(leak.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(leak.summary()).isEqualTo(CONNECTION);
    assertThat(leak.channels()).hasSize(1);
    assertThat(leak.fix()).startsWith("close the Socket");
    assertThat(leak.ignore())
        .isEqualTo("@IgnoreLeaks(channel = \"127.0.0.1:5432\", reason = \"…\")");
    assertThat(leak.origin()).isNull();
    assertThat(leak.creatorFingerprint()).isNull();
  }

  @Test
  void theOpenerIsTold() {
    Origin opener =
        opener(
            "java.io.FileInputStream.<init>:157",
            "com.acme.Orders.read:12",
            "com.acme.OrderTest.reads:7");
    Leak leak = one(channel(Kind.FILE, "/srv/orders.csv").withOpener(opener));

    assertThat(leak.at()).hasToString("com.acme.Orders.read(Orders.java:12)");
    assertThat(leak.origin()).isEqualTo(opener);
    assertThat(leak.creatorFingerprint()).isNotNull().isNotEqualTo(leak.fingerprint());
  }

  @Test
  void whatDiffersInAPortOrCounterIsOneFinding() {
    Leak sockets =
        one(
            channel(Kind.SOCKET, "127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED"),
            channel(Kind.SOCKET, "127.0.0.1:50413 → 127.0.0.1:5432 CLOSE_WAIT"));
    assertThat(sockets.channels()).hasSize(2);
    assertThat(sockets.summary())
        .isEqualTo("127.0.0.1:50412 → 127.0.0.1:5432".replace("50412", "*"));
    assertThat(sockets.ignore()).contains("channel = \"127.0.0.1:5432\"");

    Leak files =
        one(
            channel(Kind.FILE, "/srv/part-1.csv (write)"),
            channel(Kind.FILE, "/srv/part-2.csv (write)"));
    assertThat(files.summary()).isEqualTo("/srv/part-*.csv (write)");
    assertThat(files.ignore()).contains("channel = \"*/srv/part-*.csv (write)\"");
  }

  @Test
  void whatDiffersInAnythingElseIsNot() {
    OpenChannel file = channel(Kind.FILE, "/srv/orders.csv");
    assertThat(
            diagnose(
                file,
                channel(Kind.FILE, "/srv/orders.csv (write)"),
                channel(Kind.FILE, "/srv/mails.csv"),
                channel(Kind.ARCHIVE, "/srv/orders.csv"),
                file.asDropped(),
                file.withHolder("java.io.FileInputStream", List.of()),
                file.withOpener(opener("com.acme.Orders.read:12")),
                file.withOpener(opener("com.acme.Orders.read:13"))))
        .hasSize(8);
    assertThat(diagnose(channel(Kind.SOCKET, "a:1 → b:5432"), channel(Kind.SOCKET, "a:1 → b:80")))
        .hasSize(2);
    assertThat(ChannelDiagnosis.of(List.of(new Left(file, "A.a()"), new Left(file, null))))
        .extracting(Leak::startedIn)
        .containsExactly("A.a()", null);
  }

  @Test
  void whyAnOpenerIsUnknownMakesNoDifference() {
    OpenChannel file = channel(Kind.FILE, "/srv/orders.csv");
    Leak leak =
        one(file.withOpener(Origin.unknown("no agent")), file.withOpener(Origin.unknown("late")));
    assertThat(leak.at()).isNull();
    assertThat(leak.creatorFingerprint()).isNull();
  }

  @Test
  void whatWasDroppedIsToldSo() {
    Leak leak = one(channel(Kind.FILE, "/srv/orders.csv").asDropped());
    assertThat(leak.summary())
        .isEqualTo("opened and dropped: only the garbage collector can close it");
    assertThat(leak.fix()).contains("cannot be closed by anybody");
  }

  @Test
  void whatLeadsNowhereIsKnownByItsKind() {
    Leak leak = one(channel(Kind.SELECTOR, "").withOpener(opener("com.acme.Loop.open:3")));
    assertThat(leak.summary()).isEqualTo("never closed");
    assertThat(leak.ignore())
        .isEqualTo(
            "@IgnoreLeaks(channel = \"selector\", creator = \"com.acme.Loop.open\", reason ="
                + " \"…\")");
  }

  @Test
  void bothEndsOfAPipeAreOneFinding() {
    OpenChannel end = channel(Kind.PIPE, "read end");
    Leak leak = one(end, channel(Kind.PIPE, "write end"));
    assertThat(leak.summary()).isEqualTo("never closed");
    assertThat(leak.ignore()).isEqualTo("@IgnoreLeaks(channel = \"pipe\", reason = \"…\")");
    assertThat(one(end).summary()).isEqualTo("read end");
    assertThat(one(end).fingerprint()).isEqualTo(leak.fingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SOCKET   | 127.0.0.1:8080 → 127.0.0.1:50412 ESTABLISHED | 127.0.0.1:8080",
        "SOCKET   | 127.0.0.1:41000 → 127.0.0.1:50412            | 127.0.0.1:*",
        "SOCKET   | [::1]:50412 → [::1]:5432                     | [::1]:5432",
        "SOCKET   | /srv/x.sock                                  | /srv/x.sock",
        "LISTENER | :8080                                        | :8080",
        "LISTENER | :40123                                       | :*",
        "FILE     | /srv/orders.csv (write)                      | /srv/orders.csv",
        "FILE     | /srv/log4j2.xml                              | /srv/log4j2.xml",
        "FILE     | /srv/junit1234567890/a \"b\".csv             | /srv/junit*/a \\\"b\\\".csv",
        "FILE     | C:\\srv\\orders.csv                          | C:/srv/orders.csv",
        "OTHER    | inotify                                      | inotify",
      })
  void theProposedRuleFitsTheNextRun(Kind kind, String target, String pattern) {
    assertThat(one(channel(kind, target)).ignore())
        .isEqualTo("@IgnoreLeaks(channel = \"" + pattern + "\", reason = \"…\")");
  }

  @Test
  void theProjectsFolderAndTheTemporaryOneAreLeftOut() {
    String project = Path.of("target", "orders.csv").toAbsolutePath().toString();
    Leak leak = one(channel(Kind.FILE, project + " (write)"));
    assertThat(leak.ignore()).contains("channel = \"*target/orders.csv\"");
    assertThat(leak.fingerprint())
        .isEqualTo(one(channel(Kind.FILE, "target/orders.csv (write)")).fingerprint());

    String temporary = Path.of(System.getProperty("java.io.tmpdir"), "junit-42").toString();
    assertThat(one(channel(Kind.FILE, temporary)).fingerprint())
        .isEqualTo(one(channel(Kind.FILE, temporary + "17")).fingerprint());
  }

  @ParameterizedTest
  @CsvSource({
    "SOCKET, 127.0.0.1:50412 → 127.0.0.1:5432 ESTABLISHED, 127.0.0.1:43210 → 127.0.0.1:5432",
    "LISTENER, :40123, :51000",
    "FILE, /srv/a-1234.csv, /srv/a-5.csv",
    "FILE, /srv/3f2504e0-4f89-11d3-9a0c-0305e82c3301.db,"
        + " /srv/8a6e0804-2bd0-4672-b79d-d97027f9071a.db",
    "FILE, /srv/run-00fe12ab/x, /srv/run-99ce34dd/x",
    "OTHER, pipe:[123], pipe:[456]",
  })
  void fingerprintsDoNotChangeFromRunToRun(Kind kind, String one, String other) {
    OpenChannel first = channel(kind, one);
    OpenChannel second = channel(kind, other).withHolder("com.acme.Channel", List.of("static X"));
    assertThat(one(first).fingerprint()).isEqualTo(one(second).fingerprint());
  }

  @Test
  void fingerprintsTellPlacesApart() {
    assertThat(
            Stream.of(
                    channel(Kind.FILE, "/srv/orders.csv"),
                    channel(Kind.FILE, "/srv/orders.csv (write)"),
                    channel(Kind.FILE, "/srv/beef.csv"),
                    channel(Kind.ARCHIVE, "/srv/orders.csv"),
                    channel(Kind.LISTENER, ":8080"),
                    channel(Kind.LISTENER, ":8081"))
                .map(each -> one(each).fingerprint())
                .distinct())
        .hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    "FILE, java.nio.file.Files.lines, Files.lines(path)",
    "DIRECTORY, java.nio.file.Files.walk, 'Files.list, walk or find'",
    "DIRECTORY, java.nio.file.Files.newDirectoryStream, try-with-resources",
    "FILE, java.io.FileInputStream.<init>, try-with-resources",
    "SOCKET, java.sql.DriverManager.getConnection, close the Connection",
    "SOCKET, java.net.URL.openStream, read the body",
    "SOCKET, java.net.Socket.<init>, close the Socket",
    "SOCKET, io.netty.bootstrap.Bootstrap.connect, shutdownGracefully()",
    "FILE, io.netty.channel.DefaultFileRegion.open, try-with-resources",
    "LISTENER, com.sun.net.httpserver.HttpServer.create, stop(0)",
    "SELECTOR, java.nio.channels.Selector.open, close() the Selector",
    "WATCH, java.nio.file.FileSystem.newWatchService, close() the WatchService",
    "OTHER, com.acme.Native.open, close what holds it",
  })
  void theFixFitsTheKindAndTheOpener(Kind kind, String call, String words) {
    OpenChannel channel =
        channel(kind, "").withOpener(opener(call + ":1", "com.acme.Orders.open:12"));
    assertThat(one(channel).fix()).contains(words);
  }

  @Test
  void whatCalledTheUsersCodeOpenedNothing() {
    OpenChannel channel =
        channel(Kind.SOCKET, CONNECTION)
            .withOpener(
                opener(
                    "java.net.Socket.<init>:1",
                    ChannelDiagnosisTest.class.getName() + ".x:12",
                    "io.netty.channel.AbstractChannelHandlerContext.fire:1"));
    assertThat(one(channel).fix()).startsWith("close the Socket");
  }

  @ParameterizedTest
  @EnumSource
  void eachKindHasAFix(Kind kind) {
    assertThat(one(channel(kind, "x")).fix()).isNotBlank();
  }

  @Test
  void tenThousandAreOneFinding() {
    List<Left> many =
        Stream.iterate(0, i -> i + 1)
            .limit(10_000)
            .map(i -> new Left(channel(Kind.FILE, "/srv/" + i), noTest()))
            .toList();
    assertThat(ChannelDiagnosis.of(many)).hasSize(1);
    assertThat(ChannelDiagnosis.of(List.of())).isEmpty();
  }

  private static @Nullable String noTest() {
    return null;
  }
}
