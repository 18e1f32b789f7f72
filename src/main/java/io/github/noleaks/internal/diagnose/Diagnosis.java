package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapEvidence.Circle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** From the facts about leaked threads to findings. */
public final class Diagnosis {

  private static final Comparator<LeakedThread> BY_ID = Comparator.comparingLong(LeakedThread::id);

  private Diagnosis() {}

  /**
   * Says of each thread what it waits for and what to do about it. Threads that were left behind in
   * the same way become one finding, and so does a circle of deadlocked threads. May be called by
   * any thread. Looks at the facts alone, but for one question to the JVM's own deadlock finder.
   *
   * @param threads the facts
   * @param startedIn the test during which a thread was started, or {@code null}
   * @param heap what a heap dump says about them
   * @return the findings, the gravest first, then by their first thread
   */
  public static List<Leak> of(
      Collection<LeakedThread> threads,
      Function<LeakedThread, @Nullable String> startedIn,
      HeapEvidence heap) {
    List<LeakedThread> left = new ArrayList<>(threads);
    left.sort(BY_ID);
    List<Leak> leaks = new ArrayList<>();
    GroupEvidence evidence = new GroupEvidence(heap);
    for (Deadlocks.Circle circle : Deadlocks.among(left)) {
      leaks.add(
          deadlock(
              Circle.Kind.LOCKS, circle.told(), take(left, circle::contains), startedIn, evidence));
    }
    for (Circle circle : heap.circles()) {
      List<LeakedThread> caught = take(left, circle.threadIds()::contains);
      if (!caught.isEmpty()) {
        leaks.add(
            deadlock(circle.kind(), String.join("\n", circle.told()), caught, startedIn, evidence));
      }
    }
    for (Map.Entry<Kind, List<LeakedThread>> group :
        grouped(left, startedIn, evidence).entrySet()) {
      leaks.add(leak(group.getKey(), group.getValue(), evidence));
    }
    leaks.sort(
        Comparator.comparing(Leak::verdict).thenComparing(leak -> leak.threads().get(0).id()));
    return leaks;
  }

  /** What threads of one finding have in common. */
  private record Kind(
      String summary,
      String fix,
      List<Object> essence,
      @Nullable String startedIn,
      Verdict verdict) {}

  private static Map<Kind, List<LeakedThread>> grouped(
      List<LeakedThread> threads,
      Function<LeakedThread, @Nullable String> startedIn,
      GroupEvidence evidence) {
    Map<Kind, List<LeakedThread>> groups = new LinkedHashMap<>();
    for (LeakedThread thread : threads) {
      Told told = Told.of(thread);
      Kind kind =
          new Kind(
              told.summary(),
              told.fix(),
              told.essence(thread.stack()),
              startedIn.apply(thread),
              verdict(evidence.verdict(told.verdict(), thread), thread));
      groups.computeIfAbsent(kind, k -> new ArrayList<>()).add(thread);
    }
    return groups;
  }

  /** Of an older thread, its task is what was left behind, unless more is proven. */
  private static Verdict verdict(Verdict seen, LeakedThread thread) {
    return thread.task() == null || seen == Verdict.STUCK_FOREVER ? seen : Verdict.STUCK_TASK;
  }

  private static Leak leak(Kind kind, List<LeakedThread> threads, GroupEvidence evidence) {
    LeakedThread first = threads.get(0);
    Told told = Told.of(first);
    String waitsIn = told.waitsIn(first);
    StackTraceElement own = Frames.innermostOwn(first.stack());
    String fingerprint;
    if (told.hint() == null) {
      // Not the verdict that was proven: there may be no heap dump the next time.
      fingerprint = Fingerprint.of(told.verdict(), told.summary(), waitsIn, threads);
    } else {
      fingerprint = Fingerprint.ofLibrary(told, waitsIn, threads);
      // The library's frames are not the user's, and each of its threads may wait in another call.
      own = own != null && ClassPlaces.isInFolder(own.getClassName()) ? own : null;
      waitsIn = waitsInAlike(waitsIn, threads);
    }
    String holder = evidence.heldBy(threads);
    return new Leak(
        kind.verdict(),
        kind.summary(),
        threads,
        List.of(),
        waitsIn,
        holder == null ? Owners.of(threads) : holder,
        own,
        own == null ? null : SourceLines.at(own),
        kind.startedIn(),
        kind.fix(),
        IgnoreSnippet.of(threads, own, told.restingFrame(first.stack())),
        fingerprint,
        Fingerprint.withCreators(fingerprint, threads),
        evidence.of(threads));
  }

  private static @Nullable String waitsInAlike(@Nullable String call, List<LeakedThread> threads) {
    return threads.stream().allMatch(t -> Objects.equals(call, Told.of(t).waitsIn(t)))
        ? call
        : null;
  }

  private static List<LeakedThread> take(List<LeakedThread> from, LongPredicate wanted) {
    List<LeakedThread> taken = from.stream().filter(thread -> wanted.test(thread.id())).toList();
    from.removeAll(taken);
    return taken;
  }

  private static Leak deadlock(
      Circle.Kind kind,
      String circle,
      List<LeakedThread> threads,
      Function<LeakedThread, @Nullable String> startedIn,
      GroupEvidence evidence) {
    LeakedThread first = threads.get(0);
    WaitCatalog.Deadlock words = WaitCatalog.INSTANCE.deadlock(kind);
    StackTraceElement own = Frames.innermostOwn(first.stack());
    String fingerprint = Fingerprint.ofCircle(words.summary(), threads);
    Set<@Nullable String> calls = new HashSet<>();
    Set<@Nullable String> tests = new HashSet<>();
    for (LeakedThread thread : threads) {
      calls.add(Told.of(thread).waitsIn(thread));
      tests.add(startedIn.apply(thread));
    }
    return new Leak(
        Verdict.DEADLOCKED,
        words.summary(),
        threads,
        List.of(),
        calls.size() == 1 ? calls.iterator().next() : null,
        circle,
        own,
        own == null ? null : SourceLines.at(own),
        tests.size() == 1 ? tests.iterator().next() : null,
        words.fix(),
        IgnoreSnippet.of(threads, own, null),
        fingerprint,
        Fingerprint.withCreators(fingerprint, threads),
        evidence.ofCircle(threads));
  }
}
