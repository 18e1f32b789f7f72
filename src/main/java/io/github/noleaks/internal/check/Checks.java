package io.github.noleaks.internal.check;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.Options;
import io.github.noleaks.Resource;
import io.github.noleaks.Snapshot;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.check.ResourceWitness.Around;
import io.github.noleaks.internal.check.Resources.Found;
import io.github.noleaks.internal.diagnose.Occupation;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.ignore.RuleSet;
import io.github.noleaks.internal.ignore.RuleUse;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.ExecutorWatch;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@link io.github.noleaks.NoLeaks} does. Thread-safe. */
public final class Checks {
  private static final ThreadWatch WATCH = ThreadWatch.shared();

  private static final String SUBJECT = "the code since the snapshot";

  private Checks() {}

  /**
   * A mark, and what to look at when it is asked.
   *
   * @param owner of what the code since then creates in the same thread, or {@code null} if that is
   *     a test's
   */
  private record MarkedSnapshot(
      ThreadMark mark, ResourceMark resources, Options options, @Nullable Owner owner)
      implements Snapshot {

    @Override
    public LeakReport find() {
      return Checks.find(options.since(this));
    }

    @Override
    public void verifyNone() {
      Checks.verifyNone(options.since(this));
    }

    @Override
    public void close() {
      try {
        verifyNone();
      } finally {
        if (owner != null && Origins.running() == owner) {
          Origins.enter(null);
        }
      }
    }
  }

  /**
   * Takes a mark.
   *
   * @param options what to look at later
   * @return the mark
   */
  public static Snapshot snapshot(Options options) {
    rules(options); // What is wrong with them should be said here, not at the end of the block.
    ThreadMark mark = WATCH.mark();
    SeenPlaces.shared().see(mark);
    return new MarkedSnapshot(mark, new Resources().mark(), options, owner());
  }

  /** Outside of tests, too, the report shall say who created a thread. */
  private static @Nullable Owner owner() {
    Owner running = Origins.running();
    if (running != null && !running.subject().equals(SUBJECT)) {
      return null;
    }
    Owner owner = new Owner(SUBJECT, null);
    Origins.enter(owner);
    return owner;
  }

  /**
   * Looks for leaks.
   *
   * @param options what to look at
   * @return what was found
   */
  public static LeakReport find(Options options) {
    RuleSet rules = rules(options);
    ThreadFacts facts = new ThreadFacts(AccessMode.AUTO);
    OlderThreads older = new OlderThreads(SeenPlaces.shared());
    if (!(options.since() instanceof MarkedSnapshot snapshot)) {
      return report("this JVM", () -> WATCH.all(facts), rules, options);
    }
    LeakReport threads =
        WATCH.unchangedSince(snapshot.mark())
            ? LeakCheck.nothing(SUBJECT)
            : report(
                SUBJECT,
                () -> older.among(WATCH.since(snapshot.mark(), facts), snapshot.mark()),
                rules,
                options);
    return withResources(threads, snapshot.resources(), rules, options);
  }

  /** What was opened or started since, and still is. */
  private static LeakReport withResources(
      LeakReport found, ResourceMark mark, RuleSet rules, Options options) {
    Resources resources = new Resources();
    if (resources.unchangedSince(mark, true)) {
      return found;
    }
    RuleSet all = rules.plusProviders(Thread.currentThread().getContextClassLoader());
    Supplier<List<Found>> look =
        () ->
            resources.since(mark, Set.of(Resource.values())).stream()
                .filter(each -> !OpenResources.isAdopted(each))
                .filter(each -> !ResourceLook.excuses(all, each))
                .toList();
    List<Found> left = ResourceSettle.await(options.settle(), look);
    return left.isEmpty()
        ? found
        : Reports.plus(
            found, new ResourceWitness(heap(options), Around.NOBODY).judge(left), each -> null);
  }

  private static HeapSettings heap(Options options) {
    return options.heap() ? HeapSettings.defaults() : HeapSettings.defaults().off();
  }

  /**
   * Looks for leaks and fails if there are some.
   *
   * @param options what to look at
   */
  public static void verifyNone(Options options) {
    verify(find(options), options);
  }

  /** Accepts what lives now. */
  public static void adoptCurrent() {
    List<LeakedThread> all = WATCH.allAndCaller(new ThreadFacts(AccessMode.AUTO));
    Ledger.adopt(all);
    Ledger.adopt(all.stream().map(Checks::withTask).toList());
    Backlogs.adoptCurrent();
    OpenResources.adoptCurrent();
  }

  /** What a worker is in is accepted, too, but not what it gets into later. */
  private static LeakedThread withTask(LeakedThread thread) {
    String task = Occupation.isWorker(thread) ? Occupation.task(thread) : null;
    return task == null ? thread : thread.withTask(task);
  }

  /** From now on an executor is watched, for whoever runs now. */
  public static void watch(Executor executor) {
    Owner running = Origins.running();
    boolean ofTest = running != null && !running.subject().equals(SUBJECT);
    ExecutorWatch.shared().named().add(executor, ofTest ? running : null);
  }

  private static LeakReport report(
      String subject, Supplier<List<LeakedThread>> threads, RuleSet rules, Options options) {
    RuleSet all = rules.plusProviders(Thread.currentThread().getContextClassLoader());
    Supplier<List<LeakedThread>> suspects =
        () ->
            threads.get().stream()
                .filter(thread -> !Ledger.isAdopted(thread))
                .filter(thread -> !all.ignores(thread))
                .toList();
    return new LeakCheck(WATCH, heap(options), AccessMode.AUTO)
        .report(
            subject,
            suspects,
            options.settle(),
            thread -> null,
            (left, evidence) -> left.stream().filter(thread -> !all.excuses(thread)).toList());
  }

  private static RuleSet rules(Options options) {
    return RuleSet.empty(new RuleUse()).plus(options.rules(), "Options");
  }

  private static void verify(LeakReport report, Options options) {
    LeaksFoundError failure = report.isEmpty() ? null : new LeaksFoundError(report);
    try {
      options.cleanup().accept(report);
    } catch (RuntimeException | Error e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
