package io.github.noleaks.internal.origin;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a thread that is just creating another one: the user's frames, and the calls of the
 * JDK and of JUnit's assertions that they made. What is done inside of such a call is left out:
 * each frame costs time.
 */
final class CreationStack {
  private static final String EXECUTOR = "org.junit.platform.engine.support.hierarchical.";
  private static final StackTraceElement[] NONE = {};
  private static final StackWalker WALKER = StackWalker.getInstance();

  /** So many frames are kept from both ends of a stack. */
  private static final int MOST_INNER = 24;

  private static final int MOST_OUTER = 8;

  /** A recursion may be deeper than that; its outer end is then not told. */
  private static final int MOST_WALKED = 512;

  private CreationStack() {}

  /**
   * The stack of the calling thread.
   *
   * @return the frames, the innermost first; none if JUnit itself creates a thread for the test's
   *     own code; {@code null} if JUnit's executor creates a worker for tests of all kinds
   */
  static StackTraceElement @Nullable [] ofCaller() {
    return WALKER.walk(CreationStack::select);
  }

  private static StackTraceElement @Nullable [] select(Stream<StackFrame> frames) {
    List<StackFrame> told = new ArrayList<>();
    StackFrame library = null;
    for (var each = frames.limit(MOST_WALKED).iterator(); each.hasNext(); ) {
      StackFrame frame = each.next();
      String type = frame.getClassName();
      if (isOutside(type)) {
        if (told.isEmpty()) {
          return type.startsWith(EXECUTOR) ? null : NONE;
        }
        break;
      }
      if (isLibrary(type)) {
        library = frame;
      } else if (!isOurs(type)) {
        if (library != null) {
          told.add(library);
          library = null;
        }
        told.add(frame);
      }
    }
    if (told.isEmpty() && library != null) {
      told.add(library);
    }
    return elements(told);
  }

  private static StackTraceElement[] elements(List<StackFrame> told) {
    shorten(told);
    StackTraceElement[] elements = new StackTraceElement[told.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = told.get(i).toStackTraceElement();
    }
    return elements;
  }

  static void shorten(List<?> frames) {
    if (frames.size() > MOST_INNER + MOST_OUTER) {
      frames.subList(MOST_INNER, frames.size() - MOST_OUTER).clear();
    }
  }

  /** What is outside of the test method, or of the static initialiser that our extension runs. */
  static boolean isOutside(String type) {
    return type.startsWith("org.junit.")
        ? type.startsWith("org.junit.platform.")
            || type.startsWith("org.junit.jupiter.engine.")
            || type.startsWith("org.junit.runner")
            || type.startsWith("org.junit.internal.")
        : type.equals("io.github.noleaks.junit.ClassScope");
  }

  /** The JDK, and what JUnit offers to a test, such as assertions that create threads. */
  static boolean isLibrary(String type) {
    return type.startsWith("java.")
        || type.startsWith("org.junit.jupiter.api.")
        || type.startsWith("jdk.internal.")
        || type.startsWith("sun.")
        || type.startsWith("jdk.proxy");
  }

  private static boolean isOurs(String type) {
    return type.startsWith("io.github.noleaks.internal.origin.");
  }
}
