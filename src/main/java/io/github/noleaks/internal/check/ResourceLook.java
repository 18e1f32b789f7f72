package io.github.noleaks.internal.check;

import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.Resources.Found;
import io.github.noleaks.internal.ignore.RuleSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells what one closing scope has left open from everything else, as often as it is asked. Not
 * thread-safe.
 */
final class ResourceLook {
  private final Resources resources;
  private final ScopeWindow window;
  private final ResourceMark mark;
  private final Settings settings;
  private final Ownership ownership;
  private final Predicate<Found> closed;

  private final List<Found> suspects = new ArrayList<>();
  private final List<Found> excused = new ArrayList<>();
  private final List<Found> forTheRun = new ArrayList<>();

  /** What came up while nothing else ran stays this scope's, though another may begin meanwhile. */
  private final Set<String> alone = new HashSet<>();

  ResourceLook(
      Resources resources,
      ScopeWindow window,
      ResourceMark mark,
      Settings settings,
      Ownership ownership,
      Predicate<Found> closed) {
    this.resources = resources;
    this.window = window;
    this.mark = mark;
    this.settings = settings;
    this.ownership = ownership;
    this.closed = closed;
  }

  /** What is open now of which this scope decides. */
  List<Found> suspects() {
    suspects.clear();
    excused.clear();
    forTheRun.clear();
    List<Found> since = resources.since(mark, settings.detect());
    // Else some may have been there before; the class has a better mark.
    boolean certain = window.parent() == null || resources.isCertain(mark);
    for (Found each : since) {
      if (closed.test(each)) {
        continue;
      }
      if (certain || each.channel() == null) {
        sort(each);
      } else if (window.isOverlapped()) {
        forTheRun.add(each);
      }
    }
    return List.copyOf(suspects);
  }

  private void sort(Found found) {
    switch (ownership.of(found.owner())) {
      case NOBODY -> excused.add(found);
      case OTHERS -> {
        // They look at it themselves.
      }
      case AROUND -> leaveToOthers(found);
      case RUN -> (window.level() == Scope.SUITE ? suspects : forTheRun).add(found);
      case OURS -> sortOwn(found, true);
      case UNKNOWN -> {
        if (isAlone(found) && isOfOtherThread(found)) {
          leaveToOthers(found);
        } else {
          sortOwn(found, isAlone(found));
        }
      }
    }
  }

  private void leaveToOthers(Found found) {
    if (window.parent() == null && window.level() != Scope.SUITE) {
      forTheRun.add(found); // No class follows.
    } else if (window.level() == Scope.SUITE) {
      suspects.add(found);
    }
  }

  /** A thread without tag was there before the test, or is the JDK's: it serves somebody else. */
  private boolean isOfOtherThread(Found found) {
    return found.channel() != null
        && found.channel().opening() >= 0
        && found.tag() == null
        && !Resources.isOfCommonPool(found.channel());
  }

  private void sortOwn(Found found, boolean sure) {
    if (excuses(settings.rules(), found)) {
      excused.add(found);
    } else {
      (sure ? suspects : forTheRun).add(found);
    }
  }

  /** Asked after it was seen: who begins tells so before it opens anything. */
  private boolean isAlone(Found found) {
    if (window.level() == Scope.SUITE || !window.isOverlapped()) {
      alone.add(found.key());
    }
    return alone.contains(found.key());
  }

  static boolean excuses(RuleSet rules, Found found) {
    return found.channel() != null
        ? rules.excuses(found.channel().channel())
        : found.process() != null && rules.excuses(found.process().process());
  }

  /** What rules excuse, and what belongs to those who may keep it. */
  List<Found> excused() {
    return List.copyOf(excused);
  }

  /** What only the end of the run can decide on. */
  List<Found> forTheRun() {
    return List.copyOf(forTheRun);
  }
}
