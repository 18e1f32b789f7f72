package io.github.noleaks.junit;

import io.github.noleaks.internal.check.Run.Entered;
import io.github.noleaks.internal.check.ScopeWindow;
import io.github.noleaks.internal.check.Settings;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * One run of a test method. It lives in the test's own store, before anything else there: put there
 * when the conditions are evaluated, which no other extension's callback precedes. It is closed
 * after all of them.
 */
@SuppressWarnings("deprecation") // CloseableResource: all that JUnit 5.10 to 5.12 close
final class MethodScope implements Store.CloseableResource, AutoCloseable {
  private final ExtensionContext context;
  private final ClassScope ofClass;
  private final ScopeWindow window;
  private boolean started;

  private MethodScope(ExtensionContext context, ClassScope ofClass) {
    this.context = context;
    this.ofClass = ofClass;
    this.window =
        ofClass
            .run()
            .newMethod(
                context.getUniqueId(),
                Subjects.of(context),
                ofClass.window(),
                ofClass::isPreparedByOthers);
  }

  /** The test's instance is there; nothing else of the test has begun. */
  static void prepare(ExtensionContext context) {
    ClassScope ofClass = ClassScope.of(context);
    if (ofClass.isWatched()) {
      ofClass.prepared();
      store(context).put(MethodScope.class, new MethodScope(context, ofClass));
    }
  }

  /** The test begins: it is neither disabled nor a mere container of invocations. */
  static void start(ExtensionContext context) {
    MethodScope scope = find(context);
    if (scope == null) {
      // Conditions can be deactivated by configuration; then this is the first we see of the test.
      prepare(context);
      scope = find(context);
    }
    if (scope != null) {
      scope.started = true;
      scope.ofClass.run().start(scope.window);
    }
  }

  /** Runs a part of the test that may run in a thread of its own, such as a dynamic test. */
  static void part(ExtensionContext context, Invocation<@Nullable Void> invocation)
      throws Throwable {
    MethodScope scope = store(context).get(MethodScope.class, MethodScope.class);
    if (scope == null) {
      invocation.proceed();
      return;
    }
    try (Entered here = scope.ofClass.run().enter(scope.window)) {
      invocation.proceed();
    }
  }

  /** Stores also look into those of the contexts around them, such as a test template's. */
  private static @Nullable MethodScope find(ExtensionContext context) {
    MethodScope scope = store(context).get(MethodScope.class, MethodScope.class);
    return scope != null && scope.context.getUniqueId().equals(context.getUniqueId())
        ? scope
        : null;
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(SuiteScope.NAMESPACE);
  }

  @Override
  public void close() {
    if (!started) {
      ofClass.run().skipped(window);
      return;
    }
    Method method = context.getTestMethod().orElse(null);
    Settings settings = ofClass.settingsOf(method);
    boolean failed = Failure.isPresent(context);
    Failure.raise(
        ofClass
            .run()
            .close(
                window,
                settings,
                failed,
                () -> ofClass.pools(context.getTestInstances().orElse(null))),
        ofClass.testClass(),
        method);
  }
}
