package io.github.noleaks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This test class starts something that serves the whole run, such as a cluster or a database that
 * the first class to come starts and none stops: the threads that its {@code @BeforeAll} methods
 * and its static initialiser create are nobody's leak, and neither are the threads that those
 * create later, in whatever test. What its tests start is theirs as ever. It may stand on a
 * superclass or on an annotation of your own.
 *
 * <p>For a fixture that no test class starts, call {@link NoLeaks#adoptCurrent()} instead.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface StartsForAll {
  /**
   * What it starts, and why nothing ends it.
   *
   * @return a sentence; a blank one is an error
   */
  String reason();
}
