package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapObject;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How classes and threads are called in the report. */
final class Names {
  static final String LOCKS = "java.util.concurrent.locks.";
  static final String AQS = LOCKS + "AbstractQueuedSynchronizer";
  static final String AQLS = LOCKS + "AbstractQueuedLongSynchronizer";

  private static final int LONGEST_NAME = 200;

  private Names() {}

  /** Whether a class is the JDK's, by its name. */
  static boolean isJdk(String className) {
    String name = element(className);
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("sun.")
        || name.startsWith("com.sun.");
  }

  private static String element(String className) {
    int depth = className.lastIndexOf('[') + 1;
    return depth > 0 && className.startsWith("L", depth)
        ? className.substring(depth + 1)
        : className;
  }

  static boolean isLambda(String className) {
    return className.contains("$$Lambda");
  }

  /** The class a lambda was written in. */
  private static String withoutLambda(String className) {
    return className.substring(0, className.indexOf("$$Lambda"));
  }

  /** Without its package: {@code Map.Entry}, {@code String[]}. */
  static String simple(String className) {
    int depth = className.lastIndexOf('[') + 1;
    String name = depth == 0 ? className : elementOf(className, depth);
    name = name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    return name + "[]".repeat(depth);
  }

  private static String elementOf(String className, int depth) {
    return switch (className.charAt(depth)) {
      case 'L' -> className.substring(depth + 1, className.length() - 1);
      case 'Z' -> "boolean";
      case 'C' -> "char";
      case 'F' -> "float";
      case 'D' -> "double";
      case 'B' -> "byte";
      case 'S' -> "short";
      case 'I' -> "int";
      default -> "long";
    };
  }

  /** As a reader would call an object's class: a lambda by the class it was written in. */
  static String type(String className) {
    if (isLambda(className)) {
      return "a lambda of " + withoutLambda(className);
    }
    return isJdk(className) ? simple(className) : className;
  }

  /** The same, without the package. */
  static String shortType(String className) {
    return isLambda(className)
        ? "a lambda of " + simple(withoutLambda(className))
        : simple(className);
  }

  /** {@code a com.acme.Order}, {@code an int[]}; what begins with an article stays as it is. */
  static String article(String type) {
    if (type.startsWith("a ")) {
      return type;
    }
    return ("AEIOaeio".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
  }

  static long threadId(HeapObject thread) {
    return thread.bits("tid", -1);
  }

  static String threadName(HeapObject thread) {
    HeapObject name = thread.get("name");
    String text = name == null ? null : name.text(LONGEST_NAME);
    return text == null ? "" : text;
  }

  static String thread(HeapObject thread) {
    return thread(threadName(thread), threadId(thread));
  }

  static String thread(@Nullable String name, long id) {
    String shown = name == null || name.isEmpty() ? "" : " \"" + printable(name) + '"';
    return "thread" + shown + (id < 0 ? "" : " (#" + id + ')');
  }

  /** A line break would tell a line of its own. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** In the largest unit that leaves a number of two digits or more: {@code 90 s}, {@code 36 h}. */
  static String duration(Duration duration) {
    if (duration.toMillis() < 1_000) {
      return duration.toMillis() + " ms";
    }
    if (duration.toSeconds() < 120) {
      return duration.toSeconds() + " s";
    }
    if (duration.toMinutes() < 120) {
      return duration.toMinutes() + " min";
    }
    return duration.toHours() < 48 ? duration.toHours() + " h" : count(duration.toDays(), "day");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
