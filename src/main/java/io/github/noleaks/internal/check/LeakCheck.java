package io.github.noleaks.internal.check;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.diagnose.Diagnosis;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.TextReport;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One check, from suspects to a report: settle, diagnose, tell. Thread-safe. */
final class LeakCheck {
  private final ThreadWatch watch;

  LeakCheck(ThreadWatch watch) {
    this.watch = watch;
  }

  /**
   * Waits for the suspects to end, and tells about those that don't.
   *
   * @param subject what is checked
   * @param suspects gives those there are now, the ignored ones left out
   * @param settle how long they may take
   * @param startedIn the test during which a thread came up, if that is worth telling
   * @return what was found, possibly nothing
   */
  LeakReport report(
      String subject,
      Supplier<List<LeakedThread>> suspects,
      Duration settle,
      Function<LeakedThread, @Nullable String> startedIn) {
    List<LeakedThread> left = new Settle(watch, settle).await(suspects);
    List<String> notes = new ArrayList<>(watch.blindSpots());
    // Also where nothing was found: perhaps because it could not be seen.
    notes.forEach(Console::once);
    if (left.isEmpty()) {
      return nothing(subject);
    }
    List<Leak> leaks = diagnose(left, startedIn, notes);
    return new LeakReport(subject, leaks, notes, TextReport.of(subject, leaks, notes));
  }

  static LeakReport nothing(String subject) {
    return new LeakReport(subject, List.of(), List.of(), "");
  }

  /** A failure to diagnose must not hide the leak. */
  private static List<Leak> diagnose(
      List<LeakedThread> left,
      Function<LeakedThread, @Nullable String> startedIn,
      List<String> notes) {
    try {
      return Diagnosis.of(left, startedIn);
    } catch (RuntimeException | LinkageError e) {
      notes.add("the diagnosis failed (" + e + "); please report this to the makers of NoLeaks");
      return left.stream().map(LeakCheck::undiagnosed).toList();
    }
  }

  private static Leak undiagnosed(LeakedThread thread) {
    String summary = "in state " + thread.state();
    return new Leak(
        thread.state() == Thread.State.RUNNABLE ? Verdict.RUNNING : Verdict.BLOCKED,
        summary,
        List.of(thread),
        null,
        null,
        null,
        null,
        null,
        "see its stack",
        "@IgnoreLeaks(thread = \"" + thread.name() + "\", reason = \"…\")",
        "undiagnosed");
  }
}
