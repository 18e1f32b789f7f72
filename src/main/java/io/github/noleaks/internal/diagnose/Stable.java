package io.github.noleaks.internal.diagnose;

import java.util.regex.Pattern;

/** Names without what changes from run to run: counters, addresses, generated suffixes. */
final class Stable {

  private static final Pattern HIDDEN = Pattern.compile("\\$\\$Lambda.*|/0x.*");
  private static final Pattern GENERATED =
      Pattern.compile(
          "(\\$Proxy|GeneratedMethodAccessor|GeneratedConstructorAccessor|"
              + "GeneratedSerializationConstructorAccessor|\\$MockitoMock\\$|\\$ByteBuddy\\$|"
              + "\\$auxiliary\\$|\\$\\$\\w*CGLIB\\$\\$)\\w+");
  private static final Pattern COUNTER = Pattern.compile("([$-])\\d+(?=$|[$-])");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private Stable() {}

  /** A frame as a pattern that fits it in every run. */
  static String frame(StackTraceElement frame) {
    String type = frame.getClassName();
    type = GENERATED.matcher(type).replaceAll("$1*");
    type = HIDDEN.matcher(type).replaceAll("*");
    return type + '.' + COUNTER.matcher(frame.getMethodName()).replaceAll("$1*");
  }

  /**
   * The class of a task as a pattern that fits it in every run; of a lambda, where it is written.
   */
  static String task(String className) {
    int lambda = className.indexOf("$$Lambda");
    String type = lambda > 0 ? className.substring(0, lambda) : className;
    return HIDDEN.matcher(GENERATED.matcher(type).replaceAll("$1*")).replaceAll("*");
  }

  /** A thread's name with a star for each number. */
  static String threadName(String name) {
    return DIGITS.matcher(name).replaceAll("*");
  }
}
