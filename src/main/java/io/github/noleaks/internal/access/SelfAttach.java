package io.github.noleaks.internal.access;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Attaches the agent to this JVM, by a helper process. */
final class SelfAttach {
  private static final String HELPER = "io.github.noleaks.agent.Attach";
  private static final String THROWN = "Exception in thread \"main\" ";
  private static final long MOST_SECONDS = 20;
  private static final int LONGEST_OUTPUT = 2_000;

  private SelfAttach() {}

  /**
   * Attaches, and waits until the agent has started.
   *
   * @throws IOException if that did not work
   */
  static void run() throws IOException {
    try (AgentJar jar = AgentJar.find()) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx64m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              jar.file().toString(),
              HELPER,
              Long.toString(ProcessHandle.current().pid()),
              jar.file().toString());
      // What an agent of the build would do in the tests' JVM is not wanted in this one.
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().remove("JDK_JAVA_OPTIONS");
      await(OwnProcesses.start(builder.redirectErrorStream(true)));
    }
  }

  /** Not by one long wait: a test may have left its thread interrupted. */
  private static void await(Process helper) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      helper.getOutputStream().close();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
      boolean ended = false;
      while (!ended && System.nanoTime() < deadline) {
        try {
          ended = helper.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (!ended) {
        throw new IOException("the helper process did not end within %d s".formatted(MOST_SECONDS));
      }
      if (helper.exitValue() != 0) {
        throw new IOException(complaint(helper));
      }
    } finally {
      helper.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String complaint(Process helper) throws IOException {
    byte[] said = helper.getInputStream().readNBytes(LONGEST_OUTPUT);
    String text = new String(said, Charset.defaultCharset());
    return text.lines()
        .filter(line -> line.startsWith(THROWN))
        .map(line -> line.substring(THROWN.length()))
        .findFirst()
        .or(() -> text.lines().findFirst())
        .orElse("the helper process ended with " + helper.exitValue());
  }
}
