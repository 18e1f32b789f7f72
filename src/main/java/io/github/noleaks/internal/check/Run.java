package io.github.noleaks.internal.check;

import io.github.noleaks.LeakReport;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.dump.HeapBudget;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.JsonReport;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a suite: opens and closes the scopes of its tests and classes, and knows what each
 * thread's fate is. Each leak is reported once, against its owner. Thread-safe.
 */
public final class Run {
  private static final String SUBJECT = "the test suite";

  private final ThreadWatch watch = ThreadWatch.shared();
  private final Ledger ledger = new Ledger();
  private final OpenScopes open = new OpenScopes();
  private final Beginnings beginnings = new Beginnings(watch, ledger, open);
  private final Preparations preparations;

  private final ReverseLeaks reverse;
  private final Settings suite;
  private final Examination examination;
  private final ThreadMark begin;

  /**
   * Of what other extensions create for all tests; inside of the test that began this run, if any.
   */
  private final Owner owner;

  /** Of what other extensions create when they prepare an instance. */
  private final Owner extensions;

  /**
   * Begins a run.
   *
   * @param suite what holds for the whole suite
   * @param reportDir the folder for reports
   */
  public Run(Settings suite, Path reportDir) {
    this.suite = suite;
    Tag current = Origins.current();
    this.owner = new Owner(SUBJECT, current == null ? null : current.owner());
    this.extensions = new Owner("another extension", owner);
    this.preparations = new Preparations(watch, ledger, open, owner, extensions, suite::newFacts);
    this.examination =
        new Examination(watch, ledger, suite, new JsonReport(reportDir), this::ownership);
    this.reverse = new ReverseLeaks(watch, ledger, suite);
    this.begin = watch.mark();
    SeenPlaces.shared().see(begin);
  }

  private Ownership ownership(Owner closing) {
    return new Ownership(ledger, owner, extensions, closing);
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
    Owner ofClass = new Owner(subject, parent == null ? owner : parent.owner());
    ScopeWindow window = new ScopeWindow(id, ofClass, Scope.CLASS, parent, beginnings.mark(), null);
    open.add(window);
    window.enter(Origins.enter(owner));
    return window;
  }

  /**
   * What the fixtures of a class start serves the whole run.
   *
   * @param window the scope of the class, before any code of the class has run
   */
  public void servesAll(ScopeWindow window) {
    window.serveAll();
    ledger.keep(window.owner());
  }

  /**
   * What fields of these classes hold is shared by the tests of a class.
   *
   * @param window the scope of the class
   * @param classes the test class and those that it extends
   */
  public void holdsFixturesIn(ScopeWindow window, FixtureClasses classes) {
    window.holdFixturesIn(classes);
  }

  /**
   * What the fixtures of a class keep is for its tests to use, and not to end.
   *
   * @param window the scope of the class
   * @param pools gives the pools that the class holds now, shut down or not, each with where it
   *     holds it; asked only if it matters
   */
  public void keeps(ScopeWindow window, Supplier<Map<ExecutorService, String>> pools) {
    reverse.watch(window, pools);
  }

  /**
   * Code of a class, such as a fixture, is about to run in the calling thread.
   *
   * @param window the scope of the class, or {@code null} if it has none
   * @return to be closed in the same thread
   */
  public Entered enter(@Nullable ScopeWindow window) {
    if (window == null) {
      return () -> {};
    }
    window.runFixtures();
    Tag before = Origins.enter(window.owner());
    return () -> Origins.leave(before);
  }

  /**
   * As {@link #enter}, for a method that prepares the tests of a class, or ends what they share.
   *
   * @param window the scope of the class, or {@code null} if it has none
   * @return to be closed in the same thread
   */
  public Entered enterFixture(@Nullable ScopeWindow window) {
    if (window != null) {
      window.haveFixtures();
    }
    return enter(window);
  }

  /** The time in which code of a class runs. */
  @FunctionalInterface
  public interface Entered extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Code of the user is about to run in a class's scope. What other extensions have started before
   * the first time may serve many classes: only the end of the run can say that it leaked.
   *
   * @param window the scope of the class
   */
  public void prepared(ScopeWindow window) {
    examination.begin(window);
    preparations.begin(window);
  }

  /**
   * A test of any engine begins in the calling thread.
   *
   * @param subject the test, as the report should name it
   * @return what to hand to {@link #attribute} later
   */
  public Moment testBegins(String subject) {
    Owner running = Origins.running();
    ThreadMark mark = watch.mark();
    ResourceMark resources = examination.resources().mark();
    if (running != null && running.subject().equals(subject) && running.isWithin(owner)) {
      return new Moment(mark, resources, running, null); // The extension has seen it already.
    }
    Owner ofTest = new Owner(subject, owner);
    return new Moment(mark, resources, ofTest, Origins.enter(ofTest));
  }

