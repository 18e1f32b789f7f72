package io.github.noleaks.junit;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** From a report to what the user meets. */
final class Failure {
  private Failure() {}

  /** Whether the test or class has failed by itself; to be aborted is not to fail. */
  static boolean isPresent(ExtensionContext context) {
    return context
        .getExecutionException()
        .filter(exception -> !(exception instanceof TestAbortedException))
        .isPresent();
  }

  /**
   * Fails if something was found.
   *
   * @param report what was found
   * @param testClass where the failure should point, or {@code null} for the whole suite
   * @param method the test, or {@code null} for the whole class
   * @throws LeaksFoundError if something was found
   */
  static void raise(LeakReport report, @Nullable Class<?> testClass, @Nullable Method method) {
    if (report.isEmpty()) {
      return;
    }
    LeaksFoundError error = new LeaksFoundError(report);
    // Our own frames and JUnit's say nothing; the one that helps is the test itself.
    error.setStackTrace(
        testClass == null
            ? new StackTraceElement[0]
            : new StackTraceElement[] {frame(testClass, method)});
    throw error;
  }

  private static StackTraceElement frame(Class<?> testClass, @Nullable Method method) {
    Class<?> top = testClass;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    return new StackTraceElement(
        testClass.getName(),
        method == null ? "<class>" : method.getName(),
        top.getSimpleName() + ".java",
        -1);
  }
}
