package io.github.noleaks.testing;

import static java.util.stream.Collectors.joining;

import io.github.noleaks.Origin;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the origin of the thread should be that a test leaves behind: the frames of each creation,
 * the innermost first, from the thread itself to the first of its creators.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Created {
  String[] value();

  /** Says of an origin what the annotation says. */
  final class Creations {
    private Creations() {}

    public static List<String> of(@Nullable Origin origin) {
      List<String> creations = new ArrayList<>();
      for (Origin each = origin; each != null; each = each.before()) {
        creations.add(
            each.problem() != null
                ? each.problem()
                : each.stack().stream().map(Creations::frame).collect(joining(" < ")));
      }
      return creations;
    }

    /** Of the JDK's classes the names, too: in those of our tests the methods tell enough. */
    private static String frame(StackTraceElement frame) {
      String type = frame.getClassName();
      String method = frame.getMethodName().replaceAll("lambda\\$(\\w+)\\$\\d+", "lambda of $1");
      return type.startsWith("io.github.noleaks.")
          ? method
          : type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
  }
}
