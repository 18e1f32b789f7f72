package io.github.noleaks.junit.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ClassPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the agent each opening is known, and so is the line that made it. */
class WithAgentTest {
  @TempDir static Path folder;

  private static Path agent;

  @BeforeAll
  static void makeAgent() throws Exception {
    agent = ClassPaths.jar(folder.resolve("noleaks.jar"));
  }

  /** The reports of the tests that failed, by their names. */
  private static Map<String, String> run(Class<?> tests, String... settings) throws Exception {
    return run(List.of(tests), settings);
  }

  private static Map<String, String> run(List<Class<?>> tests, String... settings)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + agent);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SuiteMain.class.getName());
    tests.forEach(each -> command.add(each.getName()));
    command.addAll(List.of(settings));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s", command).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    String printed = Files.readString(out);
    assertThat(printed).contains(SuiteMain.DONE).doesNotContain("NoLeaks could not");
    Map<String, String> failed = new LinkedHashMap<>();
    for (String part : printed.split(SuiteMain.FAILED, -1)) {
      String name = part.lines().findFirst().orElse("");
      failed.put(name, part.substring(name.length()));
    }
    failed.remove(printed.split(SuiteMain.FAILED, -1)[0].lines().findFirst().orElse(""));
    return failed;
  }

  @Test
  void eachKindIsToldWithItsOpener() throws Exception {
    Map<String, String> failed = run(List.of(Twins.LeakyTests.class, Twins.CarefulTests.class));

    assertThat(failed).hasSize(ChannelKind.values().length);
    for (ChannelKind each : ChannelKind.values()) {
      String report = failed.get("leaves#" + (List.of(ChannelKind.values()).indexOf(each) + 1));
      assertThat(report)
          .as("%s: %s", each, failed.keySet())
          .contains(each.toString())
          .contains(".open(ChannelKind.java:")
          .contains(each.target)
          .contains(each.kind.label() + " OPEN")
          .contains("opened by");
    }
  }

  @Test
  void whatIsForgottenIsTold() throws Exception {
    Map<String, String> failed = run(Twins.DroppingForEverTests.class);

    assertThat(failed.keySet()).hasSize(ChannelKind.values().length);
    assertThat(failed.values())
        .filteredOn(report -> report.contains("opened and dropped"))
        .hasSizeGreaterThan(ChannelKind.values().length - 4)
        .allMatch(report -> report.contains(".open(ChannelKind.java:"));
  }

  @Test
  void correctTestsAreQuiet() throws Exception {
    assertThat(run(QuietUses.class, "noleaks.settle=1s")).isEmpty();
  }

  @Test
  void ownersAreKnown() throws Exception {
    assertThat(
            run(
                List.of(
                    FixtureSuites.LazyStatic.class,
                    FixtureSuites.LazyInstance.class,
                    FixtureSuites.InConstructor.class,
                    FixtureSuites.Various.class)))
        .containsOnlyKeys("uses", "a_fails", "d_ignoresAnother", "e_leavesTwo");
  }

  @Test
  void besideOtherTestsItsOwnTestFails() throws Exception {
    Map<String, String> failed =
        run(
            FixtureSuites.Parallel.class,
            "junit.jupiter.execution.parallel.enabled=true",
            "junit.jupiter.execution.parallel.config.strategy=fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism=2");

    assertThat(failed).containsOnlyKeys("leaves");
  }

  /** A thread of the client opens the connection, and that is the class's. */
  @Test
  void bodiesOfHttpResponsesThatAreNotClosedAreTold() throws Exception {
    Map<String, String> failed = run(HttpBodies.class, "noleaks.settle=2s");

    assertThat(failed).isNotEmpty().doesNotContainKeys("reads", "closesUnread");
    assertThat(failed.values()).anyMatch(report -> report.contains("socket OPEN"));
  }

  @Test
  void processesAreToldWithTheirStart() throws Exception {
    Map<String, String> failed = run(OpenProcesses.LeakyTests.class);

    assertThat(failed).containsOnlyKeys("leaves", "leavesFamily");
    assertThat(failed.get("leaves"))
        .contains("left 1 process behind")
        .contains("OpenProcesses.start(OpenProcesses.java:");
  }
}
