package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which classes and tests begin. What an older thread has been doing since the end
 * of the last test was not told by the next one: a task may begin late. Thread-safe.
 */
final class Beginnings {
  private final SeenPlaces places = SeenPlaces.shared();
  private final ThreadWatch watch;
  private final Ledger ledger;
  private final OpenScopes open;

  /** What ran last, if nothing ran beside it. */
  private volatile @Nullable String last;

  Beginnings(ThreadWatch watch, Ledger ledger, OpenScopes open) {
    this.watch = watch;
    this.ledger = ledger;
    this.open = open;
  }

  /** Something ends: what begins late from now on is likely its. */
  void ended(ScopeWindow window) {
    last = window.isOverlapped() ? null : window.subject();
  }

  /** Something begins, and no fixtures have run for it so far. */
  ThreadMark mark() {
    ThreadMark mark = watch.mark();
    if (!open.hasTest()) { // Else threads move all the time.
      List<LeakedThread> late =
          places.see(mark).stream().filter(thread -> !ledger.isClosed(thread)).toList();
      String ended = last;
      if (ended != null) {
        ledger.startedIn(late, ended, true);
      }
      if (open.isEmpty()) {
        ledger.leaveToSuite(late);
      }
    }
    return mark;
  }

  /** A test begins, after the fixtures of its class. What they have set going is not the test's. */
  ThreadMark markAfterFixtures(@Nullable ScopeWindow ofClass) {
    ThreadMark mark = mark();
    return haveFixturesRun(ofClass) && !open.hasTest() ? places.seeAtRest(mark) : mark;
  }

  /** Whether fixtures of a class, or of one around it, have run since this was asked last. */
  private static boolean haveFixturesRun(@Nullable ScopeWindow ofClass) {
    boolean any = false;
    for (ScopeWindow each = ofClass; each != null; each = each.parent()) {
      any |= each.haveFixturesRun();
    }
    return any;
  }

  /** A test begins whose instance others have prepared: what they hand to a worker is theirs. */
  ThreadMark markAfterPreparation() {
    ThreadMark mark = watch.mark();
    if (!open.hasTest()) {
      ledger.leaveToExtensions(places.see(mark));
    }
    return mark;
  }
}
