package io.github.noleaks.benchmark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs a class of tests in this JVM, with Jupiter alone: other engines and listeners on the class
 * path stay out, and so do extensions that a class does not name, so that each extension pays for
 * itself only. The self-test, which is done once a run and not once a test, is off.
 */
final class JupiterRun {
  private final Launcher launcher =
      LauncherFactory.create(
          LauncherConfig.builder()
              .enableTestEngineAutoRegistration(false)
              .enableLauncherSessionListenerAutoRegistration(false)
              .enableLauncherDiscoveryListenerAutoRegistration(false)
              .enableTestExecutionListenerAutoRegistration(false)
              .enablePostDiscoveryFilterAutoRegistration(false)
              .addTestEngines(new JupiterTestEngine())
              .build());
  private final LauncherDiscoveryRequest request;

  JupiterRun(Class<?> tests) {
    request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(tests))
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .configurationParameter("noleaks.self-test", "false")
            .configurationParameter("noleaks.report.dir", "target/benchmark/noleaks")
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
