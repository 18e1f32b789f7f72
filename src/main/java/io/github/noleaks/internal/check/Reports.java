package io.github.noleaks.internal.check;

import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.check.ResourceWitness.Judged;
import io.github.noleaks.internal.check.Resources.Found;
import io.github.noleaks.internal.diagnose.ChannelDiagnosis;
import io.github.noleaks.internal.diagnose.ProcessDiagnosis;
import io.github.noleaks.internal.report.TextReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the findings of several watches together. */
final class Reports {
  private Reports() {}

  /**
   * With what was left open.
   *
   * @param startedIn the test during which it came up, if that is worth telling
   */
  static LeakReport plus(
      LeakReport report, Judged judged, Function<Found, @Nullable String> startedIn) {
    List<ChannelDiagnosis.Left> channels = new ArrayList<>();
    List<ProcessDiagnosis.Left> processes = new ArrayList<>();
    for (Found each : judged.leaks()) {
      if (each.channel() != null) {
        channels.add(new ChannelDiagnosis.Left(each.channel().channel(), startedIn.apply(each)));
      } else if (each.process() != null) {
        processes.add(new ProcessDiagnosis.Left(each.process().process(), startedIn.apply(each)));
      }
    }
    List<String> notes = new ArrayList<>(judged.notes());
    return plus(report, diagnose(channels, processes, notes), notes);
  }

  /** A failure to diagnose must not hide the leak. */
  private static List<Leak> diagnose(
      List<ChannelDiagnosis.Left> channels,
      List<ProcessDiagnosis.Left> processes,
      List<String> notes) {
    try {
      List<Leak> leaks = new ArrayList<>(ChannelDiagnosis.of(channels));
      leaks.addAll(ProcessDiagnosis.of(processes));
      return leaks;
    } catch (RuntimeException | LinkageError e) {
      notes.add("the diagnosis failed (" + e + "); please report this to the makers of NoLeaks");
      return List.of(
          undiagnosed(
              channels.stream().map(ChannelDiagnosis.Left::channel).toList(),
              processes.stream().map(ProcessDiagnosis.Left::process).toList()));
    }
  }

  private static Leak undiagnosed(List<OpenChannel> channels, List<LeakedProcess> processes) {
    return new Leak(
        Verdict.OPEN,
        "left open",
        List.of(),
        List.of(),
        channels,
        processes,
        null,
        null,
        null,
        null,
        null,
        "close it where its user ends",
        "",
        "undiagnosed",
        null,
        Evidence.NONE);
  }

  static LeakReport plus(LeakReport report, Collection<Leak> more, Collection<String> notes) {
    if (more.isEmpty()) {
      return report;
    }
    List<Leak> leaks = new ArrayList<>(report.leaks());
    leaks.addAll(more);
    leaks.sort(Comparator.comparing(Leak::verdict));
    List<String> all = new ArrayList<>(report.notes());
    notes.stream().filter(each -> !all.contains(each)).forEach(all::add);
    return new LeakReport(
        report.subject(), leaks, all, TextReport.of(report.subject(), leaks, all));
  }
}
