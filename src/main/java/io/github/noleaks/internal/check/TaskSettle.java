package io.github.noleaks.internal.check;

import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for queues to become as short as they were. What counts is what was too much at every look;
 * but a periodic task is out of the queue whenever it runs, so a look at a scheduler at work does
 * not clear it.
 */
final class TaskSettle {
  /** As for threads, so many looks at the least. */
  private static final int LEAST_LOOKS = 12;

  /**
   * While a scheduler is at work, a task that runs may show itself in one of the next looks. They
   * follow each other closely: a fixture's scheduler may be at work all the time.
   */
  private static final int FIRST_LOOKS = 8;

  /** So many more at the end for a task that was not there in the last one. */
  private static final int LAST_LOOKS = 100;

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final Supplier<List<Backlog>> look;
  private final Map<Long, Pending> pending = new HashMap<>();
  private int looks;
  private boolean interrupted;

  /** What is known so far about one executor. */
  private static final class Pending {
    private final Backlog first;
    private final Set<Long> staying = new HashSet<>();
    private final Set<Long> periodic = new HashSet<>();
    private int least = Integer.MAX_VALUE;
    private boolean working;
    private int idleLooks;
    private @Nullable Backlog last;

    private Pending(Backlog first) {
      this.first = first;
    }

    private void see(@Nullable Backlog now, int looks) {
      last = now;
      if (first.scheduler()) {
        seeScheduler(now, looks);
      } else if (now == null) {
        staying.clear();
      } else {
        if (looks == 1) {
          staying.addAll(now.sequences());
        }
        // Where others keep a pool at work, its queue may be long at each look, but never stays.
        staying.retainAll(now.sequences());
        least = Math.min(least, now.excess());
      }
    }

    private void seeScheduler(@Nullable Backlog now, int looks) {
      working = now != null && now.busy() > 0;
      Set<Long> there = now == null ? Set.of() : now.sequences();
      boolean complete = !working && there.containsAll(staying);
      idleLooks = working || complete ? 0 : idleLooks + 1;
      // A task that was just taken is for an instant neither in the queue nor with a worker.
      boolean isIdle = idleLooks > 1;
      if (looks == 1) {
        staying.addAll(there);
      } else {
        staying.removeIf(each -> !there.contains(each) && (isIdle || !periodic.contains(each)));
      }
      if (now != null && looks <= FIRST_LOOKS) {
        now.tasks().stream().filter(Queued::isPeriodic).forEach(t -> periodic.add(t.sequence()));
        staying.addAll(periodic);
      }
      if ((isIdle || complete) && (now == null || now.excess() <= 0)) {
        staying.clear();
      }
    }

    private boolean isOver(int looks) {
      if (!first.scheduler()) {
        return staying.isEmpty() || least <= 0;
      }
      return staying.isEmpty() && !maySoonTell(looks);
    }

    /** Whether a task that has not shown itself may be in a worker now. */
    private boolean maySoonTell(int looks) {
      return working && looks < FIRST_LOOKS;
    }

    /** Whether another look may show more than this one. */
    private boolean isUncertain() {
      return first.scheduler() && (working || idleLooks == 1) && left().size() < staying.size();
    }

    private List<Queued> left() {
      if (last == null) {
        return List.of();
      }
      if (first.scheduler()) {
        List<Queued> left =
            new ArrayList<>(
                last.tasks().stream().filter(each -> staying.contains(each.sequence())).toList());
        // Those that come again and again first: no other has scheduled itself anew.
        left.sort((one, other) -> Boolean.compare(other.isPeriodic(), one.isPeriodic()));
        return left.subList(0, Math.min(left.size(), Math.max(0, last.excess())));
      }
      // Where tasks are done, those that were under way at the mark may have handed in others.
      boolean progress = last.completed() != first.completed();
      int most = least - (progress ? last.busyBefore() : 0);
      List<Queued> all =
          last.tasks().stream().filter(each -> staying.contains(each.sequence())).toList();
      return all.subList(Math.max(0, all.size() - Math.max(0, most)), all.size());
    }
  }

  TaskSettle(Supplier<List<Backlog>> look) {
    this.look = look;
  }

  /**
   * Looks until nothing is too much or the time is over. An interrupt ends the wait, and stays set.
   *
   * @param limit how long
   * @return what stays, each backlog with those tasks only that are too many
   */
  List<Backlog> await(Duration limit) {
    interrupted = Thread.interrupted();
    boolean wasInterrupted = interrupted;
    interrupted = false;
    try {
      long start = System.nanoTime();
      int leastLooks = limit.isZero() ? 1 : LEAST_LOOKS;
      long pause = FIRST_PAUSE;
      see();
      while (!pending.isEmpty() && !interrupted) {
        if (looks >= leastLooks && System.nanoTime() - start >= limit.toNanos()) {
          break;
        }
        pause(pause);
        if (!anySoonTells()) {
          pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        see();
      }
      for (int i = 0; i < LAST_LOOKS && !interrupted && anyUncertain(); i++) {
        pause(FIRST_PAUSE);
        see();
      }
      return left();
    } finally {
      if (interrupted || wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pause(long nanos) {
    LockSupport.parkNanos(this, nanos);
    interrupted |= Thread.interrupted();
  }

  private boolean anySoonTells() {
    return pending.values().stream().anyMatch(each -> each.maySoonTell(looks));
  }

  private boolean anyUncertain() {
    return pending.values().stream().anyMatch(Pending::isUncertain);
  }

  private void see() {
    looks++;
    Map<Long, Backlog> now = new HashMap<>();
    for (Backlog each : look.get()) {
      now.put(each.executor(), each);
      if (looks == 1) {
        pending.put(each.executor(), new Pending(each));
      }
    }
    pending.forEach((executor, each) -> each.see(now.get(executor), looks));
    pending.values().removeIf(each -> each.isOver(looks));
  }

  private List<Backlog> left() {
    List<Backlog> all = new ArrayList<>();
    for (Pending each : pending.values()) {
      List<Queued> left = each.left();
      if (each.last != null && !left.isEmpty()) {
        all.add(each.last.of(left, left.size()));
      }
    }
    return all;
  }
}
