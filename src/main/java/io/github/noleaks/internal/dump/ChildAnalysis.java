package io.github.noleaks.internal.dump;

import com.google.gson.Gson;
import io.github.noleaks.internal.access.OwnProcesses;
import io.github.noleaks.internal.evidence.HeapAnalysis;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The analysis in a JVM of its own, for test JVMs that have no memory to spare. */
public final class ChildAnalysis {
  private static final long MOST_SECONDS = 120;
  private static final long MEGABYTE = 1 << 20;
  private static final int LONGEST_OUTPUT = 500;

  private ChildAnalysis() {}

  /**
   * The child's part.
   *
   * @param args the dump, the file that holds the question, the file for the answer
   * @throws IOException if one of them cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    HeapQuestion question =
        Objects.requireNonNull(
            new Gson().fromJson(Files.readString(Path.of(args[1])), HeapQuestion.class));
    HeapEvidence evidence = HeapAnalysis.of(Path.of(args[0]), question);
    Files.writeString(Path.of(args[2]), new Gson().toJson(evidence));
  }

  /**
   * The parent's part: starts the child and waits for it.
   *
   * @param bytes how much memory the child needs
   * @throws IOException if it could not be started, or gave no answer
   */
  static HeapEvidence run(HeapDump dump, HeapQuestion question, long bytes) throws IOException {
    Path asked = dump.folder().resolve("question.json");
    Path answer = dump.folder().resolve("answer.json");
    Path output = dump.folder().resolve("output.txt");
    try {
      Files.writeString(asked, new Gson().toJson(question));
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx" + (bytes / MEGABYTE + 1) + "m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              classPath(),
              ChildAnalysis.class.getName(),
              dump.file().toString(),
              asked.toString(),
              answer.toString());
      // What an agent of the build would do in the tests' JVM is not wanted in this one.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      await(OwnProcesses.start(builder), output);
      return Objects.requireNonNull(
          new Gson().fromJson(Files.readString(answer), HeapEvidence.class));
    } finally {
      Files.deleteIfExists(asked);
      Files.deleteIfExists(answer);
      Files.deleteIfExists(output);
    }
  }

  /** Not by one long wait: a test may have left its thread interrupted. */
  private static void await(Process child, Path output) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      boolean ended = false;
      while (!ended && System.nanoTime() < deadline) {
        try {
          ended = child.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (!ended) {
        throw new IOException("it did not end within %d s".formatted(MOST_SECONDS));
      }
      if (child.exitValue() != 0) {
        String said = Files.readString(output).strip();
        throw new IOException(
            "it ended with %d: %s"
                .formatted(
                    child.exitValue(), said.substring(0, Math.min(LONGEST_OUTPUT, said.length()))));
      }
    } finally {
      child.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Where our classes and those of Gson come from; in the jar both are in one place. */
  private static String classPath() throws IOException {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type : List.of(ChildAnalysis.class, Gson.class)) {
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source == null) {
        throw new IOException("it is not known where " + type.getName() + " comes from");
      }
      places.add(Path.of(java.net.URI.create(source.getLocation().toString())).toString());
    }
    return String.join(System.getProperty("path.separator"), places);
  }
}
