package io.github.noleaks.internal.check;

import io.github.noleaks.Evidence;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.diagnose.CommonPoolTask;
import io.github.noleaks.internal.diagnose.Diagnosis;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.TextReport;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One check, from suspects to a report: settle, diagnose, tell. Thread-safe. */
final class LeakCheck {
  /** From here on a heap dump is cheaper than the wait. */
  private static final Duration LONG_SETTLE = Duration.ofSeconds(2);

  private static final Duration FIRST_PART = Duration.ofSeconds(1);

  private static final String WITHOUT_HEAP = ", and there was no heap dump that tells it";

  private final ThreadWatch watch;
  private final HeapSettings heap;
  private final AccessMode access;
  private final Supplier<String> unreadable;

  LeakCheck(ThreadWatch watch, HeapSettings heap, AccessMode access) {
    this.watch = watch;
    this.heap = heap;
    this.access = access;
    this.unreadable =
        () -> Access.problem(access).orElse("its fields were not read") + WITHOUT_HEAP;
  }

  /** What was left, and what the heap says about it. */
  private record Found(List<LeakedThread> threads, HeapEvidence evidence) {

    boolean isAllProven() {
      Set<Long> proven = new HashSet<>();
      for (ThreadEvidence each : evidence.threads()) {
        if (each.stuck()) {
          proven.add(each.threadId());
        }
      }
      evidence.circles().forEach(circle -> proven.addAll(circle.threadIds()));
      return threads.stream().allMatch(thread -> proven.contains(thread.id()));
    }
  }

  /**
   * Waits for the suspects to end, and tells about those that don't.
   *
   * @param subject what is checked
   * @param suspects gives those there are now, the ignored ones left out
   * @param settle how long they may take
   * @param startedIn the test during which a thread came up, if that is worth telling
   * @param decided of those that are left, the ones to tell about, once the heap has been asked
   * @return what was found, possibly nothing
   */
  LeakReport report(
      String subject,
      Supplier<List<LeakedThread>> suspects,
      Duration settle,
      Function<LeakedThread, @Nullable String> startedIn,
      BiFunction<List<LeakedThread>, HeapEvidence, List<LeakedThread>> decided) {
    Found all = find(suspects, settle);
    Found found = new Found(decided.apply(withOrigins(all), all.evidence()), all.evidence());
    List<String> notes = new ArrayList<>(watch.blindSpots());
    // Also where nothing was found: perhaps because it could not be seen.
    notes.forEach(Console::once);
    if (found.threads().isEmpty()) {
      return nothing(subject);
    }
    notes.addAll(found.evidence().notes());
    List<Leak> leaks = diagnose(found, startedIn, notes);
    return new LeakReport(subject, leaks, notes, TextReport.of(subject, leaks, notes));
  }

  /** Where the fields of the threads could not be read, the heap may tell who created them. */
  private List<LeakedThread> withOrigins(Found found) {
    Map<Long, Origin> origins = found.evidence().origins();
    return found.threads().stream()
        .map(thread -> thread.withOrigin(origin(thread, origins.get(thread.id()))))
        .toList();
  }

  private Origin origin(LeakedThread thread, @Nullable Origin ofHeap) {
    if (CommonPoolTask.isWorker(thread)) {
      return Origin.unknown("who gave a worker of the common pool its task is not recorded");
    }
    Origin known = thread.origin() == null ? ofHeap : thread.origin();
    return known == null ? Origin.unknown(unreadable.get()) : known;
  }

  /** A long settle ends early if the heap proves that it is no use: a dump costs less. */
  private Found find(Supplier<List<LeakedThread>> suspects, Duration settle) {
    boolean isLong = heap.on() && settle.compareTo(LONG_SETTLE) >= 0;
    Duration first = isLong ? FIRST_PART : settle;
    Found found = ask(new Settle(first).await(suspects), suspects);
    if (!isLong || found.threads().isEmpty() || found.isAllProven()) {
      return found;
    }
    Found again = ask(new Settle(settle.minus(first)).await(suspects), suspects);
    return again.evidence().threads().isEmpty()
        ? new Found(again.threads(), stillTrue(found.evidence(), found.threads(), again.threads()))
        : again;
  }

  private Found ask(List<LeakedThread> settled, Supplier<List<LeakedThread>> suspects) {
    List<LeakedThread> left = settled;
    if (!left.isEmpty() && isAccessOfUse()) {
      Set<Long> ids = left.stream().map(LeakedThread::id).collect(Collectors.toSet());
      left = suspects.get().stream().filter(thread -> ids.contains(thread.id())).toList();
    }
    HeapEvidence evidence = new HeapWitness(heap).ask(left);
    return new Found(
        left, evidence.threads().isEmpty() ? evidence : stillTrue(evidence, left, suspects.get()));
  }

  /** With access, the origin of a thread is known without a heap dump. */
  private boolean isAccessOfUse() {
    return Access.present(access).isEmpty()
        && (access == AccessMode.ATTACH || !heap.on())
        && Reading.acquired(access);
  }

  /** A proof holds only for threads that are still as they were. */
  private static HeapEvidence stillTrue(
      HeapEvidence evidence, List<LeakedThread> before, List<LeakedThread> now) {
    Set<LeakedThread> unchanged = new HashSet<>(now);
    Set<Long> moved = new HashSet<>();
    for (LeakedThread thread : before) {
      if (!unchanged.contains(thread)) {
        moved.add(thread.id());
      }
    }
    return evidence.withoutProofOf(moved::contains);
  }

  static LeakReport nothing(String subject) {
    return new LeakReport(subject, List.of(), List.of(), "");
  }

  /** A failure to diagnose must not hide the leak. */
  private static List<Leak> diagnose(
      Found found, Function<LeakedThread, @Nullable String> startedIn, List<String> notes) {
    try {
      return Diagnosis.of(found.threads(), startedIn, found.evidence());
    } catch (RuntimeException | LinkageError e) {
      notes.add("the diagnosis failed (" + e + "); please report this to the makers of NoLeaks");
      return found.threads().stream().map(LeakCheck::undiagnosed).toList();
    }
  }

  private static Leak undiagnosed(LeakedThread thread) {
    String summary = "in state " + thread.state();
    return new Leak(
        thread.task() != null
            ? Verdict.STUCK_TASK
            : thread.state() == Thread.State.RUNNABLE ? Verdict.RUNNING : Verdict.BLOCKED,
        summary,
        List.of(thread),
        null,
        null,
        null,
        null,
        null,
        "see its stack",
        "@IgnoreLeaks(thread = \"" + thread.name() + "\", reason = \"…\")",
        "undiagnosed",
        Evidence.NONE);
  }
}
