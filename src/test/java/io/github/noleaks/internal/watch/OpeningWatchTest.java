package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.openings.ManyKinds;
import io.github.noleaks.internal.access.ClassPaths;
import io.github.noleaks.internal.access.ProbeJvm;
import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent sees of everything that can be opened, all of it in one JVM of its own. */
class OpeningWatchTest {
  private static final String ENDS = "127.0.0.1:PORT → 127.0.0.1:PORT";

  @TempDir static Path folder;

  private static Outcome outcome;

  @BeforeAll
  static void run() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("noleaks.jar"));
    outcome =
        new ProbeJvm(folder)
            .with("-javaagent:" + jar)
            .run(ManyKinds.class, folder.toRealPath().toString());
  }

  @Test
  void theAgentIsAtWorkAndSaysNothing() {
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.answers()).containsEntry("active", "true").containsEntry("problem", "none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          FileInputStream                 | file ~/orders.csv (read) by FileInputStream in <init>
          FileOutputStream                | file ~/orders.csv (write) by FileOutputStream in <init>
          RandomAccessFile                | file ~/orders.csv (read) by RandomAccessFile in <init>
          RandomAccessFile rw             | file ~/orders.csv (read and write) by RandomAccessFile in <init>
          FileReader                      | file ~/orders.csv (read) by FileInputStream in <init>
          FileChannel                     | file ~/orders.csv (write) by FileChannelImpl in open
          channel of a stream             | file ~/orders.csv (read) by FileInputStream in <init>
          newInputStream                  | file ~/orders.csv (read) by FileChannelImpl in newInputStream
          newBufferedReader               | file ~/orders.csv (read) by FileChannelImpl in newBufferedReader
          lines                           | file ~/orders.csv (read) by FileChannelImpl in lines
          AsynchronousFileChannel         | file ~/orders.csv (read) by AsynchronousFileChannelImpl in open
          two streams of one descriptor   | file ~/orders.csv (read) by RandomAccessFile in <init>
          ZipFile                         | archive ~/orders.jar by ZipFile in <init>
          JarFile                         | archive ~/orders.jar by JarFile in <init>
          zip file system                 | file ~/orders.jar (read) by FileChannelImpl in newFileSystem
          a stream of a user's class      | file ~/orders.csv (read) by ManyKinds$1 in <init>
          newDirectoryStream              | directory ~ by DirectoryStream in newDirectoryStream
          list                            | directory ~ by DirectoryStream in list
          walk                            | directory ~ by DirectoryStream in walk
          ServerSocket                    | listener :PORT by ServerSocket in <init>
          ServerSocket on loopback        | listener 127.0.0.1:PORT by ServerSocket in <init>
          Socket, bound                   | socket 127.0.0.1:PORT by Socket in bind
          DatagramSocket                  | datagram socket :PORT by DatagramChannelImpl in <init>
          Socket                          | socket ENDS by Socket in <init>
          reader of a socket              | socket ENDS by Socket in <init>
          accept                          | socket ENDS by Socket in accept, accepted
          SocketChannel                   | socket nowhere by SocketChannelImpl in open
          ServerSocketChannel             | listener :PORT by ServerSocketChannelImpl in open
          DatagramChannel                 | datagram socket :PORT by DatagramChannelImpl in open
          SocketChannel, connected        | socket ENDS by SocketChannelImpl in open
          accept of a channel             | socket ENDS by SocketChannelImpl in accept, accepted
          AsynchronousSocketChannel       | socket ENDS by AsynchronousSocketChannelImpl in open
          AsynchronousServerSocketChannel | listener 127.0.0.1:PORT by AsynchronousServerSocketChannelImpl in open
          asynchronous accept             | socket ENDS by AsynchronousSocketChannelImpl in accept, accepted
          Unix domain socket              | socket ~/s by SocketChannelImpl in open
          Unix domain server              | listener ~/t by ServerSocketChannelImpl in open
          Selector                        | selector nowhere by SelectorImpl in open
          WatchService                    | watch service nowhere by WatchService in newWatchService
          Pipe                            | pipe nowhere by SourceChannelImpl in open, pipe nowhere by SinkChannelImpl in open
          a channel with a key            | selector nowhere by SelectorImpl in open, socket ENDS by SocketChannelImpl in open
          """)
  void isSeenUntilItIsClosed(String kind, String told) {
    assertThat(outcome.answers())
        .containsEntry(kind, "[%s]".formatted(told.replace("ENDS", ENDS)))
        .containsEntry(kind + ", closed", "[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          FileInputStream | file ~/orders.csv (read) by FileInputStream in <init>
          newInputStream  | file ~/orders.csv (read) by FileChannelImpl in newInputStream
          list            | directory ~ by DirectoryStream in list
          ZipFile         | archive ~/orders.jar by ZipFile in <init>
          Selector        | selector nowhere by SelectorImpl in open
          Socket          | socket ENDS by Socket in <init>
          accept          | socket ENDS by Socket in accept
          DatagramChannel | datagram socket :PORT by DatagramChannelImpl in open
          ServerSocket    | listener :PORT by ServerSocket in <init>
          """)
  void whatIsDroppedIsToldUntilItIsForgotten(String kind, String told) {
    String dropped = "[%s, dropped".formatted(told.replace("ENDS", ENDS));
    assertThat(outcome.answers().get(kind + ", dropped")).startsWith(dropped);
    assertThat(outcome.answers()).containsEntry(kind + ", forgotten", "[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a file that is not there",
        "exhausted folder, closed",
        "Socket, not connected",
        "refused",
        "class loading",
        "jar URLs",
        "resources",
        "random",
        "time zones and locales",
        "all of it",
        "many threads"
      })
  void leavesNothing(String what) {
    assertThat(outcome.answers()).containsEntry(what, "[]");
  }

  @Test
  void aProcessIsKnownByItsNumber() {
    assertThat(outcome.answers()).containsEntry("process", "[start, processes, main]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          own thread | OrderTest.reads() by main of OrderTest.reads(), before null
          inherited  | OrderTest.reads() by reader of OrderTest.reads(), before main
          nobody's   | null by main of null, before null
          """)
  void belongsToWhoseThreadOpenedIt(String who, String told) {
    assertThat(outcome.answers()).containsEntry(who, "[%s]".formatted(told));
  }

  @Test
  void goesOnAfterAStackHadNoRoom() {
    assertThat(outcome.answers()).containsEntry("no room", "1");
  }

  /** All that was tried was looked at here. */
  @Test
  void nothingWentWrong() {
    Map<String, String> wrong = new TreeMap<>(outcome.answers());
    wrong.values().removeIf(answer -> !answer.contains("Exception") || answer.startsWith("["));
    assertThat(wrong).isEmpty();
  }
}
