package io.github.noleaks.junit;

import io.github.noleaks.Check;
import io.github.noleaks.internal.check.Run;
import io.github.noleaks.internal.check.SelfTest;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The whole run of the Jupiter engine. It lives in the root store; put there before any other
 * extension's resource, it is closed after all of them.
 */
@SuppressWarnings("deprecation") // CloseableResource: all that JUnit 5.10 to 5.12 close
final class SuiteScope implements Store.CloseableResource, AutoCloseable {
  static final Namespace NAMESPACE = Namespace.create(SuiteScope.class.getPackageName());

  private static final String AUTODETECTION = "junit.jupiter.extensions.autodetection.enabled";

  private final Run run;
  private final boolean closedBySession;
  private final boolean autodetection;
  private volatile boolean holdsForAll;

  private SuiteScope(Run run, boolean closedBySession, boolean autodetection) {
    this.run = run;
    this.closedBySession = closedBySession;
    this.autodetection = autodetection;
  }

  static SuiteScope of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(SuiteScope.class, key -> create(context), SuiteScope.class);
  }

  private static SuiteScope create(ExtensionContext context) {
    SessionPlan plan = SessionPlan.claim(context.getRoot().getUniqueId());
    boolean autodetection =
        context.getConfigurationParameter(AUTODETECTION).map(Boolean::parseBoolean).orElse(false);
    Run ofSession = plan.run();
    if (ofSession != null) {
      plan.tell(ofSession);
      return new SuiteScope(ofSession, true, autodetection);
    }
    Configuration configuration =
        new Configuration(
            new Parameters(context::getConfigurationParameter, plan.parameterNames()));
    Run run = begin(configuration);
    plan.tell(run);
    return new SuiteScope(run, false, autodetection);
  }

  /** Begins a run, once its watches have been seen to work. */
  static Run begin(Configuration configuration) {
    if (configuration.selfTest() && configuration.settings().check() != Check.OFF) {
      SelfTest.run();
    }
    return new Run(configuration.settings(), configuration.reportDir());
  }

  Run run() {
    return run;
  }

  /** Whether JUnit registers all extensions that are found as services. */
  boolean hasAutodetection() {
    return autodetection;
  }

  /** A class that nothing switches on by name: we are registered for all. */
  void sawClassWithoutAnnotation() {
    holdsForAll = autodetection;
  }

  @Override
  public void close() {
    if (closedBySession) {
      return;
    }
    Failure.raise(run.close(holdsForAll), null, null);
  }
}
