package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ElderWorkers.Fate;
import io.github.noleaks.internal.check.Ownership.Whose;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.diagnose.CommonPoolTask;
import io.github.noleaks.internal.diagnose.RestingPlace;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.Provenance;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the suspects of one closing scope from everything else, as often as it is asked. */
final class Look {
  private final ThreadWatch watch;
  private final Ledger ledger;
  private final ScopeWindow window;
  private final Settings settings;
  private final Ownership ownership;
  private final FixtureWorkers fixture;

  private final ElderWorkers elders;
  private final OlderThreads older;
  private final ThreadFacts facts;
  private final ThreadFacts factsOfConstruction;
  private final List<LeakedThread> seen = new ArrayList<>();
  private final List<LeakedThread> suspects = new ArrayList<>();
  private final List<LeakedThread> excused = new ArrayList<>();
  private final List<LeakedThread> handedOver = new ArrayList<>();
  private final List<LeakedThread> forTheSuite = new ArrayList<>();
  private final Set<Long> sure = new HashSet<>();
  private final Set<Long> likely = new HashSet<>();

  Look(
      ThreadWatch watch,
      Ledger ledger,
      ScopeWindow window,
      Settings settings,
      Ownership ownership,
      Supplier<List<ExecutorService>> fixturePools) {
    this.watch = watch;
    this.ledger = ledger;
    this.window = window;
    this.settings = settings;
    this.ownership = ownership;
    this.fixture = new FixtureWorkers(fixturePools);
    this.facts = settings.newFacts();
    this.factsOfConstruction = settings.newFacts();
    this.elders = new ElderWorkers(ledger, window, ownership);
    this.older = new OlderThreads(SeenPlaces.shared(), ledger);
  }

  /**
   * The threads that came up in the window, or in the constructors before it, and live on, but for
   * those that others have to decide on. While other tests run, virtual ones are left for later,
   * unless their tags say that they are this scope's.
   */
  List<LeakedThread> all() {
    seen.clear();
    List<LeakedThread> all = new ArrayList<>(since(window.mark(), facts));
    Construction construction = window.construction();
    if (construction != null) {
      Set<Long> there = all.stream().map(LeakedThread::id).collect(Collectors.toSet());
      since(construction.before(), factsOfConstruction).stream()
          .filter(thread -> !there.contains(thread.id()))
          .filter(
              thread -> construction.started().contains(thread.id()) || whose(thread) == Whose.OURS)
          .forEach(all::add);
    }
    return all;
  }

  private List<LeakedThread> since(ThreadMark mark, ThreadFacts known) {
    List<LeakedThread> since =
        window.isOverlapped()
            ? watch.since(mark, known, tag -> ownership.of(tag.owner()) != Whose.OTHERS)
            : watch.since(mark, known);
    seen.addAll(since);
    return older.among(since, mark).stream().filter(this::isWanted).toList();
  }

  /** The thread that waits for a child process is told with that, and ends with it. */
  private boolean isWanted(LeakedThread thread) {
    if (ProcessReaper.isWaiting(thread) && settings.detect().contains(Resource.PROCESSES)) {
      return false;
    }
    return settings
        .detect()
        .contains(thread.task() == null ? Resource.THREADS : Resource.EXECUTORS);
  }

  /** A worker of the common pool, or an older one, serves everybody in turn. */
  private Whose whose(LeakedThread thread) {
    return thread.task() != null || CommonPoolTask.isWorker(thread)
        ? Whose.UNKNOWN
        : ownership.of(thread, owner(thread.id()));
  }

  private @Nullable Owner owner(long id) {
    Provenance read = provenance(id);
    if (read == null) {
      return ledger.owner(id);
    }
    return read.tag() == null ? null : read.tag().owner();
  }

  private @Nullable Provenance provenance(long id) {
    Provenance read = facts.provenance(id);
    return read == null ? factsOfConstruction.provenance(id) : read;
  }

  /** The test or class that a thread is of, if it is not the one that closes. */
  @Nullable String startedIn(LeakedThread thread) {
    Owner owner = owner(thread.id());
    if (owner == null || whose(thread) == Whose.UNKNOWN) {
      return ledger.startedIn(thread);
    }
    return owner == window.owner() ? null : owner.subject();
  }

  /** Those nobody has decided on yet and no rule excuses. */
  List<LeakedThread> suspects() {
    suspects.clear();
    excused.clear();
    handedOver.clear();
    forTheSuite.clear();
    sure.clear();
    likely.clear();
    fixture.forget();
    elders.forget();
    sort(all(), false);
    return List.copyOf(suspects);
  }

  /**
   * The same for some of the suspects, once a heap dump has said all that it knows about them.
   *
   * @param known the suspects, with what has become known
   */
  List<LeakedThread> reconsidered(List<LeakedThread> known) {
    suspects.clear();
    elders.forget();
    sort(known, true);
    return List.copyOf(suspects);
  }

  private void sort(List<LeakedThread> threads, boolean allIsKnown) {
    for (LeakedThread thread : threads) {
      if (ledger.isClosed(thread)) {
        continue;
      }
      Whose whose = whose(thread);
      switch (whose) {
        case NOBODY -> excused.add(thread);
        case OTHERS -> {
          // They look at it themselves.
        }
        case AROUND -> handedOver.add(thread);
        case RUN -> (window.level() == Scope.SUITE ? suspects : forTheSuite).add(thread);
        case OURS, UNKNOWN -> sortOwn(thread, whose, allIsKnown);
      }
    }
  }

