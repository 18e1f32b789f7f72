package io.github.noleaks;

import io.github.noleaks.junit.NoLeaksExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test that leaves a thread behind, or a task that a thread from before is stuck in. On a
 * class it holds for all its tests, those of its subclasses and its {@code @Nested} classes
 * included; it may also stand on a method, on a test interface, or on an annotation of your own.
 *
 * <p>Each attribute left out is as the class around it or the configuration says.
 *
 * <p>The check runs after everything else: {@code @AfterEach}, other extensions, closed resources.
 * The idea is that of {@code goleak.VerifyNone} for goroutines.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(NoLeaksExtension.class)
public @interface VerifyNoLeaks {

  /**
   * What happens when a leak is found.
   *
   * @return {@code FAIL}, {@code WARN} or {@code OFF}
   */
  Check check() default Check.CONFIGURED;

  /**
   * The finest level that is checked; only on a class.
   *
   * @return {@code METHOD} or {@code CLASS}
   */
  Scope scope() default Scope.CONFIGURED;

  /**
   * How long a thread may take to end by itself after the test, as in {@code "500ms"} or {@code
   * "2s"}.
   *
   * @return a duration with its unit ({@code ms}, {@code s} or {@code m}), or empty
   */
  String settle() default "";

  /**
   * What to look for.
   *
   * @return the kinds, or none to look for what the configuration says
   */
  Resource[] detect() default {};

  /**
   * What happens to the leaks of a test that failed by itself.
   *
   * @return {@code REPORT} or {@code SKIP}
   */
  FailedTests failedTests() default FailedTests.CONFIGURED;
}
