package io.github.noleaks.internal.watch;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's dump of all threads, virtual ones included, as JDK 21 and later write it to a file.
 * Such a file lives only as long as it is read. Thread-safe.
 */
class ThreadDump {
  private static final AtomicLong COUNT = new AtomicLong();

  private final List<Path> folders;
  private volatile @Nullable String problem;

  ThreadDump() {
    this(
        List.of(
            Path.of(System.getProperty("java.io.tmpdir")),
            Path.of("target"),
            Path.of("build"),
            Path.of("")));
  }

  /** With the folders to try, the first that can be written to is used. */
  ThreadDump(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * The virtual threads that live now.
   *
   * @throws IOException if there is no dump to be had; {@link #problem()} then says why
   */
  synchronized List<LeakedThread> virtualThreads() throws IOException {
    // A test may leave its thread interrupted; the JDK cannot write its file then.
    boolean interrupted = Thread.interrupted();
    try {
      return readFromFirst();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<LeakedThread> readFromFirst() throws IOException {
    IOException first = null;
    for (Path folder : folders) {
      try {
        List<LeakedThread> threads = readFrom(folder);
        problem = null;
        return threads;
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    problem =
        "virtual threads cannot be listed on this JVM ("
            + first
            + "): let the JVM write to java.io.tmpdir";
    throw first == null ? new IOException("no folder to write to") : first;
  }

  /** Why the last dump failed, with the remedy; empty if it did not. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private static List<LeakedThread> readFrom(Path folder) throws IOException {
    // The JDK wants an absolute path to a file that does not exist yet.
    Path file =
        folder
            .toAbsolutePath()
            .resolve(
                "noleaks-threads-%d-%d.json"
                    .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    try {
      Files.deleteIfExists(file);
      write(file);
      try (Reader reader = Files.newBufferedReader(file)) {
        return ThreadDumpReader.virtualThreads(reader, PlatformThreads.ids());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // The format is an enum that 17 does not have.
  private static void write(Path file) throws IOException {
    try {
      Object bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      Class format = Class.forName(HotSpotDiagnosticMXBean.class.getName() + "$ThreadDumpFormat");
      Method dump = HotSpotDiagnosticMXBean.class.getMethod("dumpThreads", String.class, format);
      dump.invoke(bean, file.toString(), Enum.valueOf(format, "JSON"));
    } catch (InvocationTargetException e) {
      throw new IOException(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new IOException(e);
    }
  }
}
