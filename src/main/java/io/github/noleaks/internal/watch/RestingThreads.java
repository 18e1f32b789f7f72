package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that were seen at rest, to tell later during which test one of them was ended. One that
 * has stirred before a test, and was not seen at rest since, may have been told to end before that
 * test: it is not the test's. Not thread-safe.
 */
public final class RestingThreads {
  /** More than a fixture has; what each test pays for grows with them. */
  private static final int MOST = 16;

  /** How long one may take to end, or to rest again, once it was woken. */
  private static final long DYING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Predicate<LeakedThread> atRest;
  private final List<Resting> threads = new ArrayList<>();
  private long[] ids = {};

  /** One of them, as it was when it rested. */
  private static final class Resting {
    private final LeakedThread facts;
    private final WeakReference<Thread> thread;
    private long activity;
    private boolean stirred;

    private Resting(LeakedThread facts, Thread thread, long activity) {
      this.facts = facts;
      this.thread = new WeakReference<>(thread);
      this.activity = activity;
    }

    private boolean isAlive() {
      Thread found = thread.get();
      return found != null && found.isAlive();
    }

    private boolean rests(long activityNow) {
      Thread found = thread.get();
      return activityNow == activity && found != null && !found.isInterrupted();
    }
  }

  private RestingThreads(Predicate<LeakedThread> atRest) {
    this.atRest = atRest;
  }

  /**
   * Looks for those that rest now.
   *
   * @param wanted the ids of platform threads
   * @param atRest what a thread looks like that does not end by itself
   * @return those of them that rest
   */
  public static RestingThreads among(Collection<Long> wanted, Predicate<LeakedThread> atRest) {
    RestingThreads resting = new RestingThreads(atRest);
    Map<Long, Thread> live = PlatformThreads.live();
    live.keySet().retainAll(wanted);
    long[] ids = live.keySet().stream().mapToLong(Long::longValue).sorted().limit(MOST).toArray();
    // What they did before the look: while that stands still, what the look sees stays true.
    if (ids.length > 0) {
      long[] activity = ThreadActivity.of(ids);
      Map<Long, Thread> some = new HashMap<>();
      Arrays.stream(ids).forEach(id -> some.put(id, live.get(id)));
      for (LeakedThread facts : new ThreadFacts().of(some, some.keySet())) {
        Thread thread = some.get(facts.id());
        if (thread != null && atRest.test(facts)) {
          long before = activity[Arrays.binarySearch(ids, facts.id())];
          resting.threads.add(new Resting(facts, thread, before));
        }
      }
      resting.count();
    }
    return resting;
  }

  /**
   * Whether none is left.
   *
   * @return {@code true} if there is nothing to tell
   */
  public boolean isEmpty() {
    return threads.isEmpty();
  }

  private void count() {
    ids = threads.stream().mapToLong(each -> each.facts.id()).toArray();
  }

  /** A test begins: what has been told to end by now, it cannot be blamed for. */
  public void begin() {
    if (ids.length == 0) {
      return;
    }
    long[] activity = ThreadActivity.of(ids);
    for (int i = 0; i < ids.length; i++) {
      Resting each = threads.get(i);
      each.stirred |= !each.rests(activity[i]);
    }
    if (threads.removeIf(each -> !each.isAlive())) {
      count();
    }
  }

  /**
   * The same test ends. Waits a moment for those that it has just woken.
   *
   * @return those that rested when it began and have ended since, as they were then
   */
  public List<LeakedThread> end() {
    if (ids.length == 0) {
      return List.of();
    }
    long[] activity = ThreadActivity.of(ids);
    for (int i = 0; i < ids.length; i++) {
      Resting each = threads.get(i);
      if (each.isAlive() && (each.stirred || !each.rests(activity[i]))) {
        each.stirred = !restsAgain(each);
      }
    }
    List<LeakedThread> ended = new ArrayList<>();
    for (Iterator<Resting> all = threads.iterator(); all.hasNext(); ) {
      Resting each = all.next();
      if (!each.isAlive()) {
        all.remove();
        if (!each.stirred) {
          ended.add(each.facts);
        }
      }
    }
    if (threads.size() < ids.length) {
      count();
    }
    return ended;
  }

  /** Also {@code true} for one that has rested when the test began, and ends while we look. */
  private boolean restsAgain(Resting resting) {
    long deadline = System.nanoTime() + (resting.stirred ? 0 : DYING_NANOS);
    while (true) {
      Thread thread = resting.thread.get();
      if (thread == null || !thread.isAlive()) {
        return !resting.stirred;
      }
      long[] id = {resting.facts.id()};
      long[] activity = ThreadActivity.of(id);
      LeakedThread now = facts(thread);
      if (now != null && !thread.isInterrupted() && atRest.test(now)) {
        resting.activity = activity[0];
        return true;
      }
      if (deadline - System.nanoTime() <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, POLL_NANOS);
    }
  }

  private static @Nullable LeakedThread facts(Thread thread) {
    long id = ThreadIds.of(thread);
    List<LeakedThread> facts = new ThreadFacts().of(Map.of(id, thread), List.of(id));
    return facts.isEmpty() ? null : facts.get(0);
  }
}
