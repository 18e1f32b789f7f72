package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From child processes that were left alive to findings. */
public final class ProcessDiagnosis {
  private static final String SUMMARY = "child process still running";

  private ProcessDiagnosis() {}

  /**
   * A process and where it came up.
   *
   * @param process the facts
   * @param startedIn the test during which it was started, or {@code null} if that is the one the
   *     report is about
   */
  public record Left(LeakedProcess process, @Nullable String startedIn) {}

  /** What processes of one finding have in common. */
  private record Group(
      String command, List<List<StackTraceElement>> opener, @Nullable String startedIn) {}

  /**
   * Says of each process what it is and how to end it. Those that run the same, started in one
   * place, become one finding. May be called by any thread.
   *
   * @param processes the processes
   * @return the findings, in the order in which their first processes come
   */
  public static List<Leak> of(Collection<Left> processes) {
    Map<Group, List<LeakedProcess>> groups = new LinkedHashMap<>();
    for (Left left : processes) {
      LeakedProcess process = left.process();
      groups
          .computeIfAbsent(
              new Group(
                  StablePlace.of(process.command()),
                  Creators.stacks(process.opener()),
                  left.startedIn()),
              group -> new ArrayList<>())
          .add(process);
    }
    List<Leak> leaks = new ArrayList<>();
    groups.forEach((group, some) -> leaks.add(leak(group, some)));
    return leaks;
  }

  private static Leak leak(Group group, List<LeakedProcess> processes) {
    Origin opener = processes.get(0).opener();
    StackTraceElement own = opener == null ? null : Frames.innermostOwn(opener.stack());
    String fingerprint = Fingerprint.ofOpen("PROCESS", group.command());
    return new Leak(
        Verdict.OPEN,
        SUMMARY,
        List.of(),
        List.of(),
        List.of(),
        processes,
        null,
        null,
        own,
        own == null ? null : SourceLines.at(own),
        group.startedIn(),
        OpeningHints.INSTANCE.fixOfProcess(),
        IgnoreSnippet.ofProcesses(processes, group.command()),
        fingerprint,
        Fingerprint.withOpener(fingerprint, null, opener),
        Evidence.NONE);
  }
}
