package io.github.noleaks.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

/** What tests and classes are called in a report. */
final class Subjects {
  private static final String INVOCATION = "test-template-invocation";

  private Subjects() {}

  /** {@code OrderServiceTest}, or {@code Outer.Inner} for a nested class. */
  static String of(Class<?> testClass) {
    return withoutPackage(testClass.getName());
  }

  /** {@code OrderServiceTest.sendsAll()}, with the display name of a single invocation. */
  static String of(ExtensionContext context) {
    String name =
        of(context.getRequiredTestClass()) + "." + context.getRequiredTestMethod().getName() + "()";
    return context.getUniqueId().contains("[" + INVOCATION + ":")
        ? name + " " + context.getDisplayName()
        : name;
  }

  /** The same for a test of any engine. */
  static String of(TestIdentifier test) {
    Optional<String> name =
        test.getSource()
            .map(
                source ->
                    source instanceof MethodSource method
                        ? withoutPackage(method.getClassName())
                            + "."
                            + method.getMethodName()
                            + "()"
                        : source instanceof ClassSource ofClass
                            ? withoutPackage(ofClass.getClassName())
                            : null);
    boolean invocation =
        UniqueId.parse(test.getUniqueId()).getLastSegment().getType().equals(INVOCATION);
    return name.map(known -> invocation ? known + " " + test.getDisplayName() : known)
        .orElse(test.getDisplayName());
  }

  private static String withoutPackage(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }
}
