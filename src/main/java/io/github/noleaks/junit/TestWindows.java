package io.github.noleaks.junit;

import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.internal.check.Run;
import io.github.noleaks.internal.check.Settings;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.watch.ThreadMark;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/**
 * For a run that is checked at its end only: during which test of which engine each thread came up,
 * and what that test allows. Thread-safe.
 */
final class TestWindows {

  /** One test while it runs. */
  private static final class Window {
    final ThreadMark mark;
    volatile boolean alone;

    Window(ThreadMark mark, boolean alone) {
      this.mark = mark;
      this.alone = alone;
    }
  }

  private final Run run;
  private final Map<String, Window> running = new ConcurrentHashMap<>();

  TestWindows(Run run) {
    this.run = run;
  }

  void started(TestIdentifier test) {
    Window window = new Window(run.mark(), true);
    running.put(test.getUniqueId(), window);
    if (running.size() > 1) {
      running.values().forEach(each -> each.alone = false);
    }
  }

  void finished(TestIdentifier test) {
    Window window = running.remove(test.getUniqueId());
    if (window != null) {
      run.attribute(window.mark, Subjects.of(test), window.alone, () -> settings(test));
    }
  }

  private Settings settings(TestIdentifier test) {
    try {
      return annotated(test);
    } catch (NoLeaksConfigurationException e) {
      // A listener has no way to fail the test; what the suite says still holds for it.
      Console.once(String.valueOf(e.getMessage()));
      return run.suite();
    }
  }

  /** The annotations of ours count whichever engine runs the test. */
  private Settings annotated(TestIdentifier test) {
    if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
      return run.suite();
    }
    Deque<Class<?>> outermostFirst = new ArrayDeque<>();
    for (Class<?> each = source.getJavaClass(); each != null; each = each.getEnclosingClass()) {
      outermostFirst.push(each);
    }
    Settings settings = run.suite();
    for (Class<?> each : outermostFirst) {
      settings = AnnotatedSettings.apply(run.suite(), settings, each);
    }
    Method method = source.getJavaMethod();
    return AnnotatedSettings.apply(run.suite(), settings, method);
  }
}
