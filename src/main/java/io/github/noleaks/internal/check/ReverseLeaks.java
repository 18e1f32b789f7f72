package io.github.noleaks.internal.check;

import io.github.noleaks.Scope;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tests that end what others have started and still need: worth a warning when the class ends,
 * never a failure. Thread-safe.
 */
final class ReverseLeaks {
  private final ThreadWatch watch;
  private final Ledger ledger;
  private final Settings suite;

  /** Of the classes that have ended and started something for all. */
  private final List<Fixtures> forAll = new CopyOnWriteArrayList<>();

  private volatile boolean broken;

  ReverseLeaks(ThreadWatch watch, Ledger ledger, Settings suite) {
    this.watch = watch;
    this.ledger = ledger;
    this.suite = suite;
  }

  /** A class has begun; none of its code has run. */
  void watch(ScopeWindow ofClass, Supplier<Map<ExecutorService, String>> pools) {
    ofClass.watch(new Fixtures(watch, ledger, suite, ofClass, pools));
  }

  /**
   * A test is about to begin, after its constructor.
   *
   * @param ofClass the class of the test
   * @param ofTest gives the ids of the threads that the constructor has started
   */
  void testBegins(@Nullable ScopeWindow ofClass, Supplier<Set<Long>> ofTest) {
    if (hasKept(ofClass)) {
      guarded(
          () -> {
            begin(ofClass, new HashSet<>(ofTest.get()));
            forAll.forEach(Fixtures::begin);
          });
    }
  }

  /** Whether some class keeps something that a test of this class could end. */
  private boolean hasKept(@Nullable ScopeWindow ofClass) {
    for (ScopeWindow each = ofClass; each != null; each = each.parent()) {
      Fixtures fixtures = each.fixtures();
      if (fixtures != null && !fixtures.isIdle()) {
        return true;
      }
    }
    return !forAll.isEmpty();
  }

  /** From the inside out, each class takes its threads; then from the outside in, its pools. */
  private static void begin(@Nullable ScopeWindow ofClass, Set<Long> started) {
    if (ofClass != null) {
      Fixtures fixtures = ofClass.fixtures();
      if (fixtures != null) {
        fixtures.seeThreads(started);
      }
      begin(ofClass.parent(), started);
      if (fixtures != null) {
        fixtures.begin();
      }
    }
  }

  /** A test or a class has ended, and all that belongs to it is closed. */
  void ends(ScopeWindow window, Settings settings) {
    if (window.level() == Scope.CLASS) {
      guarded(() -> classEnds(window));
    } else if (hasKept(window.parent())) {
      guarded(() -> testEnds(window, settings));
    }
  }

  private void testEnds(ScopeWindow test, Settings settings) {
    for (ScopeWindow each = test.parent(); each != null; each = each.parent()) {
      Fixtures fixtures = each.fixtures();
      if (fixtures != null) {
        fixtures.end(test, settings);
      }
    }
    forAll.forEach(each -> each.end(test, settings));
  }

  private void classEnds(ScopeWindow ofClass) {
    Fixtures fixtures = ofClass.fixtures();
    if (fixtures != null) {
      fixtures.warnings().forEach(Console::print);
      fixtures.classEnds();
      if (ofClass.servesAll()) {
        forAll.add(fixtures);
      }
    }
    forAll.forEach(each -> each.warnings().forEach(Console::print));
  }

  /** What breaks here must not break a test; nor is it worth to be tried again. */
  private void guarded(Runnable look) {
    if (!broken) {
      try {
        look.run();
      } catch (RuntimeException | Error e) {
        broken = true;
        Console.print(
            "NoLeaks could not watch what fixtures keep: %s; please report this to the makers of NoLeaks"
                .formatted(e));
      }
    }
  }
}
