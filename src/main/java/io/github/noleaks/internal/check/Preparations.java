package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.Provenance;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualIds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes on before a test begins: other extensions prepare the class, its fixtures start, an
 * instance is constructed before it is known for which test, and other extensions prepare that.
 * Thread-safe.
 */
final class Preparations {
  private final ThreadWatch watch;
  private final Ledger ledger;
  private final OpenScopes open;
  private final Owner run;
  private final Owner extensions;
  private final Supplier<ThreadFacts> newFacts;

  /** By the id of the constructing thread; emptied when its test begins. */
  private final Map<Long, Construction> constructions = new ConcurrentHashMap<>();

  /**
   * Nothing is being prepared.
   *
   * @param run the owner of what extensions create for a class
   * @param extensions the owner of what they create for an instance
   */
  Preparations(
      ThreadWatch watch,
      Ledger ledger,
      OpenScopes open,
      Owner run,
      Owner extensions,
      Supplier<ThreadFacts> newFacts) {
    this.watch = watch;
    this.ledger = ledger;
    this.open = open;
    this.run = run;
    this.extensions = extensions;
    this.newFacts = newFacts;
  }

  private static long thread() {
    return Thread.currentThread().getId();
  }

  /**
   * What an owner may have created. Virtual threads are not listed while tests beside this thread's
   * may run some.
   */
  private List<LeakedThread> since(ThreadMark mark, Owner creator) {
    ThreadFacts facts = newFacts.get();
    List<LeakedThread> since =
        open.hasTest()
            ? watch.startedSince(mark, facts)
            : new OlderThreads(SeenPlaces.shared(), ledger).among(watch.since(mark, facts), mark);
    // Who has created a worker does not say who gave it its task.
    since.removeIf(
        thread -> thread.task() == null && !mayBeOf(creator, facts.provenance(thread.id())));
    return since;
  }

  private static boolean mayBeOf(Owner creator, @Nullable Provenance provenance) {
    Tag tag = provenance == null ? null : provenance.tag();
    return tag == null || tag.owner() == creator;
  }

  /** Code of the user is about to run in a class's scope, perhaps for the first time. */
  void begin(ScopeWindow ofClass) {
    if (ofClass.firstPreparation() && !watch.unchangedSince(ofClass.mark())) {
      // A nested class opens before the instance around its own is made, for the same test.
      ledger.leaveToSuite(butOfConstruction(since(ofClass.mark(), run)));
    }
  }

  private List<LeakedThread> butOfConstruction(List<LeakedThread> threads) {
    Set<Long> started = startedSoFar();
    return threads.stream().filter(each -> !started.contains(each.id())).toList();
  }

  /** The ids of the threads that the constructors in the calling thread have started so far. */
  Set<Long> startedSoFar() {
    Construction begun = constructions.get(thread());
    return begun == null ? Set.of() : begun.started();
  }

  /** The fixtures of a class are ready, and so are those of the classes around it. */
  void fixturesReady(@Nullable ScopeWindow ofClass) {
    for (ScopeWindow each = ofClass; each != null; each = each.parent()) {
      if (each.firstTestAfterFixturesForAll() && !watch.unchangedSince(each.mark())) {
        List<LeakedThread> started =
            butOfConstruction(since(each.mark(), each.owner())).stream()
                .filter(thread -> !ledger.isClosed(thread))
                .toList();
        if (each.isOverlapped()) {
          ledger.leaveToExtensionsPerhaps(started);
        } else {
          Ledger.adopt(started);
        }
      }
    }
  }

  /** From before a constructor that has not ended yet, if none has started a thread since. */
  @Nullable ThreadMark markOfOuterConstructor() {
    Construction outer = constructions.get(thread());
    return outer != null && watch.noneStartedSince(outer.after()) ? outer.after() : null;
  }

  /**
   * A constructor begins; the outermost one of an instance says whose it is.
   *
   * @param mark a mark from before it
   */
  void construct(@Nullable ScopeWindow ofClass, boolean forClass, ThreadMark mark) {
    open.prepare();
    Construction outer = constructions.get(thread());
    Owner around = ofClass == null ? run : ofClass.owner();
    Owner owner =
        outer != null ? outer.owner() : forClass ? around : new Owner(around.subject(), around);
    Tag carried = Origins.enter(owner);
    constructions.put(
        thread(),
        outer == null
            ? new Construction(owner, carried, mark, Set.of(), mark)
            : new Construction(owner, outer.carried(), outer.before(), outer.started(), mark));
  }

  /** A constructor has ended; what others do to the instance from now on is not the test's. */
  void constructed() {
    Origins.enter(extensions);
    Construction begun = constructions.get(thread());
    if (begun == null || watch.noneStartedSince(begun.after())) {
      return;
    }
    Set<Long> started = new HashSet<>(begun.started());
    since(begun.after(), begun.owner()).stream()
        .filter(each -> each.task() == null)
        .forEach(each -> started.add(each.id()));
    constructions.put(
        thread(),
        new Construction(
            begun.owner(), begun.carried(), begun.before(), Set.copyOf(started), watch.mark()));
  }

  /** What was constructed in the calling thread is of no use. */
  void abandon() {
    open.prepared();
    leave(constructions.remove(thread()));
  }

  /**
   * The instance that this thread has constructed is ready to be used. What other extensions have
   * started while they prepared it, such as an application context, is theirs and is excused. So is
   * then what a test beside it has started meanwhile, unless it comes to light whose it is.
   *
   * @return what the constructors did, or {@code null} if there were none
   */
  @Nullable Construction instanceReady(
      @Nullable ScopeWindow ofClass, BooleanSupplier preparedByOthers) {
    Construction construction = constructions.remove(thread());
    if (construction == null || watch.noneStartedSince(construction.after())) {
      return construction;
    }
    if (open.isAlone(ofClass)) {
      ledger.leaveToExtensions(since(construction.after(), extensions));
    } else if (preparedByOthers.getAsBoolean()) {
      ledger.leaveToExtensionsPerhaps(since(construction.after(), extensions));
      VirtualIds prepared = watch.virtualIdsSince(construction.after());
      ledger.leaveToSuite(prepared, "its preparation", thread -> true);
    }
    return construction;
  }

  /** An instance that serves a whole class is ready. */
  void classInstanceReady(@Nullable ScopeWindow ofClass, BooleanSupplier preparedByOthers) {
    leave(instanceReady(ofClass, preparedByOthers));
    open.prepared();
  }

  /** The calling thread carries again what it carried before. */
  private static void leave(@Nullable Construction construction) {
    if (construction != null) {
      Origins.leave(construction.carried());
    }
  }
}
