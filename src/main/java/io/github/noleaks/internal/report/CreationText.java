package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who created the threads of a finding, opened its channels or started its processes, from there up
 * to the test, in a few lines.
 */
final class CreationText {
  private static final int MOST_FRAMES = 10;

  /** Of threads further back; the way over them matters more than what they did. */
  private static final int MOST_FRAMES_BEFORE = 4;

  private static final int MOST_BEFORE = 4;
  private static final int MOST_OF_LIBRARY = 3;

  private final List<String> lines = new ArrayList<>();

  private CreationText() {}

  /** The lines; none if nobody has looked for the creators. */
  static List<String> of(Leak leak) {
    CreationText text = new CreationText();
    Origin told = leak.origin();
    if (told == null) {
      return text.lines;
    }
    if (leak.threads().isEmpty()) {
      text.opening(told, leak.at());
      text.before(told);
    } else {
      text.creation(told.stack(), told, MOST_FRAMES);
      text.before(told);
      text.others(told, leak.threads());
    }
    return text.lines;
  }

  /** The user's line is told even if a library has called on and on from there. */
  private void opening(Origin origin, @Nullable StackTraceElement at) {
    List<StackTraceElement> frames = StackText.fromTheCall(origin.stack());
    int own = at == null ? -1 : frames.indexOf(at);
    int most = MOST_FRAMES;
    if (own > MOST_FRAMES - 2) {
      lines.addAll(StackText.of(frames.subList(0, MOST_OF_LIBRARY)));
      lines.add("… " + Wording.count(own - MOST_OF_LIBRARY, "more frame"));
      frames = frames.subList(own, frames.size());
      most -= MOST_OF_LIBRARY + 1;
    }
    creation(frames, origin, most);
  }

  private void before(Origin origin) {
    Origin each = origin;
    for (int i = 0; i < MOST_BEFORE && each.before() != null; i++) {
      Origin before = each.before();
      lines.add("in " + creator(each) + ", which was created by");
      creation(before.stack(), before, MOST_FRAMES_BEFORE);
      each = before;
    }
    int more = 0;
    while (each.before() != null) {
      each = each.before();
      more++;
    }
    if (more > 0) {
      lines.add("… over " + Wording.count(more, "more thread") + " before");
    }
  }

  private void creation(List<StackTraceElement> stack, Origin origin, int most) {
    List<StackTraceElement> frames = worthTelling(stack);
    if (origin.problem() != null) {
      lines.add("unknown: " + Wording.printable(origin.problem()));
    } else if (frames.isEmpty()) {
      lines.add(creator(origin));
    } else if (frames.size() <= most) {
      lines.addAll(StackText.of(frames));
    } else {
      // The outermost frame is the test method.
      int last = frames.size() - 1;
      lines.addAll(StackText.of(frames.subList(0, most - 2)));
      lines.add("… " + Wording.count(last - (most - 2), "more frame"));
      lines.add(StackText.frame(frames.get(last)));
    }
  }

  /** That a thread is created by a constructor or method of {@code Thread} goes without saying. */
  private static List<StackTraceElement> worthTelling(List<StackTraceElement> stack) {
    if (stack.size() < 2) {
      return stack;
    }
    String innermost = stack.get(0).getClassName();
    boolean obvious =
        innermost.equals("java.lang.Thread") || innermost.startsWith("java.lang.ThreadBuilders$");
    return obvious ? stack.subList(1, stack.size()) : stack;
  }

  private static String creator(Origin origin) {
    String name = origin.creator();
    return "thread"
        + (name == null || name.isEmpty() ? "" : " \"" + Wording.name(name) + '"')
        + (origin.creatorId() < 0 ? "" : " (#" + origin.creatorId() + ')');
  }

  private void others(Origin told, List<LeakedThread> threads) {
    List<Object> first = place(told);
    Set<List<Object>> places = new HashSet<>();
    int elsewhere = 0;
    int unknown = 0;
    for (LeakedThread thread : threads) {
      Origin origin = thread.origin();
      if (origin == null || origin.problem() != null) {
        unknown++;
      } else if (!place(origin).equals(first)) {
        elsewhere++;
        places.add(place(origin));
      }
    }
    if (elsewhere > 0) {
      lines.add(
          "… "
              + Wording.count(elsewhere, "more thread")
              + (elsewhere == 1 ? " was created elsewhere" : " were created elsewhere")
              + (places.size() == 1 ? "" : ", in " + Wording.number(places.size()) + " places"));
    }
    if (unknown > 0 && told.problem() == null) {
      lines.add("… of " + Wording.count(unknown, "more thread") + " it is unknown");
    }
  }

  /** Where it was done, whichever thread did it. */
  private static List<Object> place(Origin origin) {
    List<Object> place = new ArrayList<>();
    for (@Nullable Origin each = origin; each != null; each = each.before()) {
      place.add(each.stack());
      place.add(Objects.requireNonNullElse(each.problem(), ""));
    }
    return place;
  }
}
