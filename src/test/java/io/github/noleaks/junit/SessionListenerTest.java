package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.StandardError;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The suite check, for tests of any engine, as the launcher runs them. */
class SessionListenerTest {
  static final AtomicInteger TESTS_RUN = new AtomicInteger();

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  public static class OfJUnit4 {
    @org.junit.Test
    public void leaks() {
      Planted.sender("of-junit-4");
    }

    @org.junit.Test
    public void clean() {
      TESTS_RUN.incrementAndGet();
    }

    @org.junit.Test
    @IgnoreLeaks(thread = "ignored-in-junit-4", reason = "to see it ignored")
    public void ignores() {
      Planted.sender("ignored-in-junit-4");
    }

    @org.junit.Test
    @AllowLeaks(reason = "to see it allowed")
    public void allows() {
      Planted.sender("allowed-in-junit-4");
    }
  }

  static class OfJupiter {
    @Test
    void leaks() {
      Planted.sender("of-jupiter");
    }

    @Test
    @VerifyNoLeaks
    void leaksToo() {
      Planted.sender("of-annotated-jupiter");
    }
  }

  private static SummaryGeneratingListener run(
      Map<String, String> parameters, Class<?>... classes) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    for (Class<?> each : classes) {
      request.selectors(selectClass(each));
    }
    LauncherDiscoveryRequest built =
        request
            .configurationParameter("noleaks.settle", "50ms")
            .configurationParameter("noleaks.report.dir", "target/noleaks-of-inner-suites")
            // Otherwise the properties of our own suite would hold for this one.
            .enableImplicitConfigurationParameters(false)
            .configurationParameters(parameters)
            .build();
    try (LauncherSession session = LauncherFactory.openSession()) {
      session.getLauncher().execute(built, summary);
    }
    return summary;
  }

  private static LeaksFoundError leaksOf(ThrowingCallable run) {
    return catchThrowableOfType(LeaksFoundError.class, run);
  }

  @Test
  void checksSuitesOfOtherEnginesAndNamesTheTest() {
    LeaksFoundError error = leaksOf(() -> run(Map.of("noleaks.scope", "suite"), OfJUnit4.class));

    assertThat(error.report().threads())
        .extracting(LeakedThread::name)
        .containsExactly("of-junit-4");
    assertThat(error.report().leaks().get(0).startedIn())
        .isEqualTo("SessionListenerTest.OfJUnit4.leaks()");
  }

  @Test
  void checksJupiterWithoutAnyRegistration() {
    LeaksFoundError error =
        leaksOf(() -> run(Map.of("noleaks.scope", "suite"), OfJupiter.class, OfJUnit4.class));

    assertThat(error.report().threads())
        .extracting(LeakedThread::name)
        .containsExactlyInAnyOrder("of-junit-4", "of-jupiter", "of-annotated-jupiter");
  }

  @Test
  void checksOnceWhereTheExtensionIsRegisteredToo() {
    LeaksFoundError error =
        leaksOf(
            () ->
                run(
                    Map.of(
                        "noleaks.scope", "suite",
                        "junit.jupiter.extensions.autodetection.enabled", "true"),
                    OfJupiter.class));

    assertThat(error.report().threads())
        .extracting(LeakedThread::name)
        .containsExactlyInAnyOrder("of-jupiter", "of-annotated-jupiter");
    assertThat(error.report().leaks())
        .extracting("startedIn")
        .containsExactlyInAnyOrder(
            "SessionListenerTest.OfJupiter.leaks()", "SessionListenerTest.OfJupiter.leaksToo()");
  }

  @Test
  void looksAtNothingUnlessAsked() {
    SummaryGeneratingListener summary = run(Map.of(), OfJUnit4.class);

    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(4);
  }

  @Test
  void warnsIfAsked() {
    String printed =
        StandardError.during(
            () -> run(Map.of("noleaks.scope", "suite", "noleaks.check", "warn"), OfJUnit4.class));

    assertThat(printed).contains("of-junit-4").contains("the test suite left");
  }

  @Test
  void refusesUnknownKeysBeforeAnyTest() {
    TESTS_RUN.set(0);

    Throwable error = catchThrowable(() -> run(Map.of("noleaks.scoop", "suite"), OfJUnit4.class));

    assertThat(error)
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining("noleaks.scoop")
        .hasMessageContaining("launcher's configuration parameters");
    assertThat(TESTS_RUN).hasValue(0);
  }

  @Test
  void rulesOfTheRequestReachTheExtension() {
    SummaryGeneratingListener summary =
        run(
            Map.of("noleaks.ignore.planted", "thread=of-annotated-*; reason=to see it ignored"),
            OfJupiter.class);

    assertThat(summary.getSummary().getFailures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "leaksToo, auto, off, 0",
    "leaksToo, off, auto, 0",
    "anotherOne, auto, off, 1",
    "anotherOne, off, auto, 1"
  })
  void rulesByCreatorReachItToo(String creator, String access, String heap, int failures) {
    SummaryGeneratingListener summary =
        run(
            Map.of(
                "noleaks.ignore.planted",
                "creator=*OfJupiter." + creator + "; reason=to see it",
                "noleaks.access",
                access,
                "noleaks.heap",
                heap,
                "noleaks.heap.dumps",
                "10000",
                "noleaks.heap.share",
                "100%"),
            OfJupiter.class);

    assertThat(summary.getSummary().getFailures()).hasSize(failures);
  }
}
