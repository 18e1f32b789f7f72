package io.github.noleaks.internal.diagnose;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose code a frame is. */
final class Frames {

  private static final String OURS = "io.github.noleaks.";
  private static final List<String> FRAMEWORKS =
      read("/io/github/noleaks/internal/frameworks.json", Frameworks.class).prefixes();

  private record Frameworks(List<String> prefixes) {}

  private Frames() {}

  /** The frame as patterns write it: {@code package.Class.method}. */
  static String name(StackTraceElement frame) {
    return frame.getClassName() + '.' + frame.getMethodName();
  }

  static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    if (module != null) {
      return module.startsWith("java.") || module.startsWith("jdk.");
    }
    // Frames read from a thread dump, or of classes the JDK generates, have no module.
    String type = frame.getClassName();
    return type.startsWith("java.")
        || type.startsWith("jdk.internal.")
        || type.startsWith("jdk.proxy")
        || type.startsWith("sun.");
  }

  static boolean isFramework(StackTraceElement frame) {
    String type = frame.getClassName();
    for (String prefix : FRAMEWORKS) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** NoLeaks' own code; told by its place, since users of the same package name may exist. */
  static boolean isOurs(StackTraceElement frame) {
    return frame.getClassName().startsWith(OURS)
        && Objects.equals(
            ClassPlaces.of(frame.getClassName()), ClassPlaces.of(Frames.class.getName()));
  }

  /** What the JVM puts around a lambda; up to some JDK the stacks of other threads show it. */
  static boolean isLambdaShell(StackTraceElement frame) {
    return frame.getFileName() == null && frame.getClassName().contains("$$Lambda");
  }

  private static boolean mayBeOwn(StackTraceElement frame) {
    return !isJdk(frame) && !isFramework(frame) && !isLambdaShell(frame) && !isOurs(frame);
  }

  /** The JDK frames on top of the stack, down to the first frame that is not the JDK's. */
  static List<StackTraceElement> head(List<StackTraceElement> stack) {
    int end = 0;
    while (end < stack.size() && isJdk(stack.get(end))) {
      end++;
    }
    return stack.subList(0, end);
  }

  /**
   * The innermost frame of the user's own code: of a class that lies in a folder, since libraries
   * come in jars; else the innermost frame that belongs to no JDK and no framework.
   */
  static @Nullable StackTraceElement innermostOwn(List<StackTraceElement> stack) {
    StackTraceElement first = null;
    for (StackTraceElement frame : stack) {
      if (mayBeOwn(frame)) {
        if (ClassPlaces.isInFolder(frame.getClassName())) {
          return frame;
        }
        first = first == null ? frame : first;
      }
    }
    return first;
  }

  /** The frames that are neither the JDK's nor a framework's nor ours. */
  static List<StackTraceElement> own(List<StackTraceElement> stack) {
    List<StackTraceElement> own = new ArrayList<>();
    for (StackTraceElement frame : stack) {
      if (mayBeOwn(frame)) {
        own.add(frame);
      }
    }
    return own;
  }

  /** Reads one of the catalogs that lie beside the classes. */
  static <T> T read(String resource, Class<T> type) {
    try (InputStream in = Objects.requireNonNull(Frames.class.getResourceAsStream(resource))) {
      return Objects.requireNonNull(
          new Gson().fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
