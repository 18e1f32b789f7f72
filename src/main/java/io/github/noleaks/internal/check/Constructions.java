package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is being constructed in which thread: a test's instance is made before the test is known.
 * Thread-safe.
 */
final class Constructions {
  private final ThreadWatch watch;
  private final BiFunction<ThreadMark, Owner, ? extends Collection<LeakedThread>> since;

  /** By the id of the constructing thread; emptied when its test begins. */
  private final Map<Long, Construction> ofThread = new ConcurrentHashMap<>();

  /**
   * Nothing is being constructed.
   *
   * @param since gives the threads that an owner may have created since a moment
   */
  Constructions(
      ThreadWatch watch, BiFunction<ThreadMark, Owner, ? extends Collection<LeakedThread>> since) {
    this.watch = watch;
    this.since = since;
  }

  private static long thread() {
    return Thread.currentThread().getId();
  }

  /** A constructor begins; the outermost one of an instance says whose it is. */
  void begin(Owner around, boolean forClass) {
    Construction outer = ofThread.get(thread());
    Owner owner =
        outer != null ? outer.owner() : forClass ? around : new Owner(around.subject(), around);
    ThreadMark mark = watch.mark();
    Tag carried = Origins.enter(owner);
    ofThread.put(
        thread(),
        outer == null
            ? new Construction(owner, carried, mark, Set.of(), mark)
            : new Construction(owner, outer.carried(), outer.before(), outer.started(), mark));
  }

  /**
   * A constructor has ended.
   *
   * @param others what they do to the instance from now on is not the test's
   */
  void end(Owner others) {
    Origins.enter(others);
    Construction begun = ofThread.get(thread());
    if (begun == null || watch.unchangedSince(begun.after())) {
      return;
    }
    Set<Long> started = new HashSet<>(begun.started());
    since.apply(begun.after(), begun.owner()).forEach(each -> started.add(each.id()));
    ofThread.put(
        thread(),
        new Construction(
            begun.owner(), begun.carried(), begun.before(), Set.copyOf(started), watch.mark()));
  }

  /** What was constructed in the calling thread is of no use. */
  void abandon() {
    leave(ofThread.remove(thread()));
  }

  /** The calling thread carries again what it carried before. */
  static void leave(@Nullable Construction construction) {
    if (construction != null) {
      Origins.leave(construction.carried());
    }
  }

  /** What was constructed in the calling thread, to be used now. */
  @Nullable Construction take() {
    return ofThread.remove(thread());
  }

  /** The ids of the threads that the constructors in the calling thread have started so far. */
  Set<Long> startedSoFar() {
    Construction begun = ofThread.get(thread());
    return begun == null ? Set.of() : begun.started();
  }
}
