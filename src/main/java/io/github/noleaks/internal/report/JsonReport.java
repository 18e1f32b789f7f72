package io.github.noleaks.internal.report;

import com.google.gson.stream.JsonWriter;
import io.github.noleaks.LeakReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The same facts as JSON, in one file a JVM that comes into being with the first report. The file
 * is a whole JSON document after each report. Its name holds the JVM's start time and process id,
 * so that forks and reruns never overwrite each other. Thread-safe.
 */
public final class JsonReport {

  private static final int SCHEMA = 1;
  private static final byte[] END = "\n]}\n".getBytes(StandardCharsets.UTF_8);
  private static final int MOST_NAMES = 1_000;

  private static final String START =
      "noleaks-" + ManagementFactory.getRuntimeMXBean().getStartTime();

  private final Path folder;
  private @Nullable Path file;

  /** Where the next report goes: over the brackets that close the document. */
  private long end;

  /**
   * Names the folder; nothing is written yet.
   *
   * @param folder the folder, made with the first report if it is missing
   */
  public JsonReport(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a report behind those already in the file. Never throws: a failure to write is told on
   * the console, once.
   *
   * @param report the report
   */
  public synchronized void add(LeakReport report) {
    try {
      String json = json(report);
      // A build that cleans up while its tests run may have deleted the file.
      if (file == null || Files.notExists(file)) {
        Path created = create();
        end = write(created, 0, start() + json);
        file = created;
      } else {
        end = write(file, end, ",\n" + json);
      }
    } catch (IOException | RuntimeException e) {
      Console.once(
          "NoLeaks: the JSON report in "
              + folder.toAbsolutePath()
              + " cannot be written ("
              + Wording.printable(e.toString())
              + "): make room or make the folder writable, or set noleaks.report.dir to another"
              + " one");
    }
  }

  /**
   * The file.
   *
   * @return its path, or empty as long as nothing has been written
   */
  public synchronized Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  private Path create() throws IOException {
    Files.createDirectories(folder);
    String name = START + '-' + ProcessHandle.current().pid();
    for (int i = 2; ; i++) {
      try {
        return Files.createFile(folder.resolve(name + ".json"));
      } catch (FileAlreadyExistsException e) {
        // Another class loader of this JVM, or a JVM in another container: take the next name.
        if (i > MOST_NAMES) {
          throw e;
        }
        name = START + '-' + ProcessHandle.current().pid() + '-' + i;
      }
    }
  }

  /**
   * Closes the file each time: an open one could not be deleted on Windows. Not by a channel, which
   * would fail if the test has left its thread interrupted.
   */
  private static long write(Path file, long position, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(position);
      out.write(ByteBuffer.allocate(bytes.length + END.length).put(bytes).put(END).array());
      // What a write that failed half-way may have left.
      out.setLength(out.getFilePointer());
    }
    return position + bytes.length;
  }

  private static String start() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      out.beginObject();
      out.name("schema").value(SCHEMA);
      out.name("jvm").beginObject();
      out.name("pid").value(ProcessHandle.current().pid());
      out.name("version").value(System.getProperty("java.version"));
      out.name("vendor").value(System.getProperty("java.vendor"));
      out.name("os").value(System.getProperty("os.name"));
      out.endObject();
      out.name("started")
          .value(
              Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
      out.name("reports").beginArray().endArray();
      out.endObject();
    }
    String whole = text.toString();
    return whole.substring(0, whole.length() - "]}".length()) + '\n';
  }

  private static String json(LeakReport report) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter out = new JsonWriter(text);
    new LeakJson(out).report(report);
    out.flush();
    return text.toString();
  }
}
