package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.origin.Owner;
import org.jspecify.annotations.Nullable;

/** Whose a thread is, as one scope sees it that is about to close. */
final class Ownership {

  /** Who has to decide on a thread. */
  enum Whose {
    /** The scope that closes: its own code, or code of a scope inside it, created the thread. */
    OURS,
    /** The scope around it. */
    AROUND,
    /** The end of the run: another extension created it, or a scope that has closed already. */
    RUN,
    /** Nobody: an extension or a fixture for all has created it, or a thread that was adopted. */
    NOBODY,
    /** Another scope that is still open, or one outside of this run. */
    OTHERS,
    /** Not known; then it is a matter of time. */
    UNKNOWN
  }

  private final Ledger ledger;
  private final Owner run;
  private final Owner extensions;
  private final Owner closing;

  /**
   * The view of one scope.
   *
   * @param run the owner of what the run's extensions create for all classes
   * @param extensions the owner of what they create to prepare an instance
   * @param closing the owner of the scope that closes
   */
  Ownership(Ledger ledger, Owner run, Owner extensions, Owner closing) {
    this.ledger = ledger;
    this.run = run;
    this.extensions = extensions;
    this.closing = closing;
  }

  Whose of(LeakedThread thread, @Nullable Owner owner) {
    Whose whose = of(owner);
    return whose != Whose.UNKNOWN && hasAdoptedCreator(thread.origin()) ? Whose.NOBODY : whose;
  }

  /** What of an owner is certain enough to look no further at a thread of its. */
  Whose of(@Nullable Owner owner) {
    if (owner == null) {
      return Whose.UNKNOWN;
    }
    if (owner.isWithin(extensions) || ledger.isKept(owner)) {
      return Whose.NOBODY;
    }
    if (owner.isWithin(closing)) {
      return Whose.OURS;
    }
    if (!owner.isWithin(run)) {
      return run.isWithin(owner) ? Whose.OTHERS : Whose.UNKNOWN;
    }
    if (owner == run) {
      return Whose.RUN;
    }
    if (closing.isWithin(owner)) {
      return Whose.AROUND;
    }
    return isOpen(owner) ? Whose.OTHERS : Whose.RUN;
  }

  /** Whether a scope will still look at it, be it only the class around a test. */
  private boolean isOpen(Owner owner) {
    for (Owner each = owner; each != null && each != run; each = each.parent()) {
      if (!each.isOver()) {
        return true;
      }
    }
    return false;
  }

  private boolean hasAdoptedCreator(@Nullable Origin origin) {
    // The thread in which the test itself runs may have been adopted, too: that says nothing.
    for (Origin each = origin; each != null && each.before() != null; each = each.before()) {
      if (Ledger.isAdopted(each.creatorId())) {
        return true;
      }
    }
    return false;
  }
}
