package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Linux tells of what is open. */
@EnabledOnOs(OS.LINUX)
class DescriptorWatchTest {
  private static final String LOOPBACK = "127\\.0\\.0\\.1:\\d+";

  private final DescriptorWatch watch = DescriptorWatch.shared();
  private final List<Closeable> open = new ArrayList<>();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @SuppressWarnings("NullAway.Init")
  private ServerSocket server;

  /** Something that can be opened. */
  private interface Opening {
    Closeable open(DescriptorWatchTest test) throws IOException;
  }

  private record Case(String name, Opening opening, Kind kind, String target) {
    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("StreamResourceLeak") // Leaking is what they are for.
  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "FileInputStream",
            t -> new FileInputStream(t.file.toFile()),
            Kind.FILE,
            ".* \\(read\\)"),
        new Case(
            "FileOutputStream",
            t -> new FileOutputStream(t.file.toFile()),
            Kind.FILE,
            ".*orders.csv \\(write\\)"),
        new Case(
            "RandomAccessFile",
            t -> new RandomAccessFile(t.file.toFile(), "rw"),
            Kind.FILE,
            ".*orders.csv \\(read and write\\)"),
        new Case(
            "FileChannel",
            t -> FileChannel.open(t.file, StandardOpenOption.WRITE),
            Kind.FILE,
            ".*orders.csv \\(write\\)"),
        new Case(
            "AsynchronousFileChannel",
            t -> AsynchronousFileChannel.open(t.file),
            Kind.FILE,
            ".*orders.csv \\(read\\)"),
        new Case("Files.lines", t -> closing(Files.lines(t.file)), Kind.FILE, ".*\\(read\\)"),
        new Case(
            "a deleted file", t -> deleted(t.file), Kind.FILE, ".*orders.csv \\(write, deleted\\)"),
        new Case("Files.list", t -> closing(Files.list(t.folder)), Kind.DIRECTORY, "/.*"),
        new Case("Files.walk", t -> closing(Files.walk(t.folder)), Kind.DIRECTORY, "/.*"),
        new Case(
            "directory stream", t -> Files.newDirectoryStream(t.folder), Kind.DIRECTORY, "/.*"),
        new Case(
            "Socket",
            t -> new Socket(t.server.getInetAddress(), t.server.getLocalPort()),
            Kind.SOCKET,
            LOOPBACK + " → " + LOOPBACK + " ESTABLISHED"),
        new Case("SocketChannel", t -> SocketChannel.open(), Kind.SOCKET, "not connected"),
        new Case("ServerSocket", t -> new ServerSocket(0), Kind.LISTENER, ":\\d+"),
        new Case(
            "ServerSocketChannel",
            t ->
                ServerSocketChannel.open()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            Kind.LISTENER,
            LOOPBACK),
        new Case("DatagramSocket", t -> new DatagramSocket(0), Kind.DATAGRAM, ":\\d+"),
        new Case(
            "DatagramChannel",
            t ->
                DatagramChannel.open()
                    .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)),
            Kind.DATAGRAM,
            LOOPBACK + " → 127.0.0.1:9"),
        new Case(
            "Unix domain socket",
            t ->
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(t.folder.resolve("socket"))),
            Kind.LISTENER,
            "/.*/socket"),
        new Case("Selector", t -> Selector.open(), Kind.SELECTOR, ""),
        new Case("WatchService", t -> FileSystems.getDefault().newWatchService(), Kind.WATCH, ""));
  }

  private static Closeable closing(Stream<?> stream) {
    return stream::close;
  }

  private static Closeable deleted(Path file) throws IOException {
    Closeable open = Files.newOutputStream(file);
    Files.delete(file);
    return open;
  }

  @BeforeEach
  void prepare() throws IOException {
    file = Files.writeString(folder.resolve("orders.csv"), "1;2\n");
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
    server.close();
  }

  private <T extends Closeable> T keep(T opened) {
    open.add(opened);
    return opened;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsLeftOpenIsToldOnce(Case each) throws IOException {
    DescriptorMark mark = watch.exactMark();

    keep(each.opening().open(this));

    assertThat(watch.unchangedSince(mark)).isFalse();
    List<SeenChannel> since = watch.since(mark);
    assertThat(mark.isCertain()).isTrue();
    assertThat(since)
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.channel().kind()).isEqualTo(each.kind());
              assertThat(seen.channel().target()).matches(each.target());
              assertThat(seen.key()).startsWith(seen.descriptor() + " ");
            });
    assertThat(watch.since(mark)).as("told again, with the same facts").isEqualTo(since);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsClosedIsNot(Case each) throws IOException {
    DescriptorMark mark = watch.exactMark();

    each.opening().open(this).close();

    // The server's end of a connection may still be closing.
    await().until(() -> watch.since(mark).isEmpty());
  }

  @Test
  void aPipeHasTwoEnds() throws IOException {
    DescriptorMark mark = watch.exactMark();

    Pipe pipe = Pipe.open();
    keep(pipe.source());
    keep(pipe.sink());

    assertThat(watch.since(mark))
        .extracting(seen -> seen.channel().kind(), seen -> seen.channel().target())
        .containsExactlyInAnyOrder(tuple(Kind.PIPE, "read end"), tuple(Kind.PIPE, "write end"));
  }

  @Test
  void aPipeThatASelectorWaitsForIsToldBesideIt() throws IOException {
    DescriptorMark mark = watch.exactMark();

    Selector selector = keep(Selector.open());
    Pipe pipe = Pipe.open();
    keep(pipe.source()).configureBlocking(false).register(selector, SelectionKey.OP_READ);
    keep(pipe.sink());
    selector.selectNow();

    assertThat(kindsSince(mark)).containsExactlyInAnyOrder(Kind.SELECTOR, Kind.PIPE, Kind.PIPE);
  }

  private List<Kind> kindsSince(DescriptorMark mark) {
    return watch.since(mark).stream().map(seen -> seen.channel().kind()).toList();
  }

  @Test
  void theSharedChannelGroupIsTheJvmsAndItsSocketIsNot() throws IOException {
    DescriptorMark mark = watch.exactMark();

    keep(AsynchronousSocketChannel.open());

    assertThat(kindsSince(mark)).containsExactly(Kind.SOCKET);
  }

  @Test
  void theServersEndOfAConnectionGoesWithTheServer() throws IOException {
    DescriptorMark mark = watch.exactMark();

    Socket client = keep(new Socket(server.getInetAddress(), server.getLocalPort()));
    keep(server.accept());

    assertThat(watch.since(mark))
        .extracting(SeenChannel::channel)
        .extracting(OpenChannel::target)
        .singleElement()
        .asString()
        .startsWith("127.0.0.1:" + client.getLocalPort() + " → ");
  }

  @Test
  void bothEndsOfAConnectionToAServerOfTheTestAreTold() throws IOException {
    DescriptorMark mark = watch.exactMark();

    ServerSocket own = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    keep(new Socket(own.getInetAddress(), own.getLocalPort()));
    keep(own.accept());

    assertThat(kindsSince(mark)).containsExactlyInAnyOrder(Kind.LISTENER, Kind.SOCKET, Kind.SOCKET);
  }

  @Test
  void aClientOfAUnixDomainSocketHasNoName() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    ServerSocketChannel local =
        keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address));
    DescriptorMark mark = watch.exactMark();

    keep(SocketChannel.open(address));
    keep(local.accept());

    assertThat(watch.since(mark))
        .extracting(seen -> seen.channel().kind(), seen -> seen.channel().target())
        .containsExactly(tuple(Kind.SOCKET, "unnamed"));
  }

  @Test
  void oneOpenedForAnotherClosedIsSeenByAListingOnly() throws IOException {
    Closeable before = new FileInputStream(file.toFile());
    DescriptorMark mark = watch.exactMark();
    before.close();

    keep(new ServerSocket(0));

    assertThat(watch.unchangedSince(mark)).isTrue();
    assertThat(watch.sameSince(mark)).isFalse();
    assertThat(kindsSince(mark)).containsExactly(Kind.LISTENER);
    assertThat(mark.isCertain()).isTrue();
  }

  @Test
  void nothingIsNewAfterALook() {
    DescriptorMark mark = watch.exactMark();

    assertThat(watch.since(mark)).isEmpty();
    assertThat(watch.sameSince(mark)).isTrue();
    assertThat(watch.unchangedSince(mark)).isTrue();
    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void countingWithoutTheSizeOfTheFolderGivesTheSame() {
    DescriptorWatch older = new DescriptorWatch(new ProcDescriptors(DescriptorCount.ofTheSystem()));

    // Not quite: one of them counts numbers that are about to be used.
    assertThat(older.mark().count()).isCloseTo(watch.exactMark().count(), within(5));
  }
}
