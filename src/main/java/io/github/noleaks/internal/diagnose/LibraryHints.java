package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of libraries: whose thread it is that does nothing but wait for work, and which call
 * would have ended it.
 */
final class LibraryHints {

  static final LibraryHints INSTANCE =
      new LibraryHints(
          Frames.read("/io/github/noleaks/internal/diagnose/libraries.json", Catalog.class));

  private record Catalog(Map<String, Hint.Place> places, List<Hint.Entry> libraries) {}

  private record Rest(List<String> frames, boolean idle) {}

  private record Question(
      Rest rest, String className, String name, @Nullable List<String> creation) {}

  private final List<Hint> hints;
  private final Bounded<Rest, List<Hint>> restingThere = new Bounded<>(2_000);
  private final Bounded<Question, Optional<Hint>> known = new Bounded<>(2_000);
  private final Bounded<String, Optional<String>> givers = new Bounded<>(2_000);

  private LibraryHints(Catalog catalog) {
    hints =
        catalog.libraries().stream()
            .map(
                entry ->
                    new Hint(
                        entry,
                        entry.place() == null
                            ? entry.rests()
                            : Objects.requireNonNull(catalog.places().get(entry.place()))))
            .toList();
  }

  List<Hint> hints() {
    return hints;
  }

  /**
   * The first entry that knows a thread as one of a library's own, at rest.
   *
   * @param place what the thread waits in
   * @return the entry; {@code null} if there is none, or if the thread is in somebody's task
   */
  @Nullable Hint find(LeakedThread thread, Wait.Place place) {
    // A worker that was there before got stuck in a task; a monitor is never a place to rest.
    if (thread.task() != null
        || thread.state() == Thread.State.BLOCKED
        || thread.stack().isEmpty()) {
      return null;
    }
    Wait wait = place.what();
    Rest rest =
        new Rest(
            foreignFrames(thread.stack()),
            place.index() >= 0 && wait.verdict() == Verdict.IDLE_WORKER);
    List<Hint> candidates =
        restingThere.get(
            rest, r -> hints.stream().filter(hint -> hint.restsIn(r.frames(), r.idle())).toList());
    if (candidates.isEmpty()) {
      return null;
    }
    Question question =
        new Question(rest, thread.className(), thread.name(), creation(thread.origin()));
    return known.get(question, q -> first(candidates, q)).orElse(null);
  }

  private static Optional<Hint> first(List<Hint> candidates, Question question) {
    return candidates.stream()
        .filter(hint -> hint.fits(question.className(), question.name(), question.creation()))
        .findFirst();
  }

  /**
   * The library that gives names like this one, so that it says nothing about whose thread it is.
   *
   * @return the library, or {@code null} if the name is the user's choice
   */
  @Nullable String giverOf(String threadName) {
    return givers.get(threadName, this::findGiver).orElse(null);
  }

  private Optional<String> findGiver(String threadName) {
    return hints.stream()
        .filter(hint -> hint.isDefaultName(threadName))
        .map(hint -> hint.entry().library())
        .findFirst();
  }

  private static List<String> foreignFrames(List<StackTraceElement> stack) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : stack) {
      if (!Frames.isJdk(frame) && !Frames.isLambdaShell(frame)) {
        frames.add(Frames.name(frame));
      }
    }
    return frames;
  }

  /**
   * By which calls a library created a thread, up to the first frame of the user's: what calls the
   * user's code, such as a handler in an event loop, did not create it.
   *
   * @return the frames, or {@code null} if they are not known
   */
  private static @Nullable List<String> creation(@Nullable Origin origin) {
    if (origin == null || origin.problem() != null || origin.stack().isEmpty()) {
      return null;
    }
    List<String> frames = new ArrayList<>();
    for (Origin each = origin; each != null; each = each.before()) {
      for (StackTraceElement frame : each.stack()) {
        if (!Frames.isJdk(frame) && ClassPlaces.isInFolder(frame.getClassName())) {
          return frames;
        }
        frames.add(Frames.name(frame));
      }
    }
    return frames;
  }
}
