package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.check.Settings;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said to NoLeaks, and what it answers to what cannot be meant. */
class ConfigurationTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private static Configuration configuration(Map<String, String> values) {
    return new Configuration(
        new Parameters(key -> Optional.ofNullable(values.get(key)), values.keySet()));
  }

  @Test
  void defaultsAreThoseOfTheTable() {
    Settings settings = configuration(Map.of()).settings();

    assertThat(settings.check()).isEqualTo(Check.FAIL);
    assertThat(settings.scope()).isEqualTo(Scope.METHOD);
    assertThat(settings.settle()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.failedTests()).isEqualTo(FailedTests.REPORT);
    assertThat(settings.detect()).containsExactlyInAnyOrder(Resource.values());
    assertThat(configuration(Map.of()).selfTest()).isTrue();
    assertThat(configuration(Map.of()).reportDir().toString()).contains("noleaks");
  }

  @Test
  void everyKeyIsRead() {
    Configuration configuration =
        configuration(
            Map.of(
                "noleaks.check", "warn",
                "noleaks.scope", "class",
                "noleaks.settle", "250ms",
                "noleaks.detect", "threads",
                "noleaks.failed-tests", "skip",
                "noleaks.report.dir", "somewhere/else",
                "noleaks.self-test", "false"));

    assertThat(configuration.settings().check()).isEqualTo(Check.WARN);
    assertThat(configuration.settings().scope()).isEqualTo(Scope.CLASS);
    assertThat(configuration.settings().settle()).isEqualTo(Duration.ofMillis(250));
    assertThat(configuration.settings().failedTests()).isEqualTo(FailedTests.SKIP);
    assertThat(configuration.settings().detect()).containsExactly(Resource.THREADS);
    assertThat(configuration.reportDir())
        .hasToString("somewhere/else".replace('/', java.io.File.separatorChar));
    assertThat(configuration.selfTest()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all                | THREADS, EXECUTORS, CHANNELS, PROCESSES",
        "executors          | EXECUTORS",
        "threads, executors | THREADS, EXECUTORS",
        "channels           | CHANNELS",
        "processes,channels | CHANNELS, PROCESSES"
      })
  void whatToDetect(String value, String expected) {
    assertThat(configuration(Map.of("noleaks.detect", value)).settings().detect())
        .extracting(Resource::name)
        .containsExactlyInAnyOrder(expected.split(", "));
  }

  @Test
  void everythingAboutTheHeapCanBeSet() {
    HeapSettings heap =
        configuration(
                Map.of(
                    "noleaks.heap", "off",
                    "noleaks.heap.max", "256m",
                    "noleaks.heap.keep", "true",
                    "noleaks.heap.dumps", "7",
                    "noleaks.heap.share", "5%",
                    "noleaks.report.values", "false",
                    "noleaks.report.dir", "somewhere"))
            .settings()
            .heap();
    assertThat(heap)
        .isEqualTo(
            new HeapSettings(
                false, 256L << 20, java.nio.file.Path.of("somewhere"), false, 7, 0.05));
  }

  @Test
  void theHeapIsLookedAtByDefault() {
    assertThat(configuration(Map.of()).settings().heap()).isEqualTo(HeapSettings.defaults());
  }

  @ParameterizedTest
  @CsvSource({"0ms, 0", "500ms, 500", "2s, 2000", "2 s, 2000", "1m, 60000"})
  void durations(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "noleaks.check       | error  | fail, warn, off",
        "noleaks.check       | FAIL   | fail, warn, off",
        "noleaks.check       | configured | fail, warn, off",
        "noleaks.scope       | test   | method, class, suite",
        "noleaks.settle      | 1      | 500ms or 2s",
        "noleaks.settle      | -1s    | 500ms or 2s",
        "noleaks.settle      | 1h     | 500ms or 2s",
        "noleaks.detect      | files  | list of threads, executors, channels, processes",
        "noleaks.detect      | ''     | list of threads, executors, channels, processes",
        "noleaks.failed-tests| ignore | report, skip",
        "noleaks.self-test   | yes    | true or false",
        "noleaks.access      | banana | auto, attach, off",
        "noleaks.access      | AUTO   | auto, attach, off",
        "noleaks.access      | ''     | auto, attach, off",
        "noleaks.report.dir  | ''     | a folder",
        "noleaks.heap        | on     | auto, off",
        "noleaks.heap.max    | 1      | 512m",
        "noleaks.heap.max    | 1t     | 512m",
        "noleaks.heap.keep   | 1      | true or false",
        "noleaks.heap.dumps  | many   | a number",
        "noleaks.heap.dumps  | -1     | a number",
        "noleaks.heap.share  | 101%   | a share from 0% to 100%",
        "noleaks.heap.share  | 0.5    | a share from 0% to 100%",
        "noleaks.report.values | no   | true or false",
        "noleaks.ignore.x    | thread=a-* | reason",
        "noleaks.ignore.x    | thraed=a-*; reason=r | thread",
        "noleaks.ignore.x    | reason=all of them | thread",
      })
  void aValueThatCannotBeMeantIsNamedWithItsSourceAndWhatIsAllowed(
      String key, String value, String allowed) {
    NoLeaksConfigurationException error =
        catchThrowableOfType(
            NoLeaksConfigurationException.class, () -> configuration(Map.of(key, value)));

    assertThat(error)
        .hasMessageContaining(key)
        .hasMessageContaining(value)
        .hasMessageContaining("launcher's configuration parameters")
        .hasMessageContaining(allowed);
  }

  @Test
  void unknownKeysAreNamedAllAtOnce() {
    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(
            () -> configuration(Map.of("noleaks.chek", "fail", "noleaks.ignore", "thread=x")))
        .withMessageContaining("noleaks.chek = \"fail\"")
        .withMessageContaining("noleaks.ignore = \"thread=x\"")
        .withMessageContaining("noleaks.check");
  }

  @Test
  void theSourceIsNamed() {
    System.setProperty("noleaks.settle", "soon");
    try {
      assertThatExceptionOfType(NoLeaksConfigurationException.class)
          .isThrownBy(() -> configuration(Map.of("noleaks.settle", "soon")))
          .withMessageContaining("system property");
    } finally {
      System.clearProperty("noleaks.settle");
    }
  }

  static final AtomicInteger TESTS_RUN = new AtomicInteger();

  static class Fixture {
    @Test
    void runs() {
      TESTS_RUN.incrementAndGet();
    }
  }

  @VerifyNoLeaks(settle = "soon")
  static class BadSettle extends Fixture {}

  @VerifyNoLeaks(check = Check.OFF, settle = "1s")
  static class OffWithSettle extends Fixture {}

  @VerifyNoLeaks(scope = Scope.SUITE)
  static class SuiteOnAClass extends Fixture {}

  @VerifyNoLeaks
  @AllowLeaks(reason = "both")
  static class VerifiedAndAllowed extends Fixture {}

  @VerifyNoLeaks
  @IgnoreLeaks(thread = "x-*", reason = " ")
  static class WithoutReason extends Fixture {}

  @VerifyNoLeaks
  @IgnoreLeaks(reason = "asks for nothing")
  static class AskingForNothing extends Fixture {}

  @VerifyNoLeaks
  @IgnoreLeaks(thread = "*", reason = "matches everything")
  static class MatchingEverything extends Fixture {}

  @VerifyNoLeaks
  @IgnoreLeaks(topFrame = "com.acme.Foo(Foo.java:12)", reason = "can never match")
  static class BrokenPattern extends Fixture {}

  @VerifyNoLeaks
  @IgnoreLeaks(task = "com.acme.Mailer$$Lambda/0x0000", reason = "can never match again")
  static class BrokenTask extends Fixture {}

  @VerifyNoLeaks
  static class BadMethod extends Fixture {
    @Test
    @AllowLeaks(reason = "")
    void withoutReason() {}
  }

  @VerifyNoLeaks
  static class ScopeOnMethod extends Fixture {
    @Test
    @VerifyNoLeaks(scope = Scope.CLASS)
    void scoped() {}
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        BadSettle.class,
        OffWithSettle.class,
        SuiteOnAClass.class,
        VerifiedAndAllowed.class,
        WithoutReason.class,
        AskingForNothing.class,
        MatchingEverything.class,
        BrokenPattern.class,
        BrokenTask.class,
        BadMethod.class,
        ScopeOnMethod.class
      })
  void anAnnotationThatCannotBeMeantFailsTheClassBeforeAnyTest(Class<?> suite) {
    TESTS_RUN.set(0);

    Suite.Results results = Suite.of(suite).run();

    assertThat(TESTS_RUN).hasValue(0);
    assertThat(results.failed()).hasSize(1);
    assertThat(results.failureOf(results.failed().get(0)).orElseThrow())
        .isInstanceOf(NoLeaksConfigurationException.class)
        .message()
        .contains(suite.getName());
  }

  @Test
  void oneBrokenClassLeavesTheOthersAlone() {
    TESTS_RUN.set(0);

    Suite.Results results = Suite.of(BadSettle.class, Good.class).run();

    assertThat(results.failed()).hasSize(1);
    assertThat(TESTS_RUN).hasValue(1);
  }

  @VerifyNoLeaks
  static class Good extends Fixture {}
}
