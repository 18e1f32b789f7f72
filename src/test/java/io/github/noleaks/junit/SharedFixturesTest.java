package io.github.noleaks.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.random.RandomSuitesMain;
import io.github.noleaks.testing.SharedFixturesSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of correct tests over warm pools, a scheduler, a timer, loops and an HTTP server, while
 * other threads keep the processors busy. The benchmark SharedFixturesSoak runs thousands.
 */
class SharedFixturesTest {

  @Test
  void noneIsAFalseAlarmWithAccess() throws Exception {
    assertGreen(RandomSuitesMain.ACCESS, "auto");
  }

  @Test
  void noneIsAFalseAlarmWithoutAccess() throws Exception {
    assertGreen(List.of(), "off");
  }

  /** In a JVM of its own: the fixtures that serve the run are older than it. */
  private static void assertGreen(List<String> options, String access)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SharedFixturesSuite.class.getName(), "1", access, "2"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      assertThat(printed).contains("300 tests, 0 false alarms");
    } finally {
      process.destroyForcibly();
    }
  }
}
