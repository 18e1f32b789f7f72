package io.github.noleaks.internal.evidence;

import io.github.noleaks.Origin;
import io.github.noleaks.internal.origin.Origins;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tag that a thread carried into a heap dump: whose it is, and who created it. Can be written
 * as JSON.
 *
 * @param ownerNumber tells the owner from all others of the JVM that was dumped
 * @param subject the test, class or run that owns the thread, or {@code null} if the dump does not
 *     hold its name
 * @param creator the name the creating thread had, or {@code null} if it is not known
 * @param creatorId the identifier of the creating thread, or {@code -1} if it is not known
 * @param inherited whether the thread was created with it, and did not get it to run a test
 * @param stack the stack of the creating thread, the innermost frame first, or {@code null} if it
 *     was not recorded
 * @param before the tag of the creating thread, or {@code null} if the owner's own code ran in that
 */
public record DumpedTag(
    long ownerNumber,
    @Nullable String subject,
    @Nullable String creator,
    long creatorId,
    boolean inherited,
    @Nullable List<Frame> stack,
    @Nullable DumpedTag before) {

  /**
   * A frame; {@link StackTraceElement} itself cannot be written as JSON.
   *
   * @param loader the name of the class loader, or {@code null}
   * @param module the name of the module, or {@code null}
   * @param version the version of the module, or {@code null}
   * @param type the name of the class
   * @param method the name of the method
   * @param file the name of the source file, or {@code null}
   * @param line the line, or a negative number
   */
  public record Frame(
      @Nullable String loader,
      @Nullable String module,
      @Nullable String version,
      String type,
      String method,
      @Nullable String file,
      int line) {

    private StackTraceElement element() {
      return new StackTraceElement(loader, module, version, type, method, file, line);
    }
  }

  /**
   * Keeps a copy of the stack.
   *
   * @param ownerNumber as the component
   * @param subject as the component
   * @param creator as the component
   * @param creatorId as the component
   * @param inherited as the component
   * @param stack as the component
   * @param before as the component
   */
  public DumpedTag {
    stack = stack == null ? null : List.copyOf(stack);
  }

  /**
   * Who created the thread.
   *
   * @return as the report tells it
   */
  public Origin origin() {
    return new Origin(
        subject,
        creator,
        creatorId,
        stack == null ? List.of() : stack.stream().map(Frame::element).toList(),
        before == null ? null : before.origin(),
        stack == null ? Origins.withoutStack(inherited) : null);
  }
}
