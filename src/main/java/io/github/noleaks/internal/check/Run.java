package io.github.noleaks.internal.check;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.dump.HeapBudget;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.JsonReport;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualIds;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a suite: opens and closes the scopes of its tests and classes, and knows what each
 * thread's fate is. Each leak is reported once, against its owner. Thread-safe.
 */
public final class Run {
  private final ThreadWatch watch = ThreadWatch.shared();
  private final Ledger ledger = new Ledger();
  private final OpenScopes open = new OpenScopes();

  /** By the id of the constructing thread; emptied when its test begins. */
  private final Map<Long, Construction> constructions = new ConcurrentHashMap<>();

  private final Settings suite;
  private final Examination examination;
  private final ThreadMark begin;

  /**
   * Begins a run.
   *
   * @param suite what holds for the whole suite
   * @param reportDir the folder for reports
   */
  public Run(Settings suite, Path reportDir) {
    this.suite = suite;
    this.examination = new Examination(watch, ledger, suite, new JsonReport(reportDir));
    this.begin = watch.mark();
  }

  /**
   * What holds for the whole suite.
   *
   * @return the settings from which those of classes and methods are made
   */
  public Settings suite() {
    return suite;
  }

  /**
   * Opens the scope of a class. What comes up from now until {@link #prepared} is the work of other
   * extensions, and theirs.
   *
   * @param id the class's unique id
   * @param subject the class, as the report should name it
   * @param parent the scope of the enclosing class, if there is one
   * @return the scope, to be closed
   */
  public ScopeWindow openClass(String id, String subject, @Nullable ScopeWindow parent) {
    ScopeWindow window = new ScopeWindow(id, subject, Scope.CLASS, parent, watch.mark(), null);
    open.add(window);
    return window;
  }

  /**
   * Code of the user is about to run in a class's scope. What other extensions have started before
   * the first time may serve many classes: only the end of the run can say that it leaked.
   *
   * @param window the scope of the class
   */
  public void prepared(ScopeWindow window) {
    if (window.firstPreparation() && !watch.unchangedSince(window.mark())) {
      // A nested class opens before the instance around its own is made, for the same test.
      Construction outer = constructions.get(Thread.currentThread().getId());
      Set<Long> ofTest = outer == null ? Set.of() : outer.started();
      ledger.leaveToSuite(
          since(window.mark()).stream().filter(thread -> !ofTest.contains(thread.id())).toList());
    }
  }

  /** Virtual threads are not listed while tests beside this thread's may run some. */
  private List<LeakedThread> since(ThreadMark mark) {
    return open.hasTest() ? watch.platformSince(mark, new ThreadFacts()) : watch.since(mark);
  }

  /**
   * This moment.
   *
   * @return what to hand to {@link #constructed} or {@link #attribute} later
   */
  public Moment now() {
    return new Moment(watch.mark());
  }

  /**
   * A constructor of a test class is about to run, in the thread that will run the test. What it
   * starts may look like the leak of a test that runs beside it.
   *
   * @return the moment, for {@link #constructed}
   */
  public Moment constructing() {
    open.prepare();
    return now();
  }

  /**
   * A constructor of a test class has ended, in the thread that will run the test.
   *
   * @param start the moment before the constructor
   */
  public void constructed(Moment start) {
    ThreadMark before = start.threads();
    Construction outer = constructions.get(Thread.currentThread().getId());
    Set<Long> started = new HashSet<>(outer == null ? Set.of() : outer.started());
    ThreadMark after = before;
    if (!watch.unchangedSince(before)) {
      since(before).forEach(thread -> started.add(thread.id()));
      after = watch.mark();
    }
    constructions.put(
        Thread.currentThread().getId(),
        new Construction(outer == null ? before : outer.before(), Set.copyOf(started), after));
  }

  /** A constructor has failed, or its test does not run: there will be no test to charge. */
  public void abandoned() {
    open.prepared();
    constructions.remove(Thread.currentThread().getId());
  }

