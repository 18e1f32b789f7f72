package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.JsonReport;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What is done when a scope ends: who is charged, who is excused, what is handed on to whom. */
final class Examination {
  /** A test that has failed anyway needs no long wait. */
  private static final Duration SETTLE_AFTER_FAILURE = Duration.ofMillis(100);

  private final ThreadWatch watch;
  private final LeakCheck check;

  /** What the tests could not decide on needs the heap more than any of them did. */
  private final LeakCheck lastCheck;

  private final Ledger ledger;
  private final Backlogs backlogs;
  private final OpenResources resources;
  private final Settings suite;
  private final JsonReport json;
  private final Function<Owner, Ownership> ownership;

  /** There is no access to be had: no need to look before each further question. */
  private volatile boolean accessRefused;

  Examination(
      ThreadWatch watch,
      Ledger ledger,
      Settings suite,
      JsonReport json,
      Function<Owner, Ownership> ownership) {
    this.watch = watch;
    this.check = new LeakCheck(watch, suite.heap(), suite.access());
    this.lastCheck = new LeakCheck(watch, suite.heap().onceMore(), suite.access());
    this.ledger = ledger;
    this.backlogs = new Backlogs(suite.access());
    this.resources = new OpenResources(suite, ownership);
    this.suite = suite;
    this.json = json;
    this.ownership = ownership;
  }

  private Look look(
      ScopeWindow window, Settings settings, Supplier<List<ExecutorService>> fixturePools) {
    return new Look(watch, ledger, window, settings, ownership.apply(window.owner()), fixturePools);
  }

  /** From now on a test or class answers for what it hands to executors, opens and starts. */
  void begin(ScopeWindow window) {
    if (window.executors() == null) {
      window.mark(backlogs.mark());
      window.mark(
          window.level() == Scope.METHOD
              ? resources.markOfTest(window.parent())
              : resources.markOfClass());
    }
  }

  OpenResources resources() {
    return resources;
  }

  /** What a test or class has left behind, each leak once; what others decide on is handed on. */
  LeakReport of(
      ScopeWindow window,
      Settings settings,
      boolean failed,
      Supplier<List<ExecutorService>> fixturePools) {
    boolean late = backlogs.isWorkWaiting(window);
    LeakReport threads = threads(window, settings, failed, fixturePools);
    LeakReport all =
        withMore(threads, "executors", found -> backlogs.addTo(found, window, settings, failed));
    if (late && threads.isEmpty()) {
      // What sat in a queue when we came may have got a worker stuck since.
      LeakReport again = threads(window, settings, failed, fixturePools);
      all = Reports.plus(all, again.leaks(), again.notes());
    }
    all =
        withMore(
            all,
            "channels and processes",
            found -> resources.addTo(found, window, settings, failed));
    resources.ended(window);
    return written(all);
  }

  private LeakReport threads(
      ScopeWindow window,
      Settings settings,
      boolean failed,
      Supplier<List<ExecutorService>> fixturePools) {
    ThreadMark now = watch.mark();
    if (window.construction() == null && watch.unchanged(window.mark(), now)) {
      return LeakCheck.nothing(window.subject());
    }
    Look look = look(window, settings, fixturePools);
    if (window.isOverlapped() && isAccessOfUse(look)) {
      look = look(window, settings, fixturePools);
    }
    LeakReport report = threads(window, settings, failed, look);
    SeenPlaces.shared().closed(look.unsuspected(), now);
    return report;
  }

  private LeakReport threads(ScopeWindow window, Settings settings, boolean failed, Look look) {
    if (settings.check() == Check.OFF || (failed && settings.failedTests() == FailedTests.SKIP)) {
      excuseAll(look, window);
      return LeakCheck.nothing(window.subject());
    }
    LeakReport report = LeakCheck.nothing(window.subject());
    if (settings.checksAt(window.level())) {
      Duration settle =
          failed ? Settle.shorter(settings.settle(), SETTLE_AFTER_FAILURE) : settings.settle();
      Set<Long> alone = new HashSet<>();
      report =
          check.report(
              window.subject(),
              own(look, window, alone),
              settle,
              look::startedIn,
              decided(look, window, alone));
      close(report);
    } else {
      look.suspects();
      handOn(look.last(), window);
    }
    if (window.isOverlapped()) {
      // Who ended first has left them to the suite; we ran at the time as well.
      ledger.startedIn(look.forTheSuite(), window.subject(), false);
    }
    leaveToOthers(look, window, settings.rules()::excuses);
    return report;
  }

  /** Something came up while other tests ran: its own fields would tell whose it is. */
  private boolean isAccessOfUse(Look look) {
    if (accessRefused || Access.present(suite.access()).isPresent() || look.suspects().isEmpty()) {
      return false;
    }
    accessRefused = !Reading.acquired(suite.access());
    return !accessRefused;
  }

  /** What a look has found that this scope does not decide on, and what it excuses. */
  private void leaveToOthers(Look look, ScopeWindow window, Predicate<LeakedThread> excused) {
    ledger.leaveToSuite(look.forTheSuite());
    leaveVirtual(window, excused);
    ledger.startedIn(look.handedOver(), window.subject(), true);
    if (window.parent() == null) {
      // Only the method is watched: no class will look at it when it ends.
      ledger.leaveToSuite(look.handedOver());
    }
    excuse(look, window);
  }

