package io.github.noleaks.internal.check;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ScopeWindow.Construction;
import io.github.noleaks.internal.dump.HeapBudget;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.internal.report.JsonReport;
import io.github.noleaks.internal.watch.Provenance;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualIds;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
  private final Constructions constructions = new Constructions(watch, this::since);

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
    this.examination =
        new Examination(watch, ledger, suite, new JsonReport(reportDir), this::ownership);
    this.begin = watch.mark();
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
    ScopeWindow window = new ScopeWindow(id, ofClass, Scope.CLASS, parent, watch.mark(), null);
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

  /** The fixtures of a class are ready, and so are those of the classes around it. */
  private void fixturesReady(@Nullable ScopeWindow ofClass) {
    for (ScopeWindow each = ofClass; each != null; each = each.parent()) {
      if (each.firstTestAfterFixturesForAll() && !watch.unchangedSince(each.mark())) {
        Set<Long> ofTest = constructions.startedSoFar();
        List<LeakedThread> started = since(each.mark(), each.owner());
        started.removeIf(thread -> ofTest.contains(thread.id()) || ledger.isClosed(thread));
        if (each.isOverlapped()) {
          ledger.leaveToExtensionsPerhaps(started);
        } else {
          Ledger.adopt(started);
        }
      }
    }
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
    Tag before = Origins.enter(window.owner());
    return () -> Origins.leave(before);
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
    if (window.firstPreparation() && !watch.unchangedSince(window.mark())) {
      // A nested class opens before the instance around its own is made, for the same test.
      Set<Long> ofTest = constructions.startedSoFar();
      ledger.leaveToSuite(
          since(window.mark(), owner).stream()
              .filter(thread -> !ofTest.contains(thread.id()))
              .toList());
    }
  }

  /**
   * What an owner may have created. Virtual threads are not listed while tests beside this thread's
   * may run some.
   */
  private List<LeakedThread> since(ThreadMark mark, Owner creator) {
    ThreadFacts facts = suite.newFacts();
    List<LeakedThread> since =
        open.hasTest() ? watch.platformSince(mark, facts) : watch.since(mark, facts);
    since.removeIf(thread -> !mayBeOf(creator, facts.provenance(thread.id())));
    return since;
  }

  private static boolean mayBeOf(Owner creator, @Nullable Provenance provenance) {
    Tag tag = provenance == null ? null : provenance.tag();
    return tag == null || tag.owner() == creator;
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
    if (running != null && running.subject().equals(subject) && running.isWithin(owner)) {
      return new Moment(mark, running, null); // The extension has seen it already.
    }
    Owner ofTest = new Owner(subject, owner);
    return new Moment(mark, ofTest, Origins.enter(ofTest));
  }

  /**
   * A constructor of a test class is about to run, in the thread that will run the test. What it
   * starts may look like the leak of a test that runs beside it.
   *
   * @param ofClass the scope of its class
   * @param forClass whether the instance serves the whole class, and not only the test to come
   */
  public void constructing(@Nullable ScopeWindow ofClass, boolean forClass) {
    open.prepare();
    constructions.begin(ofClass == null ? owner : ofClass.owner(), forClass);
  }

  /** A constructor of a test class has ended, in the thread that will run the test. */
  public void constructed() {
    constructions.end(extensions);
  }

  /** A constructor has failed, or its test does not run: there will be no test to charge. */
  public void abandoned() {
    open.prepared();
    constructions.abandon();
  }

  /**
   * The instance that this thread has constructed is ready to be used. What other extensions have
   * started while they prepared it, such as an application context, is theirs and is excused. So is
   * then what a test or fixture beside it has started meanwhile, which cannot be told apart.
   *
   * @param ofClass the scope of the instance's class
   * @return what the constructors did, or {@code null} if there were none
   */
  private @Nullable Construction instancePrepared(
      @Nullable ScopeWindow ofClass, BooleanSupplier preparedByOthers) {
    Construction construction = constructions.take();
    if (construction != null
        && !watch.unchangedSince(construction.after())
        && (!open.hasOthers(ofClass) || preparedByOthers.getAsBoolean())) {
      List<LeakedThread> started = since(construction.after(), extensions);
      if (open.hasOthers(ofClass)) {
        ledger.leaveToExtensionsPerhaps(started);
        VirtualIds prepared = watch.virtualIdsSince(construction.after());
        ledger.leaveToSuite(prepared, "its preparation", thread -> true);
      } else {
        ledger.leaveToExtensions(started);
      }
    }
    return construction;
  }

  /**
   * An instance that serves a whole class is ready.
   *
   * @param ofClass the scope of the class, if it has one
   * @param preparedByOthers whether other extensions prepare instances of the class; asked only if
   *     it matters
   */
  public void classInstancePrepared(
      @Nullable ScopeWindow ofClass, BooleanSupplier preparedByOthers) {
    Constructions.leave(instancePrepared(ofClass, preparedByOthers));
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
    fixturesReady(parent);
    Construction construction = instancePrepared(parent, preparedByOthers);
    ThreadMark mark =
        construction != null && watch.unchangedSince(construction.after())
            ? construction.after()
            : watch.mark();
    boolean startedSome =
        construction != null
            && (!construction.started().isEmpty()
                || (open.hasTest() && watch.virtualIdsSince(construction.before()) != null));
    Owner ofMethod =
        construction == null
            ? new Owner(subject, parent == null ? owner : parent.owner())
            : construction.owner();
    ofMethod.subject(subject);
    Tag carried = Origins.enter(ofMethod);
    ScopeWindow window =
        new ScopeWindow(
            id, ofMethod, Scope.METHOD, parent, mark, startedSome ? construction : null);
    window.enter(construction == null ? carried : construction.carried());
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
    try {
      fixturesReady(window);
      return Told.by(
          settings.check(),
          window.subject(),
          () -> examination.of(window, settings, failed, fixturePools));
    } finally {
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
    examination.attribute(
        new ScopeWindow("", ofTest, Scope.METHOD, null, begin.threads(), null), alone, settings);
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
