package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where in the user's own code something was created, in words that hold in every run. */
final class Creators {
  private Creators() {}

  /**
   * The own frame, as a pattern, by which all these threads were created.
   *
   * @return the innermost one, or {@code null} if they have none in common, or it is not known of
   *     all
   */
  static @Nullable String innermostOwn(List<LeakedThread> threads) {
    String common = null;
    for (@Nullable Origin origin : different(threads)) {
      String own = innermostOwn(origin);
      if (own == null || (common != null && !own.equals(common))) {
        return null;
      }
      common = own;
    }
    return common;
  }

  /** Of its own creation, or of that of a thread before it. */
  static @Nullable String innermostOwn(@Nullable Origin origin) {
    for (Origin each = origin; each != null; each = each.before()) {
      StackTraceElement own = Frames.innermostOwn(each.stack());
      if (own != null) {
        return Stable.frame(own);
      }
    }
    return null;
  }

  /** The different ways, frame by frame, by which threads were created; none if none is known. */
  static Set<String> ways(List<LeakedThread> threads) {
    Set<String> ways = new TreeSet<>();
    for (@Nullable Origin origin : different(threads)) {
      if (origin != null && origin.problem() == null) {
        ways.add(way(origin));
      }
    }
    return ways;
  }

  /** Thousands of threads share few origins; {@code null} if one was not looked up. */
  private static Set<@Nullable Origin> different(List<LeakedThread> threads) {
    Set<@Nullable Origin> origins = new HashSet<>();
    threads.forEach(thread -> origins.add(thread.origin()));
    return origins;
  }

  /** The stacks of an origin and of those before it; none if it is not known. */
  static List<List<StackTraceElement>> stacks(@Nullable Origin origin) {
    List<List<StackTraceElement>> stacks = new ArrayList<>();
    for (Origin each = origin; each != null && each.problem() == null; each = each.before()) {
      stacks.add(each.stack());
    }
    return stacks;
  }

  /** The frames of the JDK and of frameworks differ between versions. */
  static String way(Origin origin) {
    List<String> frames = new ArrayList<>();
    for (Origin each = origin; each != null; each = each.before()) {
      Frames.own(each.stack()).forEach(frame -> frames.add(Stable.frame(frame)));
    }
    return String.join("\n", frames);
  }
}
