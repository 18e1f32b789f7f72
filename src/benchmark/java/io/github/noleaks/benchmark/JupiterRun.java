package io.github.noleaks.benchmark;

import io.github.noleaks.junit.NoLeaksSessionListener;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs classes of tests in this JVM, with Jupiter alone: other engines and listeners on the class
 * path stay out, and so do extensions that a class does not name, so that each extension pays for
 * itself only. The self-test, which is done once a run and not once a test, is off.
 */
final class JupiterRun {
  private final Launcher launcher;
  private final LauncherDiscoveryRequest request;

  JupiterRun(Class<?> tests) {
    this(List.of(tests), Map.of(), false);
  }

  /**
   * Runs some classes.
   *
   * @param withNoLeaks whether JUnit finds NoLeaks as a service, for classes that do not name it
   */
  JupiterRun(List<Class<?>> tests, Map<String, String> parameters, boolean withNoLeaks) {
    LauncherConfig.Builder config =
        LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine());
    if (withNoLeaks) {
      config.addLauncherSessionListeners(new NoLeaksSessionListener());
    }
    launcher = LauncherFactory.create(config.build());
    request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests.stream().map(DiscoverySelectors::selectClass).toList())
            .configurationParameter(
                "junit.jupiter.extensions.autodetection.enabled", Boolean.toString(withNoLeaks))
            .configurationParameter("noleaks.self-test", "false")
            .configurationParameter("noleaks.report.dir", "target/benchmark/noleaks")
            .configurationParameters(parameters)
            .build();
  }

  TestExecutionSummary run() {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    launcher.execute(request, summary);
    return summary.getSummary();
  }

  /** Runs the tests; all of them must pass, or the time they took means nothing. */
  long runAllGreen(int tests) {
    TestExecutionSummary summary = run();
    if (summary.getTestsSucceededCount() != tests || summary.getTotalFailureCount() > 0) {
      summary.getFailures().forEach(failure -> failure.getException().printStackTrace());
      throw new IllegalStateException(
          "%d of %d tests passed".formatted(summary.getTestsSucceededCount(), tests));
    }
    return summary.getTestsSucceededCount();
  }
}
