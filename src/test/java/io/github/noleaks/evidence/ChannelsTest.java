package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import io.github.noleaks.AllowLeaks;
import io.github.noleaks.internal.evidence.ChannelEvidence;
import io.github.noleaks.internal.evidence.ChannelEvidence.Holding;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import io.github.noleaks.internal.evidence.HiddenChannels;
import io.github.noleaks.internal.evidence.HiddenThreads;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the heap says about open channels: who holds them, or that nobody does. */
class ChannelsTest {
  private static final String HELD = "static com.acme.waits.Held.object → ";

  private final HiddenThreads threads = new HiddenThreads();
  private final HiddenChannels channels = new HiddenChannels();

  @TempDir private Path folder;
  private Path file;

  /** Who keeps it in a field. */
  private record Repo(Object connection) {}

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.writeString(folder.resolve("orders.csv"), "order-7");
  }

  @AfterEach
  void closeAll() throws Exception {
    Held.object = null;
    threads.close();
    channels.close();
  }

  private static void isHeldByStatic(List<Integer> descriptors, String className) {
    assertThat(HiddenChannels.ofDescriptors(descriptors))
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.holding()).isEqualTo(Holding.HELD);
              assertThat(each.className()).isEqualTo(className);
              assertThat(each.heldBy()).containsExactly(HELD + className);
              assertThat(each.holders()).startsWith(Held.class.getName());
            });
  }

  private static void isDropped(List<Integer> descriptors, @Nullable String className) {
    assertThat(HiddenChannels.ofDescriptors(descriptors))
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.holding()).isEqualTo(Holding.DROPPED);
              assertThat(each.className()).isEqualTo(className);
              assertThat(each.heldBy()).isEmpty();
            });
  }

  /** Once held by a static field, once by nobody. */
  private void heldAndDropped(Callable<?> opening, String className) throws Exception {
    channels.open(opening);
    channels.close();
    isHeldByStatic(channels.open(() -> Held.object = opening.call()), className);
    Held.object = null;
    channels.close();
    isDropped(channels.open(opening), className);
  }

  @Test
  void files() throws Exception {
    heldAndDropped(() -> new FileInputStream(file.toFile()), "java.io.FileInputStream");
    heldAndDropped(() -> new RandomAccessFile(file.toFile(), "rw"), "java.io.RandomAccessFile");
    heldAndDropped(() -> FileChannel.open(file), "java.nio.channels.FileChannel");
    heldAndDropped(
        () -> AsynchronousFileChannel.open(file), "java.nio.channels.AsynchronousFileChannel");
  }

  @Test
  void sockets() throws Exception {
    heldAndDropped(() -> new ServerSocket(0), "java.net.ServerSocket");
    heldAndDropped(() -> new DatagramSocket(0), "java.net.DatagramSocket");
    try (ServerSocket server = new ServerSocket(0)) {
      heldAndDropped(
          () -> new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()),
          "java.net.Socket");
      heldAndDropped(
          () -> SocketChannel.open(server.getLocalSocketAddress()),
          "java.nio.channels.SocketChannel");
    }
  }

  @Test
  void selectorsAndWatchServices() throws Exception {
    heldAndDropped(Selector::open, "java.nio.channels.Selector");
    channels.close();
    isHeldByStatic(
        channels.open(() -> Held.object = FileSystems.getDefault().newWatchService()),
        "java.nio.file.WatchService");
  }

  @Test
  void anAsynchronousServerIsHeldThoughItsGroupIsTheJdks() throws Exception {
    Callable<?> opening = () -> AsynchronousServerSocketChannel.open().bind(null);
    channels.open(opening);
    channels.close();
    isHeldByStatic(
        channels.open(() -> Held.object = opening.call()),
        "java.nio.channels.AsynchronousServerSocketChannel");
  }

  @Test
  @AllowLeaks(reason = "what is dropped is closed by the garbage collector, sooner or later")
  void whatIsReallyCollectedIsToldByItsCleaner() throws Exception {
    List<Integer> descriptors = new ArrayList<>();
    channels.open(
        () -> {
          descriptors.addAll(
              new HiddenChannels()
                  .open(() -> new WeakReference<>(new FileInputStream(file.toFile()))));
          return "";
        });
    ChannelEvidence evidence = HiddenChannels.ofDescriptor(descriptors);
    assertThat(evidence.holding()).as("%s", evidence).isEqualTo(Holding.DROPPED);
  }

  @Test
  void aReaderOverASocketIsTheSocket() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      List<Integer> descriptors =
          channels.open(
              () -> {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                Held.object =
                    new Repo(
                        new BufferedReader(
                            new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.UTF_8)));
                return socket;
              });
      ChannelEvidence evidence = HiddenChannels.ofDescriptor(descriptors);
      assertThat(evidence.className()).isEqualTo("java.net.Socket");
      assertThat(evidence.heldBy())
          .containsExactly(HELD + "ChannelsTest.Repo.connection → java.net.Socket");
      assertThat(evidence.holders())
          .startsWith(Held.class.getName(), Repo.class.getName(), BufferedReader.class.getName());
    }
  }

  @Test
  void aSocketOfASelectorIsTheSocket() throws Exception {
    Held.object = Selector.open();
    channels.atTheEnd((Selector) Held.object);
    try (ServerSocket server = new ServerSocket(0)) {
      List<Integer> descriptors =
          channels.open(
              () -> {
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
                channel.configureBlocking(false);
                channel.register((Selector) Held.object, SelectionKey.OP_READ);
                return channel;
              });
      ChannelEvidence evidence = HiddenChannels.ofDescriptor(descriptors);
      assertThat(evidence.className()).isEqualTo("java.nio.channels.SocketChannel");
      assertThat(evidence.heldBy()).containsExactly(HELD + "java.nio.channels.SocketChannel");
    }
  }

  @Test
  void aLocalVariableOfAWaitingThreadHolds() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    List<Integer> descriptors =
        channels.open(
            () -> {
              threads.platform(() -> readLater(opened));
              HiddenThreads.await(opened);
              return "";
            });
    threads.awaitWaiting();
    ChannelEvidence evidence = HiddenChannels.ofDescriptor(descriptors);
    assertThat(evidence.holding()).isEqualTo(Holding.HELD);
    assertThat(evidence.className()).isEqualTo("java.io.FileInputStream");
    assertThat(evidence.heldBy())
        .singleElement()
        .asString()
        .matches(
            "(a local|local `orders`) of thread \"acme-waits\" \\(#\\d+\\) in "
                + "io.github.noleaks.evidence.ChannelsTest.readLater\\(ChannelsTest.java:\\d+\\)"
                + " → java.io.FileInputStream");
    assertThat(evidence.holders()).startsWith(ChannelsTest.class.getName());
  }

  private void readLater(CountDownLatch opened) throws Exception {
    try (InputStream orders = new FileInputStream(file.toFile())) {
      opened.countDown();
      new CountDownLatch(1).await();
      assertThat(orders.read()).isPositive();
    }
  }

  @Test
  void aSoftReferenceHoldsAndAWeakOneDoesNot() throws Exception {
    List<Integer> soft =
        channels.open(
            () -> {
              FileInputStream stream = new FileInputStream(file.toFile());
              Held.object = new SoftReference<>(stream);
              return stream;
            });
    assertThat(HiddenChannels.ofDescriptor(soft).holding()).isEqualTo(Holding.HELD);
    List<Integer> weak =
        channels.open(
            () -> {
              FileInputStream stream = new FileInputStream(file.toFile());
              Held.object = new WeakReference<>(stream);
              return stream;
            });
    assertThat(HiddenChannels.ofDescriptor(weak).holding()).isEqualTo(Holding.DROPPED);
  }

  @Test
  void aClosedChannelIsNotTakenForTheNextOneWithItsNumber() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      List<Integer> first =
          channels.open(
              () -> {
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
                Held.object = channel;
                return channel;
              });
      channels.close();
      List<Integer> second = channels.open(() -> new FileInputStream(file.toFile()));
      assertThat(second).isEqualTo(first);
      isDropped(second, "java.io.FileInputStream");
    }
  }

  private URL jar() throws Exception {
    Path jar = folder.resolve("acme.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("order.txt"));
      out.write('7');
    }
    return jar.toUri().toURL();
  }

  @Test
  void theJarOfAClassLoaderIsTheJvms() throws Exception {
    URL jar = jar();
    List<Integer> descriptors =
        channels.open(
            () -> {
              URLClassLoader loader = new URLClassLoader(new URL[] {jar}, null);
              assertThat(loader.findResource("order.txt")).isNotNull();
              Held.object = loader;
              return loader;
            });
    assertThat(HiddenChannels.ofDescriptor(descriptors).holding()).isEqualTo(Holding.JVM);
  }

  @Test
  void aZipFileOfOnesOwnIsNot() throws Exception {
    URL jar = jar();
    heldAndDropped(() -> new ZipFile(new java.io.File(jar.toURI())), "java.util.zip.ZipFile");
  }

  @Test
  void theCacheOfJarUrlsIsTheJvms() throws Exception {
    URL url = new URL("jar:" + jar() + "!/order.txt");
    List<Integer> descriptors =
        channels.open(
            () -> {
              var connection = (java.net.JarURLConnection) url.openConnection();
              try (InputStream in = connection.getInputStream()) {
                assertThat(in.read()).isEqualTo('7');
              }
              return connection.getJarFile();
            });
    assertThat(HiddenChannels.ofDescriptor(descriptors).holding()).isEqualTo(Holding.JVM);
  }

  @Test
  void thePipesOfAProcessAreTheJvms() throws Exception {
    List<Integer> descriptors =
        channels.open(
            () -> {
              Process process = new ProcessBuilder("cat").start();
              channels.atTheEnd(
                  () -> {
                    process.destroy();
                    process.waitFor();
                  });
              Held.object = process.getOutputStream();
              return process.getOutputStream();
            });
    assertThat(HiddenChannels.ofDescriptors(descriptors))
        .isNotEmpty()
        .allMatch(each -> each.holding() == Holding.JVM);
  }

  @Test
  void aThousandDescriptorsAreToldAtOnce() throws Exception {
    List<FileInputStream> streams = new ArrayList<>();
    Held.object = streams;
    List<Integer> descriptors =
        channels.open(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                FileInputStream stream = new FileInputStream(file.toFile());
                streams.add(stream);
                channels.atTheEnd(stream);
              }
              return "";
            });
    assertThat(HiddenChannels.ofDescriptors(descriptors))
        .hasSizeGreaterThanOrEqualTo(1_000)
        .allMatch(each -> each.holding() == Holding.HELD)
        .allMatch(each -> each.heldBy().get(0).equals(HELD + "java.io.FileInputStream"));
  }

  @Test
  void aDescriptorThatNobodyKnowsIsUnknown() {
    HeapEvidence evidence =
        HiddenChannels.ask(
            List.of(new Channel("no such", 1_000_000, -1), new Channel("in", 0, -1)));
    assertThat(evidence.ofChannel("no such").orElseThrow().holding()).isEqualTo(Holding.UNKNOWN);
    assertThat(evidence.ofChannel("in").orElseThrow().holding()).isEqualTo(Holding.JVM);
  }
}
