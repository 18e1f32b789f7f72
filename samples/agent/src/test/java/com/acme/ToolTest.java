package com.acme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A tool that the tests start: this JVM's own, since every machine has it. */
class ToolTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Reads what to do from its input, and so waits for ever. */
  private static Process start() throws IOException {
    return new ProcessBuilder(JAVA, "-Xmx16m", "-cp", "target/test-classes", "com.acme.Tool")
        .start();
  }

  @Test
  void endsTheTool() throws Exception {
    Process tool = start();
    tool.destroy();
    tool.waitFor();
  }

  @Test
  void forgetsTheTool() throws Exception {
    Process tool = start();
    assertTrue(tool.isAlive());
  }
}
