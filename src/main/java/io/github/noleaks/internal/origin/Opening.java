package io.github.noleaks.internal.origin;

import io.github.noleaks.Origin;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who opened something. What the JVM knows of the stack is read when somebody asks: that costs ten
 * times as much as to keep it. Thread-safe.
 */
public final class Opening {
  private static final String NO_STACK = "the JVM has recorded no stack";

  private final @Nullable Tag tag;
  private final String opener;
  private final long openerId;

  /** Until it has been read: it keeps the classes of its frames. */
  private @Nullable Throwable unread;

  private @Nullable OpeningStack stack;

  Opening(@Nullable Tag tag, String opener, long openerId, Throwable unread) {
    this.tag = tag;
    this.opener = opener;
    this.openerId = openerId;
    this.unread = unread;
  }

  /**
   * What the opening thread carried.
   *
   * @return its tag, or {@code null} if it had none
   */
  public @Nullable Tag tag() {
    return tag;
  }

  /**
   * Whether it was opened by somebody for purposes of their own.
   *
   * @param others the names of classes that do so: of the JDK, of test runners, NoLeaks' own
   * @return {@code true} if the user's code is not the one that has to close it
   */
  public boolean isBy(Predicate<String> others) {
    return stack().isBy(others);
  }

  /**
   * Who opened it.
   *
   * @return as the report tells it
   */
  public Origin origin() {
    var told = stack().told();
    if (tag != null && !told.isEmpty()) {
      return tag.child(opener, openerId, told.toArray(StackTraceElement[]::new)).origin();
    }
    String subject = tag == null ? null : tag.owner().subject();
    return new Origin(subject, opener, openerId, told, null, told.isEmpty() ? NO_STACK : null);
  }

  private synchronized OpeningStack stack() {
    OpeningStack known = stack;
    if (known == null) {
      Throwable opening = unread;
      known = OpeningStack.of(opening == null ? new Throwable() : opening);
      stack = known;
      unread = null;
    }
    return known;
  }
}
