package io.github.noleaks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This class or method may leave behind whatever it likes: it is not checked, and what it leaves is
 * not reported by a wider scope either. Prefer {@link IgnoreLeaks} where one thread is meant.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface AllowLeaks {

  /**
   * Why.
   *
   * @return a sentence; it must not be blank
   */
  String reason();
}
