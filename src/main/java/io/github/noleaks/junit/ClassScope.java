package io.github.noleaks.junit;

import io.github.noleaks.Check;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.check.FixtureClasses;
import io.github.noleaks.internal.check.HeldPools;
import io.github.noleaks.internal.check.Run;
import io.github.noleaks.internal.check.Run.Entered;
import io.github.noleaks.internal.check.ScopeWindow;
import io.github.noleaks.internal.check.Settings;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * One test class: what holds for it and its methods, and its window. It lives in the class's store,
 * before anything else there, and so is closed after {@code @AfterAll} and all other resources.
 */
@SuppressWarnings("deprecation") // CloseableResource: all that JUnit 5.10 to 5.12 close
final class ClassScope implements Store.CloseableResource, AutoCloseable {
  private final ExtensionContext context;
  private final Class<?> testClass;
  private final @Nullable ClassScope around;
  private final Run run;
  private final Settings settings;
  private final Map<Method, Settings> methods = new HashMap<>();
  private final boolean watched;
  private final boolean startsForAll;
  private final AtomicBoolean initialised = new AtomicBoolean();
  private volatile @Nullable Boolean preparedByOthers;
  private volatile @Nullable ScopeWindow window;

  private ClassScope(ExtensionContext context, Class<?> testClass) {
    this.context = context;
    this.testClass = testClass;
    this.run = SuiteScope.of(context).run();
    this.around = context.getParent().map(ClassScope::findAround).orElse(null);
    Settings suite = run.suite();
    this.settings =
        AnnotatedSettings.apply(suite, around == null ? suite : around.settings, testClass);
    // All methods at once: what is wrong with one should be said before any of them runs.
    for (Method method :
        ReflectionSupport.findMethods(
            testClass, AnnotatedSettings::isAnnotated, HierarchyTraversalMode.TOP_DOWN)) {
      methods.put(method, AnnotatedSettings.apply(suite, settings, method));
    }
    this.startsForAll = AnnotatedSettings.startsForAll(testClass);
    this.watched =
        suite.check() != Check.OFF
            || settings.check() != Check.OFF
            || methods.values().stream().anyMatch(each -> each.check() != Check.OFF);
  }

  /** The scope of the class that a context, of a method or of a class, belongs to. */
  static ClassScope of(ExtensionContext context) {
    ClassScope scope = findAround(context);
    if (scope == null) {
      throw new IllegalStateException("not inside of a class: " + context.getUniqueId());
    }
    return scope;
  }

  private static @Nullable ClassScope findAround(ExtensionContext inner) {
    ExtensionContext context = inner;
    while (!(context.getElement().orElse(null) instanceof Class<?>)) {
      if (context.getParent().isEmpty()) {
        return null;
      }
      context = context.getParent().get();
    }
    ExtensionContext found = context;
    // The id is in the key because stores also look into those of the contexts around them.
    return found
        .getStore(SuiteScope.NAMESPACE)
        .getOrComputeIfAbsent(
            found.getUniqueId(),
            key -> new ClassScope(found, found.getRequiredTestClass()),
            ClassScope.class);
  }

  /** The class is about to begin. */
  void open() {
    if (watched && window == null) {
      if (!isSwitchedOnByName()) {
        SuiteScope.of(context).sawClassWithoutAnnotation();
      }
      ScopeWindow opened =
          run.openClass(context.getUniqueId(), Subjects.of(testClass), aroundWindow());
      if (startsForAll) {
        run.servesAll(opened);
      }
      run.holdsFixturesIn(opened, FixtureClasses.of(testClass, isPerClass()));
      run.keeps(opened, this::heldPools);
      window = opened;
    }
  }

  private boolean isSwitchedOnByName() {
    for (ClassScope each = this; each != null; each = each.around) {
      if (AnnotationSupport.isAnnotated(each.testClass, VerifyNoLeaks.class)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable ScopeWindow aroundWindow() {
    return around == null ? null : around.window;
  }

  /** Code of the user is about to run in this class. */
  void prepared() {
    ScopeWindow current = window;
    if (current != null) {
      run.prepared(current);
    }
  }

  /** The instance for the whole class, if there is one, is ready. */
  void instancePrepared() {
    run.classInstancePrepared(window, this::isPreparedByOthers);
  }

  /** Whether other extensions may start something when they prepare an instance. */
  boolean isPreparedByOthers() {
    Boolean known = preparedByOthers;
    if (known == null) {
      boolean autodetection = SuiteScope.of(context).hasAutodetection();
      known = InstancePreparation.hasOthers(testClass, autodetection);
      preparedByOthers = known;
    }
    return known;
  }

  /** Runs a constructor of this class; what it starts is the test's, if it has a test. */
  <T> T construct(Class<?> type, Invocation<T> constructor) throws Throwable {
    if (!watched) {
      return constructor.proceed();
    }
    prepared();
    initialise(type);
    run.constructing(window, isPerClass());
    try {
      T instance = constructor.proceed();
      run.constructed(isPreparedByOthers());
      return instance;
    } catch (Throwable e) {
      run.abandoned();
      throw e;
    }
  }

  /**
   * Static initialisers run with the first constructor at the latest, but what they start is the
   * class's and not its first test's. An error is the one that the constructor would have met.
   */
  private void initialise(Class<?> type) throws ClassNotFoundException {
    if (initialised.compareAndSet(false, true)) {
      try (Entered here = run.enter(window)) {
        Class.forName(type.getName(), true, type.getClassLoader());
      }
    }
  }

  /** Runs a fixture that serves the whole class. */
  void fixture(Invocation<@Nullable Void> method) throws Throwable {
    prepared();
    try (Entered here = run.enterFixture(window)) {
      method.proceed();
    }
  }

  private boolean isPerClass() {
    return context.getTestInstanceLifecycle().orElse(null) == Lifecycle.PER_CLASS;
  }

  boolean isWatched() {
    return watched;
  }

  Run run() {
    return run;
  }

  Class<?> testClass() {
    return testClass;
  }

  @Nullable ScopeWindow window() {
    return window;
  }

  Settings settingsOf(@Nullable Method method) {
    return method == null ? settings : methods.getOrDefault(method, settings);
  }

  /** The live pools that the class keeps for all its tests. */
  List<ExecutorService> pools(@Nullable TestInstances instances) {
    List<Object> shared = new ArrayList<>();
    for (ClassScope each = this; each != null && instances != null; each = each.around) {
      if (each.isPerClass()) {
        instances.findInstance(each.testClass).ifPresent(shared::add);
      }
    }
    return HeldPools.alive(testClass, shared);
  }

  /** All pools that the class keeps, shut down or not, each with the field that leads to it. */
  private Map<ExecutorService, String> heldPools() {
    List<Object> shared = new ArrayList<>();
    for (ClassScope each = this; each != null; each = each.around) {
      Class<?> type = each.testClass;
      // The context of a class has an instance only if that serves all its tests.
      each.context.getTestInstances().flatMap(all -> all.findInstance(type)).ifPresent(shared::add);
    }
    return HeldPools.all(testClass, shared);
  }

  @Override
  public void close() {
    ScopeWindow opened = window;
    if (opened != null) {
      window = null;
      boolean failed = Failure.isPresent(context);
      Failure.raise(
          run.close(opened, settings, failed, () -> startsForAll ? pools(null) : List.of()),
          testClass,
          null);
    }
  }
}
