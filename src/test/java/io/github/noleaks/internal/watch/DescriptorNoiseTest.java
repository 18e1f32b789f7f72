package io.github.noleaks.internal.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** What the JVM opens for itself, and careful tests. */
@EnabledOnOs(OS.LINUX)
class DescriptorNoiseTest {
  private static final int CLASSES = 1_500;

  private final DescriptorWatch watch = DescriptorWatch.shared();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private DescriptorMark mark;

  @BeforeEach
  void mark() {
    mark = watch.exactMark();
  }

  private void nothingIsLeft() {
    assertThat(watch.since(mark)).isEmpty();
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(
        URI.create(
            requireNonNull(type.getProtectionDomain().getCodeSource()).getLocation().toString()));
  }

  private static List<String> classesIn(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.contains("-"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .limit(CLASSES)
          .toList();
    }
  }

  private static int load(List<String> names, ClassLoader loader) {
    int loaded = 0;
    for (String name : names) {
      try {
        Class.forName(name, false, loader);
        loaded++;
      } catch (ClassNotFoundException | LinkageError e) {
        // It needs a class that is not there.
      }
    }
    return loaded;
  }

  @Test
  void classesOfTheClassPath() throws IOException {
    List<String> names = classesIn(jarOf(Assertions.class));

    assertThat(load(names, requireNonNull(getClass().getClassLoader()))).isGreaterThan(500);

    nothingIsLeft();
  }

  @Test
  void aJarOfTheClassPathThatIsOpenedForTheFirstTime() throws IOException {
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (each.endsWith(".jar")) {
        load(classesIn(Path.of(each)).stream().limit(3).toList(), getClass().getClassLoader());
      }
    }

    nothingIsLeft();
  }

  @Test
  void aClassLoaderThatIsClosed() throws IOException {
    Path jar = Files.copy(jarOf(Assertions.class), folder.resolve("copy.jar"));

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      assertThat(load(classesIn(jar), loader)).isGreaterThan(500);
      assertThat(watch.since(mark)).hasSize(1);
    }

    nothingIsLeft();
  }

  @Test
  void aJarReadByItsUrlWithoutTheCacheAndAsAFileSystem() throws IOException {
    Path jar = folder.resolve("own.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("a.txt"));
    }
    URLConnection connection =
        URI.create("jar:" + jar.toUri() + "!/a.txt").toURL().openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      assertThat(in.read()).isEqualTo(-1);
    }
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      assertThat(Files.exists(zip.getPath("a.txt"))).isTrue();
    }

    nothingIsLeft();
  }

  @Test
  void walkingThroughTheJdk() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.home")))) {
      assertThat(files.count()).isGreaterThan(50);
    }

    nothingIsLeft();
  }

  @Test
  void timeZones() {
    assertThat(TimeZone.getTimeZone("Europe/Berlin").useDaylightTime()).isTrue();
    ZoneId.getAvailableZoneIds().forEach(id -> assertThat(ZoneId.of(id).getRules()).isNotNull());

    nothingIsLeft();
  }

  @Test
  void secureRandomNumbers() throws NoSuchAlgorithmException {
    assertThat(new SecureRandom().generateSeed(4)).hasSize(4);
    SecureRandom.getInstance("NativePRNG").nextBytes(new byte[8]);

    nothingIsLeft();
  }

  @Test
  void aFlightRecording() throws IOException {
    assumeTrue(FlightRecorder.isAvailable());

    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadSleep");
      recording.start();
      nothingIsLeft();
      recording.dump(folder.resolve("recording.jfr"));
      recording.stop();
    }

    nothingIsLeft();
  }

  @Test
  void aLogFileThatIsClosed() throws IOException {
    FileHandler handler = new FileHandler(folder.resolve("a.log").toString());
    handler.publish(new LogRecord(Level.INFO, "something"));
    handler.close();

    nothingIsLeft();
  }

  /** On 21 and later they have pollers of their own, which the JVM opens when it needs them. */
  @Test
  void socketsOfVirtualThreads() throws IOException, InterruptedException {
    assumeTrue(VirtualThreads.isSupported());
    List<IOException> failures = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0)) {
      Thread accepting =
          VirtualThreads.start(
              "accepting",
              () -> {
                try (Socket accepted = server.accept()) {
                  assertThat(accepted.getInputStream().read()).isEqualTo(1);
                } catch (IOException e) {
                  failures.add(e);
                }
              });
      Thread connecting =
          VirtualThreads.start(
              "connecting",
              () -> {
                try (Socket client = new Socket("localhost", server.getLocalPort())) {
                  client.getOutputStream().write(1);
                  assertThat(client.getInputStream().read()).isEqualTo(-1);
                } catch (IOException e) {
                  failures.add(e);
                }
              });
      accepting.join();
      connecting.join();
    }
    assertThat(failures).isEmpty();

    nothingIsLeft();
  }

  @Test
  void aProcessThatEnded() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor()).isZero();

    // Its output is closed by the thread that waited for it.
    await().untilAsserted(this::nothingIsLeft);
  }

  @Test
  void aToolThatAttaches() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeTrue(Files.isExecutable(jcmd));
    String pid = Long.toString(ProcessHandle.current().pid());
    Process tool =
        new ProcessBuilder(jcmd.toString(), pid, "VM.uptime")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(tool.waitFor()).isZero();

    await().untilAsserted(this::nothingIsLeft);
  }

  /** Its agent gives the boot class loader a jar. */
  @Test
  void aMockOfAFinalClass() {
    assertThat(Mockito.mock(Optional.class).isPresent()).isFalse();

    await().untilAsserted(this::nothingIsLeft);
  }

  @Test
  void aWebServerThatIsStopped() throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    web.start();
    try (Socket client = new Socket(web.getAddress().getAddress(), web.getAddress().getPort())) {
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
    } finally {
      web.stop(0);
    }

    await().untilAsserted(this::nothingIsLeft);
  }

  @Test
  void looksOfOtherThreads() throws InterruptedException {
    List<Thread> looking = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int look = 0; look < 50; look++) {
                  watch.since(watch.exactMark());
                }
              });
      thread.start();
      looking.add(thread);
    }
    try {
      for (int look = 0; look < 50; look++) {
        nothingIsLeft();
      }
    } finally {
      for (Thread each : looking) {
        each.join();
      }
    }
  }
}
