package io.github.noleaks.internal.dump;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A heap dump of this JVM in a folder of its own. Closing deletes both, unless the dump is to be
 * kept. Not thread-safe.
 */
final class HeapDump implements AutoCloseable {
  private static final AtomicLong COUNT = new AtomicLong();
  private static final long SPARE_BYTES = 64L << 20;

  private final Path folder;
  private final Path file;
  private final boolean kept;

  private HeapDump(Path folder, Path file, boolean kept) {
    this.folder = folder;
    this.file = file;
    this.kept = kept;
  }

  /** Why no dump can be had here; the message is for the report. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    Unavailable(String message) {
      super(message);
    }
  }

  /**
   * Takes one, in the first folder that can be written to.
   *
   * @param keepIn the folder to keep it in, or {@code null}
   * @param bytes how large it will be, about
   * @param live whether to leave out what can be collected: to collect that costs less than to
   *     write and read it. But the garbage collector also closes what was dropped
   * @throws Unavailable if there is none to be had
   */
  static HeapDump take(@Nullable Path keepIn, long bytes, boolean live) throws Unavailable {
    HotSpotDiagnosticMXBean bean = bean();
    List<Path> folders =
        keepIn == null
            ? List.of(
                Path.of(System.getProperty("java.io.tmpdir")), Path.of("target"), Path.of("build"))
            : List.of(keepIn);
    String first = null;
    for (Path folder : folders) {
      try {
        return take(bean, folder, keepIn != null, bytes, live);
      } catch (IOException | RuntimeException e) {
        first = first == null ? folder + ": " + e : first;
      }
    }
    throw new Unavailable("no heap dump could be written (" + first + ")");
  }

  private static HotSpotDiagnosticMXBean bean() throws Unavailable {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (bean != null) {
        return bean;
      }
    } catch (RuntimeException | LinkageError e) {
      // Then there is none.
    }
    throw new Unavailable("this JVM writes no heap dumps that NoLeaks can read; HotSpot does");
  }

  private static HeapDump take(
      HotSpotDiagnosticMXBean bean, Path parent, boolean keep, long bytes, boolean live)
      throws IOException {
    if (keep) {
      Files.createDirectories(parent);
    }
    Path folder = Files.createTempDirectory(parent.toAbsolutePath(), "noleaks-heap-");
    Path file =
        folder.resolve(
            "noleaks-%d-%d.hprof"
                .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    HeapDump dump = new HeapDump(folder, file, keep);
    try {
      long room = Files.getFileStore(folder).getUsableSpace();
      if (room < bytes + SPARE_BYTES) {
        throw new IOException("%,d bytes are left on the disk".formatted(room));
      }
      bean.dumpHeap(file.toString(), live);
      return dump;
    } catch (IOException | RuntimeException | Error e) {
      dump.delete();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  Path folder() {
    return folder;
  }

  boolean isKept() {
    return kept;
  }

  @Override
  public void close() {
    if (!kept) {
      delete();
    }
  }

  private void delete() {
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The next best: when the JVM ends.
      file.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
    }
  }
}