  private void excuse(Look look, ScopeWindow window) {
    look.excused().stream()
        .collect(Collectors.partitioningBy(thread -> look.isOurs(thread) || !window.isOverlapped()))
        .forEach(
            (certain, threads) -> {
              if (!certain) {
                ledger.excusePerhaps(threads);
              } else if (window.servesAll()) {
                Ledger.adopt(threads);
              } else {
                ledger.close(threads);
              }
            });
  }

  /** This test or class may leave behind what it likes. */
  private void excuseAll(Look look, ScopeWindow window) {
    look.excuseAll();
    leaveToOthers(look, window, thread -> true);
  }

  private void handOn(List<LeakedThread> threads, ScopeWindow window) {
    if (window.isOverlapped()) {
      ledger.leaveToSuite(threads);
    }
    ledger.startedIn(threads, window.subject(), !window.isOverlapped());
  }

  /**
   * The suspects that are of this scope: by their tags, or because nothing else ran when they came
   * up. Another test may begin while we wait for them: what comes up from then on may be its.
   */
  private Supplier<List<LeakedThread>> own(Look look, ScopeWindow window, Set<Long> alone) {
    return () -> {
      List<LeakedThread> seen = look.suspects();
      if (!window.isOverlapped()) { // Asked after the look: who begins tells so before it starts.
        seen.forEach(thread -> alone.add(thread.id()));
        return seen;
      }
      return without(
          seen,
          window,
          each -> look.isSure(each) || look.isLikely(each) || alone.contains(each.id()));
    };
  }

  /** Those that stay; the others are left to those who can tell more. */
  private List<LeakedThread> without(
      List<LeakedThread> threads, ScopeWindow window, Predicate<LeakedThread> staying) {
    Map<Boolean, List<LeakedThread>> stays =
        threads.stream().collect(Collectors.partitioningBy(staying));
    handOn(stays.getOrDefault(false, List.of()), window);
    return stays.getOrDefault(true, List.of());
  }

  /** What the heap has told about suspects may show that they are another's. */
  private BiFunction<List<LeakedThread>, HeapEvidence, List<LeakedThread>> decided(
      Look look, ScopeWindow window, Set<Long> alone) {
    return (left, evidence) -> {
      ledger.learn(evidence);
      List<LeakedThread> ours = look.reconsidered(left);
      return window.isOverlapped()
          ? without(ours, window, each -> look.isSure(each) || alone.contains(each.id()))
          : ours;
    };
  }

  /** Of virtual threads that came up beside other tests, only the end of the run makes a list. */
  private void leaveVirtual(ScopeWindow window, Predicate<LeakedThread> excused) {
    ledger.excuses(window.owner(), excused);
    if (window.isOverlapped()) {
      Construction construction = window.construction();
      ThreadMark from = construction == null ? window.mark() : construction.before();
      ledger.leaveToSuite(watch.virtualIdsSince(from), window.subject(), excused);
    }
  }

  /** Remembers what came up during a test that only the end of the run looks at. */
  void attribute(ScopeWindow window, boolean alone, Supplier<Settings> settings) {
    if (!alone) {
      window.overlap();
    }
    boolean sameThreads = watch.unchangedSince(window.mark());
    if (sameThreads && resources.isUnchanged(window)) {
      return;
    }
    Settings known = settingsOr(suite, settings);
    resources.attribute(window, known);
    if (sameThreads) {
      return;
    }
    Look look = look(window, known, List::of);
    if (known.check() == Check.OFF) {
      excuseAll(look, window);
    } else {
      ledger.startedIn(look.suspects(), window.subject(), alone);
      leaveVirtual(window, known.rules()::excuses);
      excuse(look, window);
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
    LeakReport tasks =
        withMore(
            threadsOfRun(window, everything),
            "executors",
            found -> backlogs.addToRun(found, everything, suite));
    return written(
        withMore(
            tasks,
            "channels and processes",
            found -> resources.addToRun(found, window, everything)));
  }

  private LeakReport threadsOfRun(ScopeWindow window, boolean everything) {
    boolean wanted = everything || ledger.hasLeftToSuite();
    if (!wanted || !suite.checksAt(Scope.SUITE) || watch.unchangedSince(window.mark())) {
      return LeakCheck.nothing(window.subject());
    }
    Look look = look(window, suite, List::of);
    LeakReport report =
        lastCheck.report(
            window.subject(),
            () ->
                everything
                    ? look.suspects()
                    : look.suspects().stream().filter(ledger::isLeftToSuite).toList(),
            suite.settle(),
            look::startedIn,
            decided(look, window, Set.of()));
    close(report);
    return report;
  }

  private void close(LeakReport report) {
    if (!report.isEmpty()) {
      ledger.close(report.threads());
    }
  }

  /** What goes wrong in a later look must not hide what the first one has found. */
  private static LeakReport withMore(
      LeakReport found, String what, UnaryOperator<LeakReport> look) {
    try {
      return look.apply(found);
    } catch (RuntimeException | LinkageError e) {
      Console.once(
          "NoLeaks could not look at %s: %s; please report this to the makers of NoLeaks"
              .formatted(what, e));
      return found;
    }
  }

  private LeakReport written(LeakReport report) {
    if (!report.isEmpty()) {
      json.add(report);
    }
    return report;
  }
}
