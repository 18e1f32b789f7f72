package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.HeapEvidence.Circle;
import io.github.noleaks.internal.evidence.HeapEvidence.Circle.Kind;
import io.github.noleaks.internal.evidence.WaitsFor.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the circles of threads that wait for each other. */
final class Circles {
  private final List<WaitingThread> threads;
  private final Map<Integer, Reason> reasons = new TreeMap<>();

  private Circles(List<WaitingThread> threads, WaitsFor waitsFor) {
    this.threads = threads;
    for (int i = 0; i < threads.size(); i++) {
      Reason reason = waitsFor.of(i);
      if (reason != null) {
        reasons.put(i, reason);
      }
    }
  }

  static List<Circle> of(List<WaitingThread> threads, WaitsFor waitsFor, LiveThreads live) {
    Circles circles = new Circles(threads, waitsFor);
    circles.leaveThoseThatCannotGoOn(live);
    return circles.find();
  }

  /**
   * Takes out each thread that waits for one which may go on, and who waits for that, and so on.
   */
  private void leaveThoseThatCannotGoOn(LiveThreads live) {
    Map<Integer, List<Integer>> waitedForBy = new HashMap<>();
    List<Integer> goOn = new ArrayList<>();
    reasons.forEach(
        (thread, reason) -> {
          for (int other : reason.threads()) {
            waitedForBy.computeIfAbsent(other, o -> new ArrayList<>()).add(thread);
            if (!reasons.containsKey(other) && !live.isStuck(other)) {
              goOn.add(other);
            }
          }
        });
    for (int i = 0; i < goOn.size(); i++) {
      for (int waiting : waitedForBy.getOrDefault(goOn.get(i), List.of())) {
        if (reasons.remove(waiting) != null) {
          goOn.add(waiting);
        }
      }
    }
  }

  /** From here on one of the threads that each one waits for is enough: all of them are caught. */
  private List<Circle> find() {
    List<Circle> circles = new ArrayList<>();
    Set<Integer> done = new LinkedHashSet<>();
    for (int start : reasons.keySet()) {
      Set<Integer> path = new LinkedHashSet<>();
      Integer next = start;
      while (next != null && !done.contains(next) && path.add(next)) {
        next = successor(next, path, done);
      }
      if (next != null && path.contains(next)) {
        List<Integer> way = List.copyOf(path);
        circles.add(circle(way.subList(way.indexOf(next), way.size())));
      }
      done.addAll(path);
    }
    return circles;
  }

  /**
   * Preferably one that is not on the way yet, else the one that the way has come from first: a
   * pool's circle should show all its workers.
   */
  private @Nullable Integer successor(int thread, Set<Integer> path, Set<Integer> done) {
    Reason reason = reasons.get(thread);
    Set<Integer> others = reason == null ? Set.of() : reason.threads();
    for (int other : others) {
      if (reasons.containsKey(other) && !done.contains(other) && !path.contains(other)) {
        return other;
      }
    }
    for (int other : path) {
      if (others.contains(other) && reasons.containsKey(other)) {
        return other;
      }
    }
    return null;
  }

  private Circle circle(List<Integer> numbers) {
    List<Long> ids = new ArrayList<>();
    List<String> told = new ArrayList<>();
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      int next = numbers.get((i + 1) % numbers.size());
      ids.add(Names.threadId(threads.get(number).object()));
      Reason reason = Objects.requireNonNull(reasons.get(number));
      kinds.add(reason.kind());
      String what = reason.what();
      String self = Names.thread(threads.get(number).object());
      told.add(
          number == next
              ? self + " waits for " + what + ", and nobody else could go on with that"
              : self
                  + " waits for "
                  + what
                  + ", held by "
                  + Names.thread(threads.get(next).object()));
    }
    return new Circle(kinds.size() == 1 ? kinds.iterator().next() : Kind.OTHER, ids, told);
  }
}
