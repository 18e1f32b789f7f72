package io.github.noleaks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who created a thread, opened a channel or started a process. It refers to no live object: neither
 * to the creating thread nor to any class. Immutable and thread-safe.
 *
 * @param subject the test, class or run whose code did it, such as {@code
 *     OrderServiceTest.sendsAll()}, or {@code null} if it is not known
 * @param creator the name the creating thread had, or {@code null} if it is not known
 * @param creatorId the identifier of the creating thread, or {@code -1} if it is not known
 * @param stack the stack of the creating thread, the innermost frame first: the user's frames down
 *     to the test method, and those calls of the JDK that they made; empty if it is not known
 * @param before who created the creating thread, or {@code null} if a test, class or run did all of
 *     this in its own thread
 * @param problem why the stack is not known and how to get it, or {@code null} if it is known
 */
public record Origin(
    @Nullable String subject,
    @Nullable String creator,
    long creatorId,
    List<StackTraceElement> stack,
    @Nullable Origin before,
    @Nullable String problem) {

  /**
   * Keeps a copy of the stack.
   *
   * @param subject as the component
   * @param creator as the component
   * @param creatorId as the component
   * @param stack as the component
   * @param before as the component
   * @param problem as the component
   */
  public Origin {
    stack = List.copyOf(stack);
  }

  /**
   * The origin of a thread about which nothing is known.
   *
   * @param problem why not, and how to get it
   * @return an origin that says so
   */
  public static Origin unknown(String problem) {
    return new Origin(null, null, -1, List.of(), null, problem);
  }
}
