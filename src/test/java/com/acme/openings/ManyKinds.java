package com.acme.openings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.noleaks.internal.watch.OpeningWatch;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Opens everything there is, in a JVM of its own, and prints what the watch tells of it. */
@SuppressWarnings("StreamResourceLeak") // Which is what this is about.
public final class ManyKinds {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int MANY = 10_000;

  private final Path folder;
  private final Path file;
  private final Path jar;
  private final Scenario scenario;

  private ManyKinds(Path folder) throws Exception {
    this.folder = folder;
    scenario = new Scenario(folder.toString());
    file = Files.writeString(folder.resolve("orders.csv"), "1;2\n3;4\n");
    jar = folder.resolve("orders.jar");
    try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(jar.toFile()))) {
      out.putNextEntry(new ZipEntry("orders.csv"));
      out.write(1);
    }
  }

  /**
   * Runs all.
   *
   * @param args a folder
   */
  public static void main(String[] args) throws Exception {
    ManyKinds kinds = new ManyKinds(Path.of(args[0]));
    kinds.scenario.print("active", Boolean.toString(OpeningWatch.shared().isActive()));
    kinds.scenario.print("problem", OpeningWatch.shared().problem().orElse("none"));
    kinds.files();
    kinds.folders();
    new NetworkKinds(kinds.folder, kinds.scenario).run();
    kinds.others();
    kinds.dropped();
    kinds.processes();
    new Circumstances(kinds.file, kinds.scenario).run();
    kinds.noise();
  }

  private void files() {
    String path = file.toString();
    scenario.run("FileInputStream", () -> new FileInputStream(path));
    scenario.run("FileOutputStream", () -> new FileOutputStream(path, true));
    scenario.run("RandomAccessFile", () -> new RandomAccessFile(path, "r"));
    scenario.run("RandomAccessFile rw", () -> new RandomAccessFile(path, "rw"));
    scenario.run("FileReader", () -> new BufferedReader(new FileReader(path, UTF_8)));
    scenario.run("FileChannel", () -> FileChannel.open(file, StandardOpenOption.WRITE));
    scenario.run("channel of a stream", () -> new FileInputStream(path).getChannel());
    scenario.run("newInputStream", () -> Files.newInputStream(file));
    scenario.run("newBufferedReader", () -> Files.newBufferedReader(file));
    scenario.run("lines", () -> Files.lines(file));
    scenario.run(
        "AsynchronousFileChannel",
        () -> AsynchronousFileChannel.open(file, StandardOpenOption.READ));
    scenario.run(
        "two streams of one descriptor",
        () -> {
          RandomAccessFile random = new RandomAccessFile(path, "r");
          return new FileInputStream(random.getFD());
        });
    scenario.run("ZipFile", () -> new ZipFile(jar.toFile()));
    scenario.run("JarFile", () -> new JarFile(jar.toFile()));
    scenario.run("zip file system", () -> FileSystems.newFileSystem(jar));
    scenario.run(
        "a file that is not there",
        () -> {
          try {
            return new FileInputStream("not-there");
          } catch (java.io.FileNotFoundException e) {
            return null;
          }
        });
    scenario.run(
        "a stream of a user's class",
        () ->
            new FileInputStream(path) {
              @Override
              public int hashCode() {
                throw new IllegalStateException();
              }

              @Override
              public boolean equals(Object other) {
                throw new IllegalStateException();
              }
            });
  }

  private void folders() {
    scenario.run("newDirectoryStream", () -> Files.newDirectoryStream(folder));
    scenario.run("list", () -> Files.list(folder));
    scenario.run(
        "walk",
        () -> {
          Stream<Path> walk = Files.walk(folder);
          walk.iterator().next();
          return walk;
        });
    scenario.run(
        "exhausted folder",
        () -> {
          DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
          stream.forEach(each -> {});
          return stream;
        });
  }

  private void others() {
    scenario.run(
        "Pipe",
        () -> {
          Pipe pipe = Pipe.open();
          return () -> {
            pipe.source().close();
            pipe.sink().close();
          };
        });
    scenario.run("Selector", Selector::open);
    scenario.run("WatchService", () -> FileSystems.getDefault().newWatchService());
  }

  private void dropped() throws Exception {
    String path = file.toString();
    scenario.drop("FileInputStream", () -> new FileInputStream(path).read());
    scenario.drop("newInputStream", () -> Files.newInputStream(file).read());
    scenario.drop("list", () -> Files.list(folder).forEach(each -> {}));
    scenario.drop("ZipFile", () -> new ZipFile(jar.toFile()).size());
    scenario.drop("Selector", () -> Selector.open().isOpen());
    try (ServerSocket server = new ServerSocket(0, 9, LOOPBACK)) {
      scenario.drop("Socket", () -> new Socket(LOOPBACK, server.getLocalPort()).isBound());
      Socket client = new Socket(LOOPBACK, server.getLocalPort());
      server.accept().close();
      scenario.drop("accept", () -> server.accept().isBound());
      client.close();
    }
    scenario.drop("DatagramChannel", () -> DatagramChannel.open().bind(null).isOpen());
    scenario.drop("ServerSocket", () -> new ServerSocket(0).isBound());
  }

  private void processes() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
    var opening = OpeningWatch.shared().startOf(process.pid());
    scenario.print(
        "process",
        opening == null
            ? "unknown"
            : opening.origin().stack().stream().map(StackTraceElement::getMethodName).toList()
                + "");
    process.getInputStream().readAllBytes();
    process.waitFor();
  }

  private void noise() {
    long mark = OpeningWatch.shared().mark();
    scenario.run(
        "class loading",
        () -> {
          var urls = new java.net.URL[] {jar.toUri().toURL()};
          try (var loader = new java.net.URLClassLoader(urls)) {
            for (int i = 0; i < MANY; i++) {
              try {
                loader.loadClass("com.acme.NotThere" + i);
              } catch (ClassNotFoundException e) {
                // As it should be.
              }
            }
          }
          return null;
        });
    scenario.run(
        "jar URLs",
        () -> {
          var url = new java.net.URL("jar:" + jar.toUri() + "!/orders.csv");
          for (int i = 0; i < MANY / 100; i++) {
            url.openStream().read();
          }
          return null;
        });
    scenario.run(
        "resources",
        () -> {
          for (String each :
              List.of("/java/lang/Object.class", "/org/assertj/core/api/Assert.class")) {
            var in = ManyKinds.class.getResourceAsStream(each);
            if (in != null) {
              in.read();
            }
          }
          return null;
        });
    scenario.run(
        "random",
        () -> {
          new java.security.SecureRandom().nextInt();
          return null;
        });
    scenario.run(
        "time zones and locales",
        () -> {
          java.util.TimeZone.getTimeZone("Europe/Berlin").getOffset(0);
          scenario.print("a date", String.format(java.util.Locale.FRENCH, "%tA", LocalDate.MIN));
          return null;
        });
    scenario.print("all of it", OpeningWatch.shared().since(mark).toString());
  }
}
