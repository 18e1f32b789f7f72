package io.github.noleaks.random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.support.AnnotationSupport;

/** What a report should call tests and classes. */
final class Subject {
  private Subject() {}

  static String of(Class<?> testClass) {
    String name = testClass.getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }

  static String of(TestInfo test) {
    String name =
        of(test.getTestClass().orElseThrow())
            + "."
            + test.getTestMethod().orElseThrow().getName()
            + "()";
    boolean invocation =
        AnnotationSupport.isAnnotated(test.getTestMethod(), RepeatedTest.class)
            || AnnotationSupport.isAnnotated(test.getTestMethod(), ParameterizedTest.class);
    return invocation ? name + " " + test.getDisplayName() : name;
  }
}
