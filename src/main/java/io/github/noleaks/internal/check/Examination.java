package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.JsonReport;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is done when a scope ends: who is charged, who is excused, what is handed on to whom. */
final class Examination {
  /** A test that has failed anyway needs no long wait. */
  private static final Duration SETTLE_AFTER_FAILURE = Duration.ofMillis(100);

  private final ThreadWatch watch;
  private final LeakCheck check;
  private final Ledger ledger;
  private final Settings suite;
  private final JsonReport json;

  Examination(ThreadWatch watch, Ledger ledger, Settings suite, JsonReport json) {
    this.watch = watch;
    this.check = new LeakCheck(watch, suite.heap());
    this.ledger = ledger;
    this.suite = suite;
    this.json = json;
  }

  /** What a test or class has left behind, each leak once; what others decide on is handed on. */
  LeakReport of(
      ScopeWindow window, Settings settings, boolean failed, BooleanSupplier fixtureHasPool) {
    if (window.construction() == null && watch.unchangedSince(window.mark())) {
      return LeakCheck.nothing(window.subject());
    }
    Look look = new Look(watch, ledger, window, settings, fixtureHasPool);
    if (settings.check() == Check.OFF || (failed && settings.failedTests() == FailedTests.SKIP)) {
      ledger.close(look.all());
      leaveVirtual(window, thread -> true);
      return LeakCheck.nothing(window.subject());
    }
    LeakReport report = LeakCheck.nothing(window.subject());
    if (window.isOverlapped() || !settings.checksAt(window.level())) {
      look.suspects();
      if (window.isOverlapped()) {
        ledger.leaveToSuite(look.last());
      }
      ledger.startedIn(look.last(), window.subject(), !window.isOverlapped());
      if (window.isOverlapped()) {
        // Who ended first has left them to the suite; we ran at the time as well.
        ledger.startedIn(look.forTheSuite(), window.subject(), false);
      }
    } else {
      Duration settle =
          failed ? Settle.shorter(settings.settle(), SETTLE_AFTER_FAILURE) : settings.settle();
      report = check.report(window.subject(), certain(look, window), settle, ledger::startedIn);
      close(report);
    }
    leaveVirtual(window, settings.rules()::excuses);
    ledger.startedIn(look.handedOver(), window.subject(), true);
    if (window.parent() == null) {
      // Only the method is watched: no class will look at it when it ends.
      ledger.leaveToSuite(look.handedOver());
    }
    ledger.close(look.excused());
    return report;
  }

  /**
   * The suspects that came up while nothing else ran. Another test may begin while we wait for
   * them: what comes up from then on may be its.
   */
  private Supplier<List<LeakedThread>> certain(Look look, ScopeWindow window) {
    Set<Long> alone = new HashSet<>();
    return () -> {
      List<LeakedThread> seen = look.suspects();
      if (!window.isOverlapped()) { // Asked after the look: who begins tells so before it starts.
        seen.forEach(thread -> alone.add(thread.id()));
        return seen;
      }
      List<LeakedThread> uncertain =
          seen.stream().filter(thread -> !alone.contains(thread.id())).toList();
      ledger.leaveToSuite(uncertain);
      ledger.startedIn(uncertain, window.subject(), false);
      return seen.stream().filter(thread -> alone.contains(thread.id())).toList();
    };
  }

  /** Of virtual threads that came up beside other tests, only the end of the run makes a list. */
  private void leaveVirtual(ScopeWindow window, Predicate<LeakedThread> excused) {
    if (window.isOverlapped()) {
      Construction construction = window.construction();
      ThreadMark from = construction == null ? window.mark() : construction.before();
      ledger.leaveToSuite(watch.virtualIdsSince(from), window.subject(), excused);
    }
  }

  /** Remembers what came up during a test that only the end of the run looks at. */
  void attribute(ScopeWindow window, boolean alone, Supplier<Settings> settings) {
    if (watch.unchangedSince(window.mark())) {
      return;
    }
    Settings known = settingsOr(suite, settings);
    if (!alone) {
      window.overlap();
    }
    Look look = new Look(watch, ledger, window, known, () -> false);
    if (known.check() == Check.OFF) {
      ledger.close(look.all());
      leaveVirtual(window, thread -> true);
    } else {
      leaveVirtual(window, known.rules()::excuses);
      ledger.startedIn(look.suspects(), window.subject(), alone);
      ledger.close(look.excused());
    }
  }

  private static Settings settingsOr(Settings otherwise, Supplier<Settings> settings) {
    try {
      return settings.get();
    } catch (NoLeaksConfigurationException e) {
      // Who watches from outside has no way to fail the test.
      Console.once(String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  /** What the whole run has left behind, or of that only what no test or class could decide. */
  LeakReport ofRun(ScopeWindow window, boolean everything) {
    boolean wanted = everything || ledger.hasLeftToSuite();
    if (!wanted || !suite.checksAt(Scope.SUITE) || watch.unchangedSince(window.mark())) {
      return LeakCheck.nothing(window.subject());
    }
    Look look = new Look(watch, ledger, window, suite, () -> false);
    LeakReport report =
        check.report(
            window.subject(),
            () ->
                everything
                    ? look.suspects()
                    : look.suspects().stream().filter(ledger::isLeftToSuite).toList(),
            suite.settle(),
            ledger::startedIn);
    close(report);
    return report;
  }

  private void close(LeakReport report) {
    if (!report.isEmpty()) {
      ledger.close(report.threads());
      json.add(report);
    }
  }
}
