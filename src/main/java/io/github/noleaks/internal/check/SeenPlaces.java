package io.github.noleaks.internal.check;

import static java.util.stream.Collectors.toSet;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.Occupation;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.watch.ThreadActivity;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads that may serve others were seen before: what one of them does now is a test's
 * task only if it did something else when the test began. Thread-safe. It grows with the live
 * threads; it holds words and numbers, no object of the user's.
 */
final class SeenPlaces {
  private static final SeenPlaces SHARED = new SeenPlaces(ThreadWatch.shared());

  /** More than a thread has; a pool that serves the whole run may be met in any number of tasks. */
  private static final int MOST_PLACES = 500;

  private static final int MOST_TASKS = 5_000;

  /** From here on, those that have ended are looked for. */
  private static final int MOST_VIRTUAL = 1_000;

  /** How long fixtures get to finish what they have set going. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long a thread that was just woken may take to begin. */
  private static final long WAKING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final ThreadWatch watch;

  /** By the thread's id. */
  private final Map<Long, Places> seen = new HashMap<>();

  private final Map<Long, Places> virtual = new HashMap<>();

  /** In which some worker was, each with the number of the mark at which that was first seen. */
  private final Map<String, Long> tasks = new HashMap<>();

  private final ThreadFacts facts = new ThreadFacts();
  private @Nullable ThreadMark last;

  SeenPlaces(ThreadWatch watch) {
    this.watch = watch;
  }

  /** Those of this JVM, like the threads. */
  static SeenPlaces shared() {
    return SHARED;
  }

  /**
   * Takes note of what those threads do that have moved since the last time.
   *
   * @param mark a mark from now
   * @return those in a task that they got since the last time, which say so
   */
  synchronized List<LeakedThread> see(ThreadMark mark) {
    ThreadMark before = last;
    List<LeakedThread> moved = look(mark);
    return before == null || moved.isEmpty()
        ? List.of()
        : new OlderThreads(this).among(withoutNew(moved, before), before);
  }

  private static List<LeakedThread> withoutNew(List<LeakedThread> threads, ThreadMark before) {
    return threads.stream().filter(thread -> before.contains(thread.id())).toList();
  }

  private List<LeakedThread> look(ThreadMark mark) {
    if (last != null && watch.unchanged(last, mark)) {
      last = mark;
      return List.of();
    }
    List<LeakedThread> moved = ThreadActivity.movedBetween(last, mark, facts);
    last = mark;
    seen.keySet().removeIf(id -> !mark.contains(id));
    note(moved, mark);
    return moved;
  }

  /**
   * The same, once fixtures have run: waits a moment for what they have set going.
   *
   * @param mark a mark from after the fixtures
   * @return a mark from after the wait
   */
  synchronized ThreadMark seeAtRest(ThreadMark mark) {
    long start = System.nanoTime();
    lookAtVirtual(mark);
    ThreadMark now = mark;
    List<LeakedThread> moved = look(now);
    if (seen.values().stream().noneMatch(places -> places.servesUsers)) {
      return now; // There is nothing that could have been handed a task.
    }
    long quietSince = start;
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      if (System.nanoTime() - quietSince >= WAKING_NANOS
          && moved.stream().allMatch(SeenPlaces::isCalm)) {
        break;
      }
      LockSupport.parkNanos(this, POLL_NANOS);
      ThreadMark later = watch.mark();
      if (!watch.unchanged(now, later)) {
        moved = look(later);
        quietSince = System.nanoTime();
      }
      now = later;
    }
    return now;
  }

  private static boolean isCalm(LeakedThread thread) {
    return Occupation.isCalm(thread) || KnownThreads.isHarmless(thread);
  }

  /**
   * Takes note of what was seen when a test ended.
   *
   * @param mark a mark from when it ended: for tests that began before, it was not known
   */
  synchronized void closed(Collection<LeakedThread> threads, ThreadMark mark) {
    if (virtual.size() > MOST_VIRTUAL) {
      virtual.keySet().retainAll(threads.stream().map(LeakedThread::id).collect(toSet()));
    }
    note(threads, mark);
  }

  private void note(Collection<LeakedThread> threads, ThreadMark mark) {
    for (LeakedThread thread : threads) {
      seenOf(thread).computeIfAbsent(thread.id(), id -> new Places()).add(thread, mark.number());
      if (Occupation.isWorker(thread) && tasks.size() < MOST_TASKS) {
        Occupation.places(thread).stream()
            .filter(Occupation::isTask)
            .forEach(task -> tasks.putIfAbsent(task, mark.number()));
      }
    }
  }

  private Map<Long, Places> seenOf(LeakedThread thread) {
    return thread.virtual() ? virtual : seen;
  }

  /** Virtual threads that fixtures have set going; listing them takes its time. */
  private void lookAtVirtual(ThreadMark mark) {
    List<LeakedThread> all = watch.virtualThreads(facts);
    virtual.keySet().retainAll(all.stream().map(LeakedThread::id).collect(toSet()));
    note(all, mark);
  }

  /** The task that a thread is in and was not in when a mark was made; {@code null} if none. */
  synchronized @Nullable String newTask(LeakedThread thread, ThreadMark since) {
    Places known = seenOf(thread).get(thread.id());
    return Occupation.newTask(
        thread, place -> known != null && known.contains(place, since.number()));
  }

  /** Whether some worker was seen in a task of the same kind before a mark. */
  synchronized boolean isRepeated(LeakedThread worker, ThreadMark since) {
    return Occupation.places(worker).stream()
        .anyMatch(place -> tasks.getOrDefault(place, Long.MAX_VALUE) <= since.number());
  }

  /** Those of one thread. */
  private static final class Places {
    /** Each with the number of the mark at which it was first seen. */
    private final Map<String, Long> first = new HashMap<>();

    /** Whether it may be handed a task by code of the user's. */
    private boolean servesUsers;

    void add(LeakedThread thread, long number) {
      Set<String> now = Occupation.places(thread);
      servesUsers |=
          (Occupation.isWorker(thread) || !now.isEmpty()) && !KnownThreads.isHarmless(thread);
      if (Occupation.isWorker(thread)
          && first.keySet().stream()
              .anyMatch(place -> Occupation.isTask(place) && !now.contains(place))) {
        first.clear(); // That task is over.
      }
      if (first.size() < MOST_PLACES) {
        now.forEach(place -> first.putIfAbsent(place, number));
      }
    }

    boolean contains(String place, long number) {
      return first.getOrDefault(place, Long.MAX_VALUE) <= number;
    }
  }
}
