package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.diagnose.RestingPlace;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the suspects of one closing scope from everything else, as often as it is asked. */
final class Look {
  private final ThreadWatch watch;
  private final Ledger ledger;
  private final ScopeWindow window;
  private final Settings settings;
  private final BooleanSupplier fixtureHasPool;

  private final ElderWorkers elders;
  private final ThreadFacts facts = new ThreadFacts();
  private List<LeakedThread> suspects = List.of();
  private List<LeakedThread> excused = List.of();
  private List<LeakedThread> handedOver = List.of();
  private List<LeakedThread> forTheSuite = List.of();
  private @Nullable Boolean fixtureFound;

  Look(
      ThreadWatch watch,
      Ledger ledger,
      ScopeWindow window,
      Settings settings,
      BooleanSupplier fixtureHasPool) {
    this.watch = watch;
    this.ledger = ledger;
    this.window = window;
    this.settings = settings;
    this.fixtureHasPool = fixtureHasPool;
    this.elders = new ElderWorkers(watch, ledger, window);
  }

  /**
   * All threads that came up in the window, or in the constructors before it, and live on. While
   * other tests run, virtual ones are left for later.
   */
  List<LeakedThread> all() {
    List<LeakedThread> all = since(window.mark(), facts);
    Construction construction = window.construction();
    if (construction != null) {
      Set<Long> there = all.stream().map(LeakedThread::id).collect(Collectors.toSet());
      since(construction.before(), new ThreadFacts()).stream()
          .filter(thread -> construction.started().contains(thread.id()))
          .filter(thread -> !there.contains(thread.id()))
          .forEach(all::add);
    }
    return all;
  }

  private List<LeakedThread> since(ThreadMark mark, ThreadFacts known) {
    return window.isOverlapped() ? watch.platformSince(mark, known) : watch.since(mark, known);
  }

  /** Those nobody has decided on yet and no rule excuses. */
  List<LeakedThread> suspects() {
    List<LeakedThread> left = new ArrayList<>();
    List<LeakedThread> ignored = new ArrayList<>();
    List<LeakedThread> older = new ArrayList<>();
    List<LeakedThread> shared = new ArrayList<>();
    fixtureFound = null;
    elders.forget();
    for (LeakedThread thread : all()) {
      if (ledger.isClosed(thread)) {
        continue;
      }
      if (settings.rules().excuses(thread)) {
        ignored.add(thread);
      } else if (isForTheSuite(thread)) {
        shared.add(thread);
      } else if (!KnownThreads.isHarmless(thread)) {
        listFor(thread, left, ignored, older).add(thread);
      }
    }
    suspects = List.copyOf(left);
    excused = List.copyOf(ignored);
    handedOver = List.copyOf(older);
    forTheSuite = List.copyOf(shared);
    return suspects;
  }

  private boolean isForTheSuite(LeakedThread thread) {
    return window.level() != Scope.SUITE && ledger.isLeftToSuite(thread);
  }

  /**
   * A pool may grow at any time, long after it was made: what its new, idle worker is depends on
   * the pool. That of one which the class keeps for all its tests is looked at when the class ends.
   */
  private List<LeakedThread> listFor(
      LeakedThread thread,
      List<LeakedThread> left,
      List<LeakedThread> ignored,
      List<LeakedThread> older) {
    if (!RestingPlace.isIdleWorker(thread)) {
      return left;
    }
    return switch (elders.of(thread)) {
      case EXCUSED -> ignored;
      case UNDECIDED -> older;
      case NONE -> window.level() == Scope.METHOD && fixtureIsFound() ? older : left;
    };
  }

  /** Asked once a look at the most: the answer takes a walk over the fields of the class. */
  private boolean fixtureIsFound() {
    Boolean found = fixtureFound;
    if (found == null) {
      found = fixtureHasPool.getAsBoolean();
      fixtureFound = found;
    }
    return found;
  }

  /** The suspects that the last look saw. */
  List<LeakedThread> last() {
    return suspects;
  }

  /** What the users' rules, or older workers of the same pool, excused in the last look. */
  List<LeakedThread> excused() {
    return excused;
  }

  /** What the last look saw of those that others have left to the end of the run. */
  List<LeakedThread> forTheSuite() {
    return forTheSuite;
  }

  /** What the last look left for the scope around. */
  List<LeakedThread> handedOver() {
    return handedOver;
  }
}
