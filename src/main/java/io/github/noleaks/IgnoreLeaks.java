package io.github.noleaks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Threads, tasks, channels and processes that this class or method may leave behind, and why. All
 * attributes that are given must match; at least one must be. Rules add up: those of the
 * configuration, of the class (of its superclasses, interfaces and enclosing classes) and of the
 * method all hold.
 *
 * <p>In patterns {@code *} stands for any number of characters and {@code ?} for one. Frames are
 * written {@code package.Class.method}.
 *
 * <p>It works where NoLeaks checks anyway: it does not switch a check on.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(IgnoreLeaks.Container.class)
public @interface IgnoreLeaks {

  /**
   * Why this is harmless.
   *
   * @return a sentence; it must not be blank
   */
  String reason();

  /**
   * The thread's name.
   *
   * @return a pattern, or empty for any
   */
  String thread() default "";

  /**
   * The name of the thread's class.
   *
   * @return a pattern, or empty for any
   */
  String threadClass() default "";

  /**
   * The name of the thread's group.
   *
   * @return a pattern, or empty for any
   */
  String group() default "";

  /**
   * The states it may be in.
   *
   * @return one or more states, or none for any
   */
  Thread.State[] state() default {};

  /**
   * The innermost frame of its stack.
   *
   * @return a pattern, or empty for any
   */
  String topFrame() default "";

  /**
   * Some frame of its stack.
   *
   * @return a pattern, or empty for any
   */
  String anyFrame() default "";

  /**
   * Some frame of the stack that created the thread, or of the stacks that created its creator, and
   * so on up to the test: {@code creator = "com.acme.Mailer.start"} excuses all that this method
   * starts, and alone also all that it opens. It matches only where the creator is known; a rule
   * that matched nothing for want of that is named at the end of the run.
   *
   * @return a pattern, or empty for any
   */
  String creator() default "";

  /**
   * A task: the class of one that was left in the queue of an executor (of a lambda also the class
   * it was written in), or the outermost frame of one that a worker got stuck in which was there
   * before. {@code task = "com.acme.Mailer*"} excuses both. A rule that asks for anything else as
   * well matches threads alone.
   *
   * @return a pattern, or empty for any
   */
  String task() default "";

  /**
   * What an open channel leads to: the path of a file (also without its {@code (write)}), an
   * address of a connection, such as {@code *:5432}, or for what has neither the kind, such as
   * {@code selector}. Besides it, {@link #creator()} alone may be given.
   *
   * @return a pattern, or empty for any
   */
  String channel() default "";

  /**
   * The command line of a child process. Besides it, {@link #creator()} alone may be given.
   *
   * @return a pattern, or empty for any
   */
  String process() default "";

  /** Several rules on one element. */
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @Inherited
  @Documented
  @interface Container {

    /**
     * The rules.
     *
     * @return one or more
     */
    IgnoreLeaks[] value();
  }
}
