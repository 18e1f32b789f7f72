package io.github.noleaks.internal.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a thread that has opened something: the user's frames, and the calls of the JDK that
 * they made, as {@link CreationStack} has them.
 *
 * @param inner the frames of the JDK in which it was opened
 * @param user the innermost frame of other code, or {@code null} if there is none
 * @param told what a report tells
 * @param isRunners whether a test runner opened it
 */
record OpeningStack(
    List<StackTraceElement> inner,
    @Nullable StackTraceElement user,
    List<StackTraceElement> told,
    boolean isRunners) {
  private static final String OURS = "io.github.noleaks.";

  static OpeningStack of(Throwable opening) {
    List<StackTraceElement> inner = new ArrayList<>();
    StackTraceElement user = null;
    List<StackTraceElement> told = new ArrayList<>();
    StackTraceElement library = null;
    boolean isRunners = false;
    for (StackTraceElement each : opening.getStackTrace()) {
      String type = each.getClassName();
      if (CreationStack.isOutside(type)) {
        isRunners = user == null;
        break;
      }
      if (isLibrary(type)) {
        if (user == null) {
          inner.add(each);
        }
        library = isReflection(type) ? library : each;
      } else if (user != null || !inner.isEmpty() || !type.startsWith(OURS)) {
        // Before that it is what the agent has called.
        user = user == null ? each : user;
        if (library != null) {
          told.add(library);
          library = null;
        }
        told.add(each);
      }
    }
    if (told.isEmpty() && library != null) {
      told.add(library);
    }
    CreationStack.shorten(told);
    return new OpeningStack(inner, user, List.copyOf(told), isRunners);
  }

  boolean isBy(Predicate<String> others) {
    return isRunners
        || inner.stream().map(StackTraceElement::getClassName).anyMatch(others)
        || (user != null && others.test(user.getClassName()));
  }

  /** More of the JDK opens something than creates a thread. */
  private static boolean isLibrary(String type) {
    return CreationStack.isLibrary(type)
        || type.startsWith("jdk.")
        || type.startsWith("javax.")
        || type.startsWith("com.sun.org.apache.")
        || type.startsWith("com.sun.jndi.");
  }

  private static boolean isReflection(String type) {
    return type.startsWith("java.lang.reflect.")
        || type.startsWith("jdk.internal.reflect.")
        || type.startsWith("java.lang.invoke.");
  }
}
