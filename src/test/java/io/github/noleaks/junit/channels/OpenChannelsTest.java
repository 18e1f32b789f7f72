package io.github.noleaks.junit.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Verdict;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tests leave open is told without any flag: from the descriptors and the heap. */
class OpenChannelsTest {

  @BeforeEach
  void begin() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the list of descriptors");
    Kept.startServer();
  }

  @AfterEach
  void closeAll() throws Exception {
    Kept.closeAll();
  }

  private static Suite suite(Class<?>... tests) {
    return Suite.of(tests)
        .with("noleaks.heap", "auto")
        .with("noleaks.heap.share", "100%")
        .with("noleaks.heap.dumps", "1000000");
  }

  private static Results run(Class<?>... tests) {
    return suite(tests).run();
  }

  @Test
  void eachKindThatIsHeldIsTold() {
    Results results = run(Twins.LeakyTests.class);

    for (ChannelKind each : ChannelKind.values()) {
      LeakReport report = results.reportOf("leaves#" + number(each));
      // The ends of a pipe have nothing in common that can be seen.
      int findings = each == ChannelKind.PIPE ? 2 : 1;
      assertThat(report.leaks()).as("%s: %s", each, report).hasSize(findings);
      Leak leak = report.leaks().get(0);
      if (each == ChannelKind.WATCH_SERVICE) {
        // Its thread tells.
        assertThat(leak.summary()).isEqualTo("WatchService never closed");
        continue;
      }
      assertThat(leak.verdict()).isEqualTo(Verdict.OPEN);
      assertThat(leak.channels()).isNotEmpty();
      OpenChannel channel = leak.channels().get(0);
      assertThat(channel.dropped()).as("%s", each).isFalse();
      assertKind(each, channel);
    }
  }

  /** Of the invocation with it. */
  private static int number(ChannelKind kind) {
    return List.of(ChannelKind.values()).indexOf(kind) + 1;
  }

  private static void assertKind(ChannelKind expected, OpenChannel channel) {
    // The system knows a zip file as a file, and an asynchronous channel as what it is.
    if (expected.kind != OpenChannel.Kind.ARCHIVE) {
      assertThat(channel.kind()).as("%s: %s", expected, channel).isEqualTo(expected.kind);
    }
    assertThat(channel.target()).as("%s: %s", expected, channel).contains(expected.target);
  }

  @Test
  void eachKindThatIsClosedIsQuiet() {
    assertThat(run(Twins.CarefulTests.class).failed()).isEmpty();
  }

  @Test
  void whatIsForgottenIsToldAsDropped() {
    Results results = run(Twins.DroppingTests.class);

    // The collector may have closed some of them before anybody has looked.
    assertThat(results.failed()).hasSizeGreaterThan(4);
    for (String each : results.failed()) {
      assertThat(results.reportOf(each).leaks().get(0).channels())
          .as(each)
          .allMatch(OpenChannel::dropped);
    }
  }

  @Test
  void namesWhoHoldsIt() {
    LeakReport report = run(FixtureSuites.InField.class).reportOf("leaves");

    assertThat(report.text())
        .contains("left 1 channel behind")
        .contains("→ 127.0.0.1:")
        .contains("held by     static io.github.noleaks.junit.channels.Kept.OPEN → java.net.Socket")
        .contains("start the tests' JVM with -javaagent:noleaks.jar");
  }

  @Test
  void whatFieldsOfTheClassHoldIsTheClasss() {
    assertThat(run(FixtureSuites.LazyStatic.class).failed()).isEmpty();
    assertThat(run(FixtureSuites.LazyInstance.class).failed()).isEmpty();
  }

  @Test
  void theClassIsToldOfWhatItForgets() {
    Results results = run(FixtureSuites.ForgottenStatic.class);

    assertThat(results.failed()).hasSize(1).doesNotContain("uses()", "uses");
    assertThat(results.reportOf(results.failed().get(0)).channels()).hasSize(1);
  }

  @Test
  void whatConstructorsOpenIsTold() {
    assertThat(run(FixtureSuites.InConstructor.class).failed()).hasSize(1);
  }

  @Test
  void failingAndExcusedTests() {
    Results results = run(FixtureSuites.Various.class);

    assertThat(results.failed()).containsExactly("a_fails", "d_ignoresAnother", "e_leavesTwo");
    assertThat(results.failureOf("a_fails").orElseThrow())
        .isNotInstanceOf(LeaksFoundError.class)
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .singleElement()
                    .asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.type(LeaksFoundError.class))
                    .satisfies(
                        leaks ->
                            assertThat(leaks.report().channels().get(0).target())
                                .endsWith("failed.csv (read)")));
    assertThat(results.reportOf("d_ignoresAnother").channels()).hasSize(1);
    assertThat(results.reportOf("e_leavesTwo").channels()).hasSize(2);
  }

  @Test
  void channelsAndProcessesCanBeLeftOut() {
    assertThat(
            suite(FixtureSuites.InField.class).with("noleaks.detect", "processes").run().failed())
        .isEmpty();
    assertThat(
            suite(OpenProcesses.LeakyTests.class).with("noleaks.detect", "channels").run().failed())
        .isEmpty();
  }

  @Test
  void besideOtherTestsTheEndOfTheRunTells() {
    Results results =
        suite(FixtureSuites.Parallel.class)
            .with("junit.jupiter.execution.parallel.enabled", "true")
            .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
            .run();

    assertThat(results.failed()).hasSize(1).doesNotContain("leaves", "passes");
    LeakReport report = results.reportOf(results.failed().get(0));
    assertThat(report.channels()).hasSize(1);
    assertThat(report.leaks().get(0).startedIn()).contains("Parallel.leaves()");
  }

  @Test
  void correctTestsAreQuiet() {
    assertThat(suite(QuietUses.class).with("noleaks.settle", "1s").run().failed()).isEmpty();
  }

  @Test
  void bodiesOfHttpResponsesThatAreNotClosedAreTold() {
    // The server needs a moment to see that its client has gone.
    Results results = suite(HttpBodies.class).with("noleaks.settle", "2s").run();

    // The client is the class's; and in the test the server is stuck.
    assertThat(results.failed()).containsExactly("HttpBodies", "leaves");
    assertThat(results.reportOf("HttpBodies").channels()).hasSize(1);
  }

  @Test
  void processesAreTold() {
    Results results = run(OpenProcesses.LeakyTests.class);

    assertThat(results.failed()).containsExactly("leaves", "leavesFamily");
    LeakReport one = results.reportOf("leaves");
    assertThat(one.leaks()).as("%s", one).hasSize(1);
    assertThat(one.processes().get(0).command()).contains("sleep 1000");
    assertThat(one.processes().get(0).descendants()).isZero();
    assertThat(results.reportOf("leavesFamily").processes().get(0).descendants()).isEqualTo(1);
  }

  @Test
  void processesOfTheClassAreTheClasss() {
    assertThat(run(OpenProcesses.WithFixture.class).failed()).isEmpty();

    Results results = run(OpenProcesses.WithForgottenFixture.class);
    assertThat(results.failed()).hasSize(1).doesNotContain("uses");
    assertThat(results.reportOf(results.failed().get(0)).processes()).hasSize(1);
  }
}
