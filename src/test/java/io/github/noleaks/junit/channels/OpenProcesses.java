package io.github.noleaks.junit.channels;

import io.github.noleaks.VerifyNoLeaks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Suites about child processes. */
final class OpenProcesses {
  private OpenProcesses() {}

  static Process start(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    Kept.keep(
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        });
    return process;
  }

  @VerifyNoLeaks
  static class LeakyTests {
    @Test
    void leaves() throws Exception {
      start("sleep", "1000");
    }

    @Test
    void leavesFamily() throws Exception {
      start("sh", "-c", "sleep 1000 & wait");
    }

    @Test
    void ends() throws Exception {
      start("sleep", "1000").destroyForcibly().waitFor();
    }

    @Test
    void lets() throws Exception {
      start("true").waitFor();
    }
  }

  /** It is the class's, and the class ends it. */
  @VerifyNoLeaks
  static class WithFixture {
    private static Process process;

    @BeforeAll
    static void begin() throws Exception {
      process = start("sleep", "1000");
    }

    @AfterAll
    static void end() throws Exception {
      process.destroyForcibly().waitFor();
    }

    @Test
    void uses() throws Exception {
      start("true").waitFor();
    }
  }

  /** It is the class's, and the class forgets it. */
  @VerifyNoLeaks
  static class WithForgottenFixture {
    @BeforeAll
    static void begin() throws Exception {
      start("sleep", "1000");
    }

    @Test
    void uses() throws Exception {
      start("true").waitFor();
    }
  }
}
