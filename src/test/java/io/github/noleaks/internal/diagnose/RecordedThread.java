package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread that a library left behind when it was run. The user's code that started the library
 * stands as {@code com.acme.waits.ExecutorWaits.start}, a class that lies in a folder.
 *
 * @param library the library whose hint it should get, {@code -} if none
 * @param run what was run
 * @param thread the thread, without who created it
 * @param created who created it, or {@code null} if it carried no tag
 */
record RecordedThread(String library, String run, LeakedThread thread, @Nullable Origin created) {

  /** All that were recorded. */
  static List<RecordedThread> all() {
    return read("library-threads.txt");
  }

  static List<RecordedThread> read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(RecordedThread.class.getResourceAsStream(resource))) {
      List<RecordedThread> threads = new ArrayList<>();
      for (String block :
          new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n\n", -1)) {
        if (block.charAt(0) != '#') {
          threads.add(parse(threads.size() + 1, block.lines().toList()));
        }
      }
      return threads;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedThread parse(long id, List<String> lines) {
    String[] head = lines.get(0).split(": ", 2);
    String[] facts = lines.get(1).split(" \\|\\| ", -1);
    LeakedThread thread =
        new LeakedThread(
            id,
            facts[0],
            facts[1],
            "main",
            Thread.State.valueOf(facts[2]),
            true,
            false,
            frames(lines.get(2)),
            null);
    Origin origin =
        lines.size() < 4
            ? null
            : new Origin("ATest.test()", "main", 1, frames(lines.get(3)), null, null);
    return new RecordedThread(head[0], head[1], thread, origin);
  }

  static List<StackTraceElement> frames(String line) {
    return Arrays.stream(line.substring(line.indexOf(' ') + 1).split(" < ", -1))
        .map(RecordedThread::frame)
        .toList();
  }

  static StackTraceElement frame(String name) {
    int dot = name.lastIndexOf('.');
    String type = name.substring(0, dot);
    boolean jdk =
        type.startsWith("java.")
            || type.startsWith("jdk.")
            || type.startsWith("sun.")
            || type.startsWith("com.sun.net.");
    boolean lambda = type.contains("$$Lambda");
    return new StackTraceElement(
        null,
        jdk ? "java.base" : null,
        null,
        type,
        name.substring(dot + 1),
        lambda ? null : "A.java",
        lambda ? -1 : 1);
  }

  LeakedThread withCreator() {
    return thread.withOrigin(created);
  }

  @Override
  public String toString() {
    return run + ": " + thread.name();
  }
}