  private void sortOwn(LeakedThread thread, Whose whose, boolean allIsKnown) {
    if (settings.rules().excuses(thread) || isExcusedByOthers(thread, whose, allIsKnown)) {
      excused.add(thread);
    } else if (thread.task() != null && mayBeOfFixture(thread)) {
      handedOver.add(thread);
    } else if (whose == Whose.UNKNOWN && isForTheSuite(thread)) {
      forTheSuite.add(thread);
    } else if (!KnownThreads.isHarmless(thread)) {
      List<LeakedThread> list = listFor(thread);
      list.add(thread);
      if (whose == Whose.OURS) {
        certainty(thread).ifPresent(set -> set.add(thread.id()));
      }
    }
  }

  private boolean isExcusedByOthers(LeakedThread thread, Whose whose, boolean allIsKnown) {
    if (whose == Whose.OURS) {
      Owner owner = owner(thread.id());
      return owner != null && ledger.isExcusedByOwner(thread, owner);
    }
    // The heap is asked for the owner before that is believed, at the end of the run if not now.
    boolean mayStillBecomeKnown = settings.heap().on() && !allIsKnown;
    return !mayStillBecomeKnown && ledger.isPerhapsExcused(thread);
  }

  /**
   * A task that a fixture has handed out may begin late. A worker that has not moved between the
   * begin of the class and that of the test may be in such a one: the class decides.
   */
  private boolean mayBeOfFixture(LeakedThread worker) {
    for (ScopeWindow each = window.parent();
        each != null && window.level() == Scope.METHOD;
        each = each.parent()) {
      if (each.hasFixtures() && each.mark().rested(worker.id(), window.mark())) {
        return true;
      }
    }
    return false;
  }

  private boolean isForTheSuite(LeakedThread thread) {
    return window.level() != Scope.SUITE && ledger.isLeftToSuite(thread);
  }

  /** What a worker does may be another test's task, though this one has made the worker. */
  private Optional<Set<Long>> certainty(LeakedThread thread) {
    Provenance read = provenance(thread.id());
    if (read == null || RestingPlace.isIdleWorker(thread)) {
      return Optional.of(sure);
    }
    if (read.elder() == Provenance.NONE) {
      // The pool of a worker is not known if its thread factory has wrapped what it runs.
      return RestingPlace.isWorker(thread) ? Optional.empty() : Optional.of(sure);
    }
    Owner ofElder = owner(read.elder());
    return ofElder == null || ownership.of(ofElder) != Whose.OURS
        ? Optional.empty()
        : Optional.of(read.servesAll() ? likely : sure);
  }

  /**
   * A pool may grow at any time, long after it was made: what its new, idle worker is depends on
   * the pool. That of one which the class keeps for all its tests is looked at when the class ends.
   */
  private List<LeakedThread> listFor(LeakedThread thread) {
    if (!RestingPlace.isIdleWorker(thread)) {
      return suspects;
    }
    return switch (fate(thread)) {
      case EXCUSED -> excused;
      case UNDECIDED -> handedOver;
      case NONE ->
          !isOfFixture(thread) ? suspects : window.level() == Scope.METHOD ? handedOver : excused;
    };
  }

  private Fate fate(LeakedThread worker) {
    long elder = elder(worker);
    return elder == Provenance.NONE ? elders.of(worker) : elders.of(worker, elder, owner(elder));
  }

  private long elder(LeakedThread worker) {
    Provenance read = provenance(worker.id());
    return read == null ? ledger.elder(worker.id()) : read.elder();
  }

  private boolean isOfFixture(LeakedThread worker) {
    return (window.level() == Scope.METHOD || window.servesAll())
        && fixture.mayContain(worker, facts);
  }

  /** All that came up here counts as excused, but for what the scope around has created. */
  void excuseAll() {
    suspects();
    excused.addAll(suspects);
    suspects.clear();
    for (List<LeakedThread> list : List.of(handedOver, forTheSuite)) {
      for (LeakedThread thread : List.copyOf(list)) {
        Whose whose = whose(thread);
        if (whose == Whose.OURS || whose == Whose.UNKNOWN) {
          list.remove(thread);
          excused.add(thread);
        }
      }
    }
  }

  /** Whether the code of this scope has created a thread for certain. */
  boolean isOurs(LeakedThread thread) {
    Whose whose = whose(thread);
    return whose == Whose.OURS || whose == Whose.NOBODY;
  }

  /** Whether a suspect is certain to be of this scope, whatever runs beside it. */
  boolean isSure(LeakedThread thread) {
    return sure.contains(thread.id());
  }

  /**
   * Whether a suspect is worth waiting for: it is a worker of a pool that only this scope seems to
   * use, and so is this scope's if it comes to rest.
   */
  boolean isLikely(LeakedThread thread) {
    return likely.contains(thread.id());
  }

  /** All that the last look saw, but for those that are suspected of a task of theirs. */
  List<LeakedThread> unsuspected() {
    Set<Long> inTask =
        suspects.stream()
            .filter(thread -> thread.task() != null)
            .map(LeakedThread::id)
            .collect(Collectors.toSet());
    return seen.stream().filter(thread -> !inTask.contains(thread.id())).toList();
  }

  /** The suspects that the last look saw. */
  List<LeakedThread> last() {
    return List.copyOf(suspects);
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
