package io.github.noleaks.junit;

import io.github.noleaks.Check;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.internal.report.Console;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** From a report to what the user meets: a failure, or a warning. */
final class Failure {
  private Failure() {}

  /** Whether the test or class has failed by itself; to be aborted is not to fail. */
  static boolean isPresent(ExtensionContext context) {
    return context
        .getExecutionException()
        .filter(exception -> !(exception instanceof TestAbortedException))
        .isPresent();
  }

  /** A check that breaks must not break the test it watches, but nor must it pass in silence. */
  static LeakReport orNothing(String subject, Supplier<LeakReport> check) {
    try {
      return check.get();
    } catch (RuntimeException | LinkageError e) {
      Console.print(
          "NoLeaks could not check %s: %s; please report this to the makers of NoLeaks"
              .formatted(subject, e));
      return new LeakReport(subject, List.of(), List.of(), "");
    }
  }

  /**
   * Fails or warns if something was found.
   *
   * @param report what was found
   * @param check what is to happen
   * @param testClass where the failure should point, or {@code null} for the whole suite
   * @param method the test, or {@code null} for the whole class
   * @throws LeaksFoundError if something was found and the check is to fail
   */
  static void raise(
      LeakReport report, Check check, @Nullable Class<?> testClass, @Nullable Method method) {
    if (report.isEmpty()) {
      return;
    }
    if (check == Check.WARN) {
      Console.print(report.text());
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
