package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.Occupation;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.watch.ThreadActivity;
import io.github.noleaks.internal.watch.ThreadMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of the threads that were there when a scope began and have done something since, those that are
 * in a task they got meanwhile. One that was seen at rest, be it once, has ended its task: it is
 * not looked at again. Not thread-safe.
 */
final class OlderThreads {
  private final SeenPlaces places;
  private final @Nullable Ledger ledger;
  private final Set<Long> rested = new HashSet<>();
  private final Map<Long, Long> waits = new HashMap<>();

  /** A look of no scope: nothing was decided on yet. */
  OlderThreads(SeenPlaces places) {
    this(places, null);
  }

  OlderThreads(SeenPlaces places, @Nullable Ledger ledger) {
    this.places = places;
    this.ledger = ledger;
  }

  /**
   * Tells new threads and tasks from what rests.
   *
   * @param threads the threads of a look
   * @param since the begin of the scope
   * @return all that are new, and of the older ones those in a new task, which say so
   */
  List<LeakedThread> among(List<LeakedThread> threads, ThreadMark since) {
    List<LeakedThread> found = new ArrayList<>();
    for (LeakedThread thread : threads) {
      if (!since.contains(thread)) {
        found.add(thread);
      } else if (!rested.contains(thread.id())) {
        String task = newTask(thread, since);
        if (task == null || goesOnAndOn(thread, since)) {
          rested.add(thread.id());
          if (ledger != null && Occupation.isWorker(thread) && Occupation.task(thread) == null) {
            ledger.reopen(thread.id());
          }
        } else {
          found.add(thread.withTask(task));
        }
      }
    }
    return found;
  }

  /**
   * One that waits again and again, in a task of a kind that some worker had before: that is likely
   * not one task, but one after the other. One that runs without a pause is in a task that does not
   * end.
   */
  private boolean goesOnAndOn(LeakedThread thread, ThreadMark since) {
    if (!Occupation.isWorker(thread) || !places.isRepeated(thread, since)) {
      return false;
    }
    long now = thread.virtual() ? thread.stack().hashCode() : ThreadActivity.waits(thread.id());
    Long before = waits.putIfAbsent(thread.id(), now);
    return before != null && before != now;
  }

  private @Nullable String newTask(LeakedThread thread, ThreadMark since) {
    // A loop that was reported or excused as such does what it does; a pool serves anybody.
    boolean isDecided =
        ledger != null && !Occupation.isWorker(thread) && ledger.isClosed(thread.id());
    return isDecided || KnownThreads.isHarmless(thread) ? null : places.newTask(thread, since);
  }
}