  /**
   * A constructor of a test class is about to run, in the thread that will run the test. What it
   * starts may look like the leak of a test that runs beside it.
   *
   * @param ofClass the scope of its class
   * @param forClass whether the instance serves the whole class, and not only the test to come
   */
  public void constructing(@Nullable ScopeWindow ofClass, boolean forClass) {
    ThreadMark outer = preparations.markOfOuterConstructor();
    ThreadMark mark = outer == null ? beginnings.markAfterFixtures(ofClass) : outer;
    preparations.construct(ofClass, forClass, mark);
  }

  /**
   * A constructor of a test class has ended, in the thread that will run the test.
   *
   * @param preparedByOthers whether other extensions prepare instances of the class
   */
  public void constructed(boolean preparedByOthers) {
    preparations.constructed();
    if (preparedByOthers) {
      examination.resources().othersPrepare();
    }
  }

  /** A constructor has failed, or its test does not run: there will be no test to charge. */
  public void abandoned() {
    preparations.abandon();
    examination.resources().prepared();
  }

  /**
   * An instance that serves a whole class is ready.
   *
   * @param window the scope of the class
   * @param preparedByOthers whether other extensions prepare instances of the class; asked only if
   *     it matters
   */
  public void classInstancePrepared(
      @Nullable ScopeWindow window, BooleanSupplier preparedByOthers) {
    preparations.classInstanceReady(window, preparedByOthers);
    examination.resources().prepared();
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
    reverse.testBegins(parent, preparations::startedSoFar);
    preparations.fixturesReady(parent);
    Construction construction = preparations.instanceReady(parent, preparedByOthers);
    ThreadMark mark;
    if (construction == null) {
      mark = beginnings.markAfterFixtures(parent);
    } else if (preparedByOthers.getAsBoolean()) {
      mark = beginnings.markAfterPreparation();
    } else {
      mark = watch.noneStartedSince(construction.after()) ? construction.after() : watch.mark();
    }
    boolean startedSome =
        construction != null
            && (!construction.started().isEmpty()
                || (open.hasTest() && watch.virtualIdsSince(construction.before()) != null));
    Owner around = parent == null ? owner : parent.owner();
    Owner ofMethod = construction == null ? new Owner(subject, around) : construction.owner();
    ofMethod.become(subject, around);
    Tag carried = Origins.enter(ofMethod);
    ScopeWindow window =
        new ScopeWindow(
            id, ofMethod, Scope.METHOD, parent, mark, startedSome ? construction : null);
    window.enter(construction == null ? carried : construction.carried());
    examination.resources().prepared();
    examination.begin(window);
    return window;
  }

  /**
   * The test does not run after all.
   *
   * @param window its scope, which was never started
   */
  public void skipped(ScopeWindow window) {
    abandoned();
    window.end();
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
   * @param fixturePools gives the pools that the class holds, which may have grown in a test; asked
   *     only if it matters
   * @return what it has to fail for, possibly nothing
   */
  public LeakReport close(
      ScopeWindow window,
      Settings settings,
      boolean failed,
      Supplier<List<ExecutorService>> fixturePools) {
    beginnings.ended(window);
    try {
      preparations.fixturesReady(window);
      return Told.by(
          settings.check(),
          window.subject(),
          () -> examination.of(window, settings, failed, fixturePools));
    } finally {
      reverse.ends(window, settings);
      // Not before: a test that begins while we still look overlaps with what we see.
      open.remove(window);
      window.end();
    }
  }

  /**
   * A test of any engine has ended that no check of its own looks at: remembers what came up during
   * it, for the check at the end of the run.
   *
   * @param begin the moment at which it began
   * @param alone whether no other test ran at the time
   * @param settings gives what holds for it; asked only if something came up
   */
  public void attribute(Moment begin, boolean alone, Supplier<Settings> settings) {
    Owner ofTest = begin.owner();
    if (Origins.running() == ofTest) {
      Origins.leave(begin.carried());
    }
    ScopeWindow window = new ScopeWindow("", ofTest, Scope.METHOD, null, begin.threads(), null);
    window.mark(begin.resources());
    examination.attribute(window, alone, settings);
    ofTest.end();
  }

  /**
   * The run has ended. Says what should be said about the rules.
   *
   * @param everything whether to look at all that came up during the run, or only at what tests and
   *     classes could not decide
   * @return what it has to fail for, possibly nothing
   */
  public LeakReport close(boolean everything) {
    ScopeWindow window = new ScopeWindow("", owner, Scope.SUITE, null, begin, null);
    LeakReport report =
        Told.by(suite.check(), window.subject(), () -> examination.ofRun(window, everything));
    suite.rules().notices().forEach(Console::print);
    HeapBudget.shared().summary().ifPresent(Console::once);
    return report;
  }
}
