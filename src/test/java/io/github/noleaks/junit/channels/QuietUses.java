package io.github.noleaks.junit.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.VerifyNoLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Correct tests, and what the JDK opens for them that nobody has to close. */
@VerifyNoLeaks
class QuietUses {
  @TempDir static Path folder;

  private static HttpServer server;
  private static ExecutorService workers;
  private static HttpClient client;

  /** Held by the JDK's own list of loggers. */
  private static final Logger LOGGER = Logger.getLogger("quiet");

  @BeforeAll
  static void start() throws IOException {
    workers = Executors.newFixedThreadPool(2);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "hello".repeat(1_000).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    workers.shutdownNow();
    client = null; // Up to JDK 20 only the garbage collector ends it.
    for (var each : LOGGER.getHandlers()) {
      each.close();
      LOGGER.removeHandler(each);
    }
  }

  private static URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @RepeatedTest(20)
  void sharedClient() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri()).build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).startsWith("hello");
  }

  @RepeatedTest(5)
  void keptAlive() throws Exception {
    HttpURLConnection connection = (HttpURLConnection) uri().toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      assertThat(in.readAllBytes()).hasSize(5_000);
    }
  }

  private static Path jarOfTheseClasses() throws IOException {
    Path jar = Files.createTempFile(folder, "some", ".jar");
    String name = QuietUses.class.getName().replace('.', '/') + ".class";
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        InputStream in = QuietUses.class.getResourceAsStream("/" + name)) {
      out.putNextEntry(new ZipEntry(name));
      assertThat(in).isNotNull();
      in.transferTo(out);
    }
    return jar;
  }

  @RepeatedTest(10)
  void closedClassLoader() throws Exception {
    URL[] urls = {jarOfTheseClasses().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      assertThat(Class.forName(QuietUses.class.getName(), false, loader)).isNotNull();
    }
  }

  @RepeatedTest(10)
  @SuppressWarnings("resource") // A class loader lives as long as its classes.
  void openClassLoader() throws Exception {
    URL[] urls = {jarOfTheseClasses().toUri().toURL()};
    URLClassLoader loader = new URLClassLoader(urls, null);
    assertThat(Class.forName(QuietUses.class.getName(), false, loader)).isNotNull();
  }

  /** The JDK keeps such jars open for the next one. */
  @RepeatedTest(5)
  void urlOfJar() throws Exception {
    URL url =
        new URL(
            "jar:"
                + jarOfTheseClasses().toUri()
                + "!/"
                + QuietUses.class.getName().replace('.', '/')
                + ".class");
    try (InputStream in = url.openStream()) {
      assertThat(in.readAllBytes()).isNotEmpty();
    }
  }

  /** Nobody has loaded these classes before. */
  @Test
  void classesByTheThousand() throws Exception {
    Path jar =
        Path.of(
            org.assertj.core.api.Assertions.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    int loaded = 0;
    try (JarFile entries = new JarFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Enumeration<JarEntry> all = entries.entries();
      while (all.hasMoreElements()) {
        String name = all.nextElement().getName();
        if (name.startsWith("org/assertj") && name.endsWith(".class")) {
          loaded += load(name.substring(0, name.length() - 6).replace('/', '.'), loader);
        }
      }
    }
    assertThat(loaded).isGreaterThan(500);
  }

  private static int load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader) == null ? 0 : 1;
    } catch (ReflectiveOperationException | LinkageError e) {
      return 0; // It needs a library that is not there.
    }
  }

  @Test
  void logsToFile() throws Exception {
    FileHandler handler = new FileHandler(folder.resolve("closed.log").toString());
    LOGGER.addHandler(handler);
    LOGGER.fine("one");
    LOGGER.removeHandler(handler);
    handler.close();
  }

  /** As a logging framework does with the first line it is to write. */
  @Test
  void logFileOfTheWholeRun() throws Exception {
    LOGGER.addHandler(new FileHandler(folder.resolve("open.log").toString()));
    LOGGER.fine("one");
  }

  @RepeatedTest(5)
  void recordsFlights() throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      recording.stop();
      recording.dump(folder.resolve("recording.jfr"));
    }
  }

  @RepeatedTest(5)
  @SuppressWarnings({"unchecked", "DirectInvocationOnMock"})
  void mocks() {
    List<String> list = mock(List.class);
    when(list.get(0)).thenReturn("first");
    assertThat(list.get(0)).isEqualTo("first");
  }

  @RepeatedTest(5)
  void runsProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor()).isZero();
  }

  @RepeatedTest(5)
  void runsProcessAndReads() throws Exception {
    Process process = new ProcessBuilder("echo", "hello").redirectErrorStream(true).start();
    try (InputStream in = process.getInputStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("hello");
    }
    assertThat(process.waitFor()).isZero();
  }

  @RepeatedTest(5)
  void selects() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      try (SocketChannel near = SocketChannel.open(listener.getLocalAddress())) {
        assertThat(selector.select()).isEqualTo(1);
        try (SocketChannel far = listener.accept()) {
          near.write(ByteBuffer.wrap(new byte[10]));
          assertThat(far.read(ByteBuffer.allocate(10))).isPositive();
        }
      }
    }
  }

  @RepeatedTest(5)
  void files(@TempDir Path own) throws Exception {
    for (int i = 0; i < 50; i++) {
      Files.writeString(own.resolve("f" + i), "text");
    }
    try (Stream<Path> all = Files.walk(own)) {
      assertThat(all.count()).isEqualTo(51);
    }
  }

  @Test
  void whatTheJdkReadsOnce() {
    assertThat(new SecureRandom().nextInt()).isNotEqualTo(new SecureRandom().nextInt());
    assertThat(ZoneId.getAvailableZoneIds()).isNotEmpty();
    assertThat(java.util.Currency.getAvailableCurrencies()).isNotEmpty();
  }
}
