package io.github.noleaks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts about one thread, taken at one moment. It refers to no live object: neither to the
 * thread nor to anything the thread uses.
 *
 * @param id the thread's identifier, never used again in the same JVM
 * @param name the thread's name, empty for most virtual threads
 * @param className the name of the thread's class, such as {@code java.lang.Thread}
 * @param group the name of its thread group, or {@code null} for a thread that has ended
 * @param state the state it was in
 * @param daemon whether it is a daemon thread; virtual threads always are
 * @param virtual whether it is a virtual thread
 * @param stack its stack, the innermost frame first; empty while a thread begins or ends
 * @param blocker what it waits for, or {@code null} if it waits for nothing or the JVM does not say
 * @param origin who created it, or {@code null} while that has not been looked up
 * @param task the task that it got stuck in, by the outermost frame of that ({@code
 *     package.Class.method}), if the thread itself was there before; {@code null} if the thread is
 *     what was left behind
 */
public record LeakedThread(
    long id,
    String name,
    String className,
    @Nullable String group,
    Thread.State state,
    boolean daemon,
    boolean virtual,
    List<StackTraceElement> stack,
    @Nullable Blocker blocker,
    @Nullable Origin origin,
    @Nullable String task) {

  /**
   * Keeps a copy of the stack.
   *
   * @param id as the component
   * @param name as the component
   * @param className as the component
   * @param group as the component
   * @param state as the component
   * @param daemon as the component
   * @param virtual as the component
   * @param stack as the component
   * @param blocker as the component
   * @param origin as the component
   * @param task as the component
   */
  public LeakedThread {
    stack = List.copyOf(stack);
  }

  /**
   * The facts about a thread that is new, without its origin.
   *
   * @param id as the component
   * @param name as the component
   * @param className as the component
   * @param group as the component
   * @param state as the component
   * @param daemon as the component
   * @param virtual as the component
   * @param stack as the component
   * @param blocker as the component
   */
  public LeakedThread(
      long id,
      String name,
      String className,
      @Nullable String group,
      Thread.State state,
      boolean daemon,
      boolean virtual,
      List<StackTraceElement> stack,
      @Nullable Blocker blocker) {
    this(id, name, className, group, state, daemon, virtual, stack, blocker, null, null);
  }

  /**
   * The same thread, with what has become known about its creation.
   *
   * @param known who created it
   * @return new facts
   */
  public LeakedThread withOrigin(@Nullable Origin known) {
    return new LeakedThread(
        id, name, className, group, state, daemon, virtual, stack, blocker, known, task);
  }

  /**
   * The same thread, as one that was there before.
   *
   * @param stuckIn the task that it got since, by the outermost frame of that
   * @return new facts
   */
  public LeakedThread withTask(String stuckIn) {
    return new LeakedThread(
        id, name, className, group, state, daemon, virtual, stack, blocker, origin, stuckIn);
  }
}
