package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.RestingPlace;
import io.github.noleaks.internal.ignore.KnownThreads;
import io.github.noleaks.internal.watch.Provenance;
import io.github.noleaks.internal.watch.RestingThreads;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the fixtures of one class have started for its tests, and which test has ended some of it.
 * Silent unless that is certain: a thread counts that rests where it would not end by itself, a
 * pool that the class held before its first test, and only once nothing else is under way that the
 * fixtures have started. Thread-safe.
 */
final class Fixtures {
  /** So many tests may begin before the fixtures have come to rest. */
  private static final int TRIES = 3;

  private final ThreadWatch watch;
  private final Ledger ledger;
  private final Settings suite;
  private final ScopeWindow window;
  private @Nullable Supplier<Map<ExecutorService, String>> held;

  /** The threads that came up before the first test; {@code null} before that. */
  private @Nullable Set<Long> started;

  /** There is nothing that a test could end. */
  private volatile boolean idle;

  private boolean justSeen;
  private int tries;
  private int tests;
  private @Nullable KeptPools pools;
  private @Nullable RestingThreads threads;
  private final List<Ended> ended = new ArrayList<>();

  /**
   * What a test has ended.
   *
   * @param test the test
   * @param what it was
   * @param isPool whether it is a pool
   * @param before how many tests had run by then
   */
  private record Ended(String test, String what, boolean isPool, int before) {}

  Fixtures(
      ThreadWatch watch,
      Ledger ledger,
      Settings suite,
      ScopeWindow window,
      Supplier<Map<ExecutorService, String>> held) {
    this.watch = watch;
    this.ledger = ledger;
    this.suite = suite;
    this.window = window;
    this.held = held;
  }

  /** Whether there is nothing that a test could end: then nothing needs to be asked or told. */
  boolean isIdle() {
    return idle;
  }

  /**
   * A test is about to begin, of this class or one inside it.
   *
   * @param others the ids of threads that others have started in this class's time; those that this
   *     class has started are added
   */
  synchronized void seeThreads(Set<Long> others) {
    boolean first = started == null;
    if (!first && tries == 0) {
      return;
    }
    if (first && (window.isOverlapped() || watch.noneStartedSince(window.mark()))) {
      started = Set.of();
      return;
    }
    ThreadFacts facts = suite.newFacts();
    List<LeakedThread> now = watch.startedSince(window.mark(), facts);
    now.removeIf(thread -> first ? others.contains(thread.id()) : !isStarted(thread));
    if (first) {
      started = now.stream().map(LeakedThread::id).collect(Collectors.toUnmodifiableSet());
      others.addAll(started);
      tries = now.isEmpty() ? 0 : TRIES;
    }
    if (tries > 0) {
      tries--;
      if (now.stream()
          .allMatch(each -> RestingPlace.isCalm(each) || KnownThreads.isHarmless(each))) {
        tries = 0;
        now.removeIf(each -> !isOurs(each, facts));
        justSeen = true;
        threads =
            RestingThreads.among(
                now.stream().map(LeakedThread::id).toList(), RestingPlace::isServing);
      }
    }
  }

  private boolean isStarted(LeakedThread thread) {
    return started != null && started.contains(thread.id());
  }

  /**
   * What the JDK or another extension has started has a life of its own; so has a pool's worker.
   */
  private boolean isOurs(LeakedThread thread, ThreadFacts facts) {
    Provenance provenance = facts.provenance(thread.id());
    return !RestingPlace.isWorker(thread)
        && !KnownThreads.isHarmless(thread)
        && !ledger.isStrange(thread)
        && (provenance == null
            || provenance.tag() == null
            || provenance.tag().owner() == window.owner());
  }

  /** The same test is about to begin; the classes around this one have seen it already. */
  synchronized void begin() {
    if (pools == null && started != null && !started.isEmpty()) {
      pools = new KeptPools(held(), this::isHeldAround);
    }
    if (pools != null) {
      pools.begin();
    }
    // One that was seen at rest a moment ago may still be on its last steps to where it rests.
    if (threads != null && !justSeen) {
      threads.begin();
    }
    justSeen = false;
    boolean nothing = threads == null || (threads.isEmpty() && (pools == null || pools.isEmpty()));
    idle = nothing && tries == 0 && ended.isEmpty();
  }

  private Map<ExecutorService, String> held() {
    return held == null ? Map.of() : held.get();
  }

  private boolean isHeldAround(ExecutorService pool) {
    for (ScopeWindow each = window.parent(); each != null; each = each.parent()) {
      Fixtures around = each.fixtures();
      if (around != null && around.holds(pool)) {
        return true;
      }
    }
    return false;
  }

  private synchronized boolean holds(ExecutorService pool) {
    return pools != null && pools.contains(pool);
  }

  /** A test has ended, of this class, of one inside it, or later if the fixtures serve all. */
  synchronized void end(ScopeWindow test, Settings settings) {
    if (threads != null) {
      boolean certain = !test.isOverlapped() && settings.check() != Check.OFF;
      List<LeakedThread> gone = threads.end();
      if (certain && !gone.isEmpty() && !hasReplaced(test)) {
        gone.stream()
            .filter(thread -> !settings.rules().excuses(thread))
            .forEach(thread -> add(test, thread.name() + " (#" + thread.id() + ")", false));
      }
      List<String> shutDown = pools == null ? List.of() : pools.end();
      if (certain) {
        shutDown.forEach(where -> add(test, where, true));
      }
      forgetReplacedPools();
    }
    tests++;
  }

  private void add(ScopeWindow test, String what, boolean isPool) {
    ended.add(new Ended(test.subject(), what, isPool, tests));
  }

  /** A test that starts the same again has taken nothing away. */
  private boolean hasReplaced(ScopeWindow test) {
    return watch.startedSince(test.mark(), suite.newFacts()).stream()
        .anyMatch(each -> !RestingPlace.isWorker(each) && !KnownThreads.isHarmless(each));
  }

  /** Where the class holds another pool now, its tests are not without one. */
  private void forgetReplacedPools() {
    if (ended.stream().anyMatch(Ended::isPool)
        && held().keySet().stream().anyMatch(pool -> !holds(pool))) {
      ended.removeIf(Ended::isPool);
    }
  }

  /** What tests have ended that others came after, a sentence for each test; told once. */
  synchronized List<String> warnings() {
    Map<String, List<Ended>> byTest = new LinkedHashMap<>();
    for (Ended each : ended) {
      if (tests > each.before() + 1) {
        byTest.computeIfAbsent(each.test(), key -> new ArrayList<>()).add(each);
      }
    }
    List<String> warnings = new ArrayList<>();
    byTest.forEach((test, what) -> warnings.add(warning(test, what)));
    byTest.values().forEach(ended::removeAll);
    return warnings;
  }

  private String warning(String test, List<Ended> what) {
    int later = tests - what.get(0).before() - 1;
    return "NoLeaks: %s ended what it did not start: %s, of the fixtures of %s; %s"
        .formatted(
            test,
            what.stream().map(Fixtures::told).collect(Collectors.joining(", ")),
            window.subject(),
            later == 1
                ? "the test after it had to do without"
                : "the " + later + " tests after it had to do without");
  }

  private static String told(Ended each) {
    return each.isPool() ? "pool " + each.what() + " (shut down)" : "thread " + each.what();
  }

  /** The class has ended; what its threads do is still of interest to later ones. */
  synchronized void classEnds() {
    held = null;
    pools = null;
    ended.removeIf(Ended::isPool);
  }
}
