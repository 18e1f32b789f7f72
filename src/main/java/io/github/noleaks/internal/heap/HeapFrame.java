package io.github.noleaks.internal.heap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on a thread's stack.
 *
 * @param className the class of the method, as {@link Class#getName()} has it
 * @param method its name
 * @param signature its descriptor
 * @param file the source file, or {@code null} if it is not known
 * @param line the line, negative if it is not known or the method is native
 * @param locals the objects that local variables and operands refer to, in their order; nulls and
 *     primitive values are not told
 */
public record HeapFrame(
    String className,
    String method,
    String signature,
    @Nullable String file,
    int line,
    List<Integer> locals) {

  /**
   * Whether it is a call of a method.
   *
   * @param type the name of its class
   * @param name its name
   * @return {@code true} if so
   */
  public boolean is(String type, String name) {
    return method.equals(name) && className.equals(type);
  }

  /**
   * The same as the JDK has it.
   *
   * @return an element of a stack trace
   */
  public StackTraceElement element() {
    return new StackTraceElement(className, method, file, line == NATIVE ? -2 : line);
  }

  private static final int NATIVE = -3;
}