  /**
   * The instance that this thread has constructed is ready to be used. What other extensions have
   * started while they prepared it, such as an application context, is theirs and is excused. So is
   * then what a test beside it has started meanwhile, which cannot be told apart.
   *
   * @return what the constructors did, or {@code null} if there were none
   */
  private @Nullable Construction instancePrepared(BooleanSupplier preparedByOthers) {
    Construction construction = constructions.remove(Thread.currentThread().getId());
    if (construction != null
        && !watch.unchangedSince(construction.after())
        && (!open.hasTest() || preparedByOthers.getAsBoolean())) {
      ledger.leaveToExtensions(since(construction.after()));
      if (open.hasTest()) {
        VirtualIds prepared = watch.virtualIdsSince(construction.after());
        ledger.leaveToSuite(prepared, "its preparation", thread -> true);
      }
    }
    return construction;
  }

  /**
   * An instance that serves a whole class is ready.
   *
   * @param preparedByOthers whether other extensions prepare instances of the class; asked only if
   *     it matters
   */
  public void classInstancePrepared(BooleanSupplier preparedByOthers) {
    instancePrepared(preparedByOthers);
    open.prepared();
  }

  /**
   * Makes the scope of a test. It does not count as open before {@link #start}.
   *
   * @param id the test's unique id
   * @param subject the test, as the report should name it
   * @param parent the scope of its class, if there is one
   * @param preparedByOthers whether other extensions prepare instances of its class; asked only if
   *     it matters
   * @return the scope, to be started and closed
   */
  public ScopeWindow newMethod(
      String id, String subject, @Nullable ScopeWindow parent, BooleanSupplier preparedByOthers) {
    Construction construction = instancePrepared(preparedByOthers);
    ThreadMark mark =
        construction != null && watch.unchangedSince(construction.after())
            ? construction.after()
            : watch.mark();
    boolean startedSome =
        construction != null
            && (!construction.started().isEmpty()
                || (open.hasTest() && watch.virtualIdsSince(construction.before()) != null));
    return new ScopeWindow(
        id, subject, Scope.METHOD, parent, mark, startedSome ? construction : null);
  }

  /**
   * A test of whichever engine has started. Those that nobody watches may start threads, too.
   *
   * @param id its unique id
   */
  public void testStarted(String id) {
    open.testStarted(id);
  }

  /**
   * The same test has finished.
   *
   * @param id its unique id
   */
  public void testFinished(String id) {
    open.testFinished(id);
  }

  /**
   * The test begins.
   *
   * @param window its scope
   */
  public void start(ScopeWindow window) {
    open.add(window);
    open.prepared();
  }

  /**
   * The test or class has ended, and everything that belongs to it is closed.
   *
   * @param window its scope
   * @param settings what holds for it
   * @param failed whether it failed by itself
   * @param fixtureHasPool whether the class holds a pool that may have grown in a test; asked only
   *     if it matters
   * @return what it has to fail for, possibly nothing
   */
  public LeakReport close(
      ScopeWindow window, Settings settings, boolean failed, BooleanSupplier fixtureHasPool) {
    try {
      return Told.by(
          settings.check(),
          window.subject(),
          () -> examination.of(window, settings, failed, fixtureHasPool));
    } finally {
      // Not before: a test that begins while we still look overlaps with what we see.
      open.remove(window);
    }
  }

  /**
   * A test of any engine has ended that no check of its own looks at: remembers what came up during
   * it, for the check at the end of the run.
   *
   * @param start the moment before the test
   * @param subject the test, as the report should name it
   * @param alone whether no other test ran at the time
   * @param settings gives what holds for it; asked only if something came up
   */
  public void attribute(Moment start, String subject, boolean alone, Supplier<Settings> settings) {
    ScopeWindow window = new ScopeWindow("", subject, Scope.METHOD, null, start.threads(), null);
    examination.attribute(window, alone, settings);
  }

  /**
   * The run has ended. Says what should be said about the rules.
   *
   * @param everything whether to look at all that came up during the run, or only at what tests and
   *     classes could not decide
   * @return what it has to fail for, possibly nothing
   */
  public LeakReport close(boolean everything) {
    ScopeWindow window = new ScopeWindow("", "the test suite", Scope.SUITE, null, begin, null);
    LeakReport report =
        Told.by(suite.check(), window.subject(), () -> examination.ofRun(window, everything));
    suite.rules().notices().forEach(Console::print);
    HeapBudget.shared().summary().ifPresent(Console::once);
    return report;
  }
}
