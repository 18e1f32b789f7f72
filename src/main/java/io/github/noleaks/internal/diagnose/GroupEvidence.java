package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Evidence;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the heap says about threads that make up one finding. */
final class GroupEvidence {
  private final Map<Long, ThreadEvidence> threads = new HashMap<>();

  GroupEvidence(HeapEvidence heap) {
    heap.threads().forEach(each -> threads.put(each.threadId(), each));
  }

  /**
   * What is proven of a thread that waits. An idle worker stays one: it is better news that its
   * executor was never shut down.
   */
  Verdict verdict(Verdict seen, LeakedThread thread) {
    ThreadEvidence evidence = threads.get(thread.id());
    return seen == Verdict.BLOCKED && evidence != null && evidence.stuck()
        ? Verdict.STUCK_FOREVER
        : seen;
  }

  @Nullable String heldBy(List<LeakedThread> group) {
    ThreadEvidence first = threads.get(group.get(0).id());
    return first == null ? null : first.heldBy();
  }

  Evidence of(List<LeakedThread> group) {
    ThreadEvidence first = threads.get(group.get(0).id());
    if (first == null) {
      return Evidence.NONE;
    }
    return new Evidence(
        waitsFor(first, group), first.wokenBy(), first.retains(), executor(first, group));
  }

  /**
   * Of a circle the threads wait for different things, and its lines tell by whom they are held.
   */
  Evidence ofCircle(List<LeakedThread> circle) {
    ThreadEvidence first = threads.get(circle.get(0).id());
    return first == null
        ? Evidence.NONE
        : new Evidence(null, List.of(), first.retains(), first.executor());
  }

  /** Threads may do the same with a queue of their own each: then only the first one's is told. */
  private @Nullable String waitsFor(ThreadEvidence first, List<LeakedThread> group) {
    String told = first.waitsFor();
    long different = different(group, ThreadEvidence::waitsOn);
    return told == null || different <= 1
        ? told
        : told
            + String.format(
                Locale.ROOT, "; so much for the first of %,d different ones", different);
  }

  /** Workers of several executors may do the same: then only the first one's is told. */
  private List<String> executor(ThreadEvidence first, List<LeakedThread> group) {
    long different = different(group, ThreadEvidence::worksFor);
    if (first.executor().isEmpty() || different <= 1) {
      return first.executor();
    }
    List<String> told = new ArrayList<>(first.executor());
    told.add(
        String.format(Locale.ROOT, "so much for the first of %,d different executors", different));
    return told;
  }

  private long different(List<LeakedThread> group, ToLongFunction<ThreadEvidence> what) {
    return group.stream()
        .map(thread -> threads.get(thread.id()))
        .filter(Objects::nonNull)
        .mapToLong(what)
        .filter(object -> object >= 0)
        .distinct()
        .count();
  }
}
