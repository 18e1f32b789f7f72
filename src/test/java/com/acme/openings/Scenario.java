package com.acme.openings;

import io.github.noleaks.Origin;
import io.github.noleaks.internal.watch.OpeningWatch;
import io.github.noleaks.internal.watch.SeenChannel;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens something, tells what is seen of it, closes it, and tells what is still seen. */
final class Scenario {
  private static final int MOST_COLLECTIONS = 200;

  private final String home;

  Scenario(String home) {
    this.home = home;
  }

  /** What opens, and gives what closes it. */
  interface Opener {
    @Nullable AutoCloseable open() throws Exception;
  }

  /** What opens, and forgets it. */
  interface Dropper {
    void drop() throws Exception;
  }

  void run(String name, Opener opener) {
    try {
      OpeningWatch watch = OpeningWatch.shared();
      long mark = watch.mark();
      AutoCloseable open = opener.open();
      print(name, told(watch.since(mark)));
      if (open != null) {
        open.close();
      }
      print(name + ", closed", told(watch.since(mark)));
    } catch (Exception e) {
      print(name, e.toString());
    }
  }

  void drop(String name, Dropper dropper) {
    try {
      OpeningWatch watch = OpeningWatch.shared();
      long mark = watch.mark();
      dropper.drop();
      List<SeenChannel> seen = watch.since(mark);
      Predicate<SeenChannel> dropped = each -> each.channel().dropped();
      for (int i = 0; i < MOST_COLLECTIONS && !seen.stream().allMatch(dropped); i++) {
        ManagementFactory.getMemoryMXBean().gc();
        seen = watch.since(mark);
      }
      print(name + ", dropped", told(seen));
      seen.forEach(each -> watch.forget(each.key()));
      print(name + ", forgotten", told(watch.since(mark)));
    } catch (Exception e) {
      print(name, e.toString());
    }
  }

  void print(String question, String answer) {
    System.out.println(question + " -> " + answer);
  }

  private String told(List<SeenChannel> seen) {
    return seen.stream().map(this::told).toList().toString();
  }

  private String told(SeenChannel seen) {
    return "%s %s by %s%s%s"
        .formatted(
            seen.channel().kind().label(),
            seen.channel()
                .target()
                .replace(home, "~")
                .replaceAll(":\\d+", ":PORT")
                .replaceAll("^$", "nowhere"),
            String.valueOf(seen.channel().className())
                .replaceAll(".*\\.", "")
                .replaceAll("^(Unix|Linux|EPoll|KQueue|WEPoll|Windows|Polling|Simple)", ""),
            frames(seen.channel().opener()),
            (seen.channel().dropped() ? ", dropped" : "")
                + (OpeningWatch.shared().wasAccepted(seen) ? ", accepted" : ""));
  }

  /** The call of the JDK, and whether the line that made it is told. */
  private static String frames(@Nullable Origin origin) {
    if (origin == null) {
      return ", opener unknown";
    }
    List<StackTraceElement> stack = origin.stack();
    boolean users =
        stack.size() > 1 && stack.get(1).getClassName().startsWith("com.acme.openings.");
    return " in " + stack.get(0).getMethodName() + (users ? "" : " of " + stack);
  }
}
