package io.github.noleaks.internal.watch;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The threads by which the JDK waits for child processes, one for each that is alive. The JDK keeps
 * one for a minute after its process has ended, and may give it the next process meanwhile.
 *
 * @param startedCount how many threads the JVM had started; while it stands still, there is no
 *     other reaper
 * @param threads the live ones
 */
record Reapers(long startedCount, List<WeakReference<Thread>> threads) {
  private static final String NAME = "process reaper";
  private static final String WAITING = NAME + " (pid ";
  private static volatile Reapers latest = new Reapers(-1, List.of());

  static Reapers now() {
    Reapers now = latest;
    long started = PlatformThreads.startedCount();
    if (now.startedCount != started) {
      // Twice, as for a listing of all threads.
      List<Thread> live = new ArrayList<>(PlatformThreads.named(NAME));
      PlatformThreads.named(NAME).stream().filter(each -> !live.contains(each)).forEach(live::add);
      now = new Reapers(started, live.stream().map(WeakReference::new).toList());
      latest = now;
    }
    return now;
  }

  /** Whether there is none; then there is no child process that this JDK has started. */
  boolean isEmpty() {
    for (WeakReference<Thread> each : threads) {
      Thread thread = each.get();
      if (thread != null && thread.isAlive()) {
        return false;
      }
    }
    return true;
  }

  /** Whether each that is here now was there before. */
  boolean areAmong(Reapers before) {
    return startedCount == before.startedCount
        || threads.stream()
            .map(WeakReference::get)
            .allMatch(
                thread ->
                    thread == null
                        || before.threads.stream().anyMatch(each -> each.refersTo(thread)));
  }

  /** The names of those that say which process they wait for, as the JDK gives them. */
  Set<String> waiting() {
    Set<String> names = new HashSet<>();
    for (WeakReference<Thread> each : threads) {
      Thread thread = each.get();
      if (thread != null && thread.getName().startsWith(WAITING)) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** Whether each waits for one of these processes. */
  boolean allWaitAs(Set<String> names) {
    for (WeakReference<Thread> each : threads) {
      Thread thread = each.get();
      if (thread != null && thread.isAlive() && !names.contains(thread.getName())) {
        return false;
      }
    }
    return true;
  }
}
