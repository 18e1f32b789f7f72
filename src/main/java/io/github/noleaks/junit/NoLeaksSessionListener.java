package io.github.noleaks.junit;

import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.Run;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The suite check for tests of any engine, found by the launcher as a service: with {@code
 * noleaks.scope=suite} it looks, when the session ends, for what its tests have left behind. It
 * also tells the extension which configuration parameters there are, and refuses those that cannot
 * be meant before any test runs.
 */
public final class NoLeaksSessionListener implements LauncherSessionListener {
  private @Nullable Run run;

  /** Made by the launcher. */
  public NoLeaksSessionListener() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    session.getLauncher().registerLauncherDiscoveryListeners(new Discovery());
    session.getLauncher().registerTestExecutionListeners(new Execution());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    Run begun = run;
    if (begun == null) {
      return;
    }
    run = null;
    Failure.raise(begun.close(true), null, null);
  }

  /** Reads the configuration of each request; the first that wants a suite check begins the run. */
  private final class Discovery implements LauncherDiscoveryListener {

    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
      ConfigurationParameters parameters = request.getConfigurationParameters();
      Configuration configuration =
          new Configuration(new Parameters(parameters::get, parameters.keySet()));
      if (run == null && configuration.settings().scope() == Scope.SUITE) {
        run = SuiteScope.begin(configuration);
      }
    }
  }

  /** Passes on what it knows, and notes during which test threads come up. */
  private final class Execution implements TestExecutionListener {
    private volatile @Nullable SessionPlan plan;
    private volatile @Nullable TestWindows windows;

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
      Set<String> names = testPlan.getConfigurationParameters().keySet();
      plan = new SessionPlan(names, run);
      plan.offer();
      windows = run == null ? null : new TestWindows(run);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      if (plan != null && test.isTest()) {
        plan.started(test.getUniqueId());
      }
      if (windows != null && test.isTest()) {
        windows.started(test);
      }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (plan != null && test.isTest()) {
        plan.finished(test.getUniqueId());
      }
      if (windows != null && test.isTest()) {
        windows.finished(test);
      }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
      SessionPlan executed = plan;
      if (executed != null) {
        executed.withdraw();
      }
    }
  }
}
