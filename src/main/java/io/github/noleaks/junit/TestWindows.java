package io.github.noleaks.junit;

import io.github.noleaks.internal.check.Moment;
import io.github.noleaks.internal.check.Run;
import io.github.noleaks.internal.check.Settings;
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
    final Moment start;
    volatile boolean alone;

    Window(Moment start, boolean alone) {
      this.start = start;
      this.alone = alone;
    }
  }

  private final Run run;
  private final Map<String, Window> running = new ConcurrentHashMap<>();

  TestWindows(Run run) {
    this.run = run;
  }

  void started(TestIdentifier test) {
    Window window = new Window(run.testBegins(Subjects.of(test)), true);
    running.put(test.getUniqueId(), window);
    if (running.size() > 1) {
      running.values().forEach(each -> each.alone = false);
    }
  }

  void finished(TestIdentifier test) {
    Window window = running.remove(test.getUniqueId());
    if (window != null) {
      run.attribute(window.start, window.alone, () -> settings(test));
    }
  }

  /** The annotations of ours count whichever engine runs the test. */
  private Settings settings(TestIdentifier test) {
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
