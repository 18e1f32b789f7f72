package io.github.noleaks.internal.diagnose;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The catalog of openings: what to do about something that was left open. */
final class OpeningHints {

  static final OpeningHints INSTANCE =
      new OpeningHints(
          Frames.read("/io/github/noleaks/internal/diagnose/openings.json", Catalog.class));

  private record Catalog(String dropped, String process, List<Entry> entries) {}

  private record Entry(
      @Nullable List<OpenChannel.Kind> kinds,
      @Nullable List<String> opened,
      @Nullable List<String> classes,
      String fix) {}

  private record Hint(
      @Nullable List<OpenChannel.Kind> kinds,
      @Nullable Predicate<String> opened,
      @Nullable Predicate<String> classes,
      String fix) {

    static Hint of(Entry entry) {
      return new Hint(
          entry.kinds(),
          entry.opened() == null ? null : Glob.any(entry.opened()),
          entry.classes() == null ? null : Glob.any(entry.classes()),
          Objects.requireNonNull(entry.fix()));
    }

    boolean fits(OpenChannel channel, List<String> frames) {
      return (kinds == null || kinds.contains(channel.kind()))
          && (opened == null || frames.stream().anyMatch(opened))
          && (classes == null
              || (channel.className() != null && classes.test(channel.className())));
    }
  }

  private final String dropped;
  private final String process;
  private final List<Hint> hints;

  private OpeningHints(Catalog catalog) {
    dropped = Objects.requireNonNull(catalog.dropped());
    process = Objects.requireNonNull(catalog.process());
    hints = catalog.entries().stream().map(Hint::of).toList();
  }

  String fix(OpenChannel channel) {
    if (channel.dropped()) {
      return dropped;
    }
    List<String> frames = frames(channel.opener());
    return hints.stream()
        .filter(hint -> hint.fits(channel, frames))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("the catalog must end with an entry that always fits"))
        .fix();
  }

  String fixOfProcess() {
    return process;
  }

  /** What the user's code has called: what calls the user's code did not open anything. */
  private static List<String> frames(@Nullable Origin opener) {
    List<String> frames = new ArrayList<>();
    if (opener != null) {
      for (StackTraceElement frame : opener.stack()) {
        if (!Frames.isJdk(frame) && ClassPlaces.isInFolder(frame.getClassName())) {
          break;
        }
        frames.add(Frames.name(frame));
      }
    }
    return frames;
  }
}
