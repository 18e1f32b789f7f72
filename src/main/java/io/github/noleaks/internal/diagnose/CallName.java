package io.github.noleaks.internal.diagnose;

import java.util.regex.Pattern;

/** A frame of the JDK as a user would name the call. */
final class CallName {

  private static final Pattern ANONYMOUS = Pattern.compile(".*\\$\\d.*");

  private CallName() {}

  /** Whether users call this themselves: neither an internal package nor the way there. */
  static boolean isPublicApi(StackTraceElement frame) {
    String type = frame.getClassName();
    return (type.startsWith("java.") || type.startsWith("javax.") || type.startsWith("com.sun."))
        && !type.startsWith("java.lang.reflect.")
        && !type.startsWith("java.lang.invoke.")
        && !ANONYMOUS.matcher(type).matches();
  }

  /** {@code Class.method}, or {@code new Class} for a constructor. */
  static String of(StackTraceElement frame) {
    String type = frame.getClassName();
    String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
    return frame.getMethodName().equals("<init>")
        ? "new " + simple
        : simple + '.' + frame.getMethodName();
  }
}
