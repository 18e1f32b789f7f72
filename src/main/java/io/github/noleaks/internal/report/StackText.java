package io.github.noleaks.internal.report;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A stack in few lines: the user's frames whole, runs of JDK and test framework frames folded. */
final class StackText {

  private static final int MOST_LINES = 14;
  private static final List<String> FRAMEWORKS = frameworks();

  private record Frameworks(List<String> prefixes) {}

  private StackText() {}

  static List<String> of(List<StackTraceElement> frames) {
    List<StackTraceElement> stack = frames.stream().filter(f -> !isLambdaShell(f)).toList();
    List<String> lines = new ArrayList<>();
    boolean nothingOfTheUsers = stack.stream().allMatch(StackText::isForeign);
    int shown = 0;
    int i = 0;
    while (i < stack.size() && lines.size() < MOST_LINES) {
      int end = i;
      while (end < stack.size() && isForeign(stack.get(end))) {
        end++;
      }
      if (end == i || nothingOfTheUsers) {
        lines.add(frame(stack.get(i++)));
      } else if (i == 0) {
        // The call the user made is worth its line; what the JDK did then is not.
        fold(lines, stack.subList(0, end - 1));
        lines.add(frame(stack.get(end - 1)));
        i = end;
      } else {
        fold(lines, stack.subList(i, end));
        i = end;
      }
      shown = i;
    }
    if (shown < stack.size()) {
      lines.add("… " + Wording.count(stack.size() - shown, "more frame"));
    }
    return lines;
  }

  /** Without what the JDK did inside of the call that was made. */
  static List<StackTraceElement> fromTheCall(List<StackTraceElement> stack) {
    int call = 0;
    while (call + 1 < stack.size() && isJdk(stack.get(call)) && isJdk(stack.get(call + 1))) {
      call++;
    }
    return call + 1 < stack.size() ? stack.subList(call, stack.size()) : stack;
  }

  private static void fold(List<String> lines, List<StackTraceElement> frames) {
    if (frames.isEmpty()) {
      return;
    }
    if (frames.size() == 1) {
      lines.add(frame(frames.get(0)));
      return;
    }
    boolean jdk = frames.stream().anyMatch(StackText::isJdk);
    boolean framework = !frames.stream().allMatch(StackText::isJdk);
    String whose = jdk && framework ? "JDK and test framework" : jdk ? "JDK" : "test framework";
    lines.add("… " + Wording.count(frames.size(), whose + " frame"));
  }

  /** Without module and class loader, which would only stand in the way of reading. */
  static String frame(StackTraceElement frame) {
    String file = frame.getFileName();
    String place =
        frame.isNativeMethod()
            ? "Native Method"
            : file == null
                ? "Unknown Source"
                : frame.getLineNumber() < 0 ? file : file + ':' + frame.getLineNumber();
    return Wording.printable(
        frame.getClassName() + '.' + frame.getMethodName() + '(' + place + ')');
  }

  /** What the JVM puts around a lambda: it says nothing that the lambda's own frame does not. */
  private static boolean isLambdaShell(StackTraceElement frame) {
    return frame.getFileName() == null && frame.getClassName().contains("$$Lambda");
  }

  private static boolean isForeign(StackTraceElement frame) {
    return isJdk(frame) || FRAMEWORKS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    if (module != null) {
      return module.startsWith("java.") || module.startsWith("jdk.");
    }
    String type = frame.getClassName();
    return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
  }

  private static List<String> frameworks() {
    String resource = "/io/github/noleaks/internal/frameworks.json";
    try (InputStream in = Objects.requireNonNull(StackText.class.getResourceAsStream(resource))) {
      return Objects.requireNonNull(
              new Gson()
                  .fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), Frameworks.class))
          .prefixes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
