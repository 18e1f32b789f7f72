package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.ResourceWitness.Around;
import io.github.noleaks.internal.check.ResourceWitness.Judged;
import io.github.noleaks.internal.check.Resources.Found;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.report.Console;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Channels and child processes that tests leave open and alive, each told once. Where nobody can
 * tell whose one is, since several tests ran, the end of the run decides. Thread-safe.
 */
final class OpenResources {
  /** Then the heap is asked, if something is still open. */
  private static final Duration FIRST_PART = Duration.ofMillis(200);

  private static final String WITHOUT_HEAP =
      "NoLeaks: noleaks.heap is off, and without it only the agent can tell a file or socket that a"
          + " test forgot from one that a pool keeps: none is told; start the tests' JVM with"
          + " -javaagent:noleaks.jar";

  private static final Duration SETTLE_AFTER_FAILURE = Duration.ofMillis(100);

  /** For the whole JVM, as it is with threads. */
  private static final Set<String> ADOPTED = ConcurrentHashMap.newKeySet();

  private final Resources resources = new Resources();
  private final Settings suite;
  private final Function<Owner, Ownership> ownership;
  private final ResourceMark begin;
  private final Set<String> closed = ConcurrentHashMap.newKeySet();
  private final UndecidedResources undecided = new UndecidedResources();

  /** By the id of the thread whose instance other extensions prepare. */
  private final Map<Long, ResourceMark> preparing = new ConcurrentHashMap<>();

  /** Of these the heap could not tell who holds them. */
  private final Set<String> leftToRun = ConcurrentHashMap.newKeySet();

  /** Begins with the run. */
  OpenResources(Settings suite, Function<Owner, Ownership> ownership) {
    this.suite = suite;
    this.ownership = ownership;
    this.begin = resources.exactMark();
    if (suite.check() != Check.OFF && suite.detect().contains(Resource.CHANNELS)) {
      resources.blindSpots().forEach(Console::once);
      if (!suite.heap().on() && !resources.knowsOpeners()) {
        Console.once(WITHOUT_HEAP);
      }
    }
  }

  static boolean isAdopted(Found found) {
    return ADOPTED.contains(found.key());
  }

  /** What is open now, and which processes live, is accepted. */
  static void adoptCurrent() {
    ADOPTED.addAll(new Resources().keysOfAll());
  }

  /** Where a scope begins. */
  ResourceMark mark() {
    return resources.mark();
  }

  /** Where a class begins. */
  ResourceMark markOfClass() {
    return resources.exactMark();
  }

  /** Where a test begins: what its constructor has opened is its, where the agent tells. */
  ResourceMark markOfTest(@Nullable ScopeWindow ofClass) {
    ResourceMark mark = resources.mark();
    ResourceMark before = ofClass == null ? null : ofClass.resourcesOfTests();
    return before == null
        ? mark
        : new ResourceMark(
            mark.channels().fromOpening(before.channels().openings()), mark.processes());
  }

  /** A test has been looked at. */
  void ended(ScopeWindow window) {
    ScopeWindow ofClass = window.parent();
    if (ofClass != null && !window.isOverlapped() && resources.knowsOpeners()) {
      ofClass.markOfTests(resources.mark());
    }
  }

  /** Other extensions are about to prepare the instance that the calling thread has made. */
  void othersPrepare() {
    if (!resources.knowsOpeners()) { // Else the tag tells.
      preparing.put(Thread.currentThread().getId(), resources.mark());
    }
  }

  /** The instance is ready, or not needed any more: what others have opened for it is theirs. */
  void prepared() {
    ResourceMark since = preparing.remove(Thread.currentThread().getId());
    if (since != null && !resources.unchangedSince(since, false)) {
      close(resources.since(since, Set.of(Resource.values())));
    }
  }

  /**
   * What a test or class has left open, added to what it has left otherwise.
   *
   * @param found what was found so far
   */
  LeakReport addTo(LeakReport found, ScopeWindow window, Settings settings, boolean failed) {
    ResourceMark mark = window.resources();
    boolean exact = window.level() == Scope.CLASS;
    if (mark == null || resources.unchangedSince(mark, exact)) {
      return found;
    }
    ResourceLook look = look(window, mark, settings);
    boolean off =
        settings.check() == Check.OFF || (failed && settings.failedTests() == FailedTests.SKIP);
    if (off || window.servesAll()) {
      List<Found> all = new ArrayList<>(look.suspects());
      all.addAll(look.forTheRun());
      close(all);
      if (window.servesAll()) {
        all.forEach(each -> ADOPTED.add(each.key()));
      }
      return found;
    }
    if (!settings.checksAt(window.level())) {
      look.suspects();
      undecided.add(look.forTheRun(), window.subject());
      close(look.excused());
      return found;
    }
    Duration limit =
        failed ? Settle.shorter(settings.settle(), SETTLE_AFTER_FAILURE) : settings.settle();
    Supplier<List<Found>> suspects = look::suspects;
    if (!resources.knowsOpeners() && !new HeapWitness(suite.heap()).mayAskAboutChannels()) {
      leave(channels(look.suspects()), window); // There is no use in waiting.
      suspects = () -> look.suspects().stream().filter(each -> each.channel() == null).toList();
    }
    Judged judged = judge(suspects, found, window, limit, suite.heap());
    close(look.excused());
    undecided.add(look.forTheRun(), window.subject());
    return plus(found, judged, window.subject());
  }

  private ResourceLook look(ScopeWindow window, ResourceMark mark, Settings settings) {
    return new ResourceLook(
        resources,
        window,
        mark,
        settings,
        ownership.apply(window.owner()),
        window.level() == Scope.SUITE
            ? this::isClosed
            : each -> isClosed(each) || leftToRun.contains(each.key()));
  }

  /** What the whole run has left open, or of that only what no test could decide on. */
  LeakReport addToRun(LeakReport found, ScopeWindow window, boolean everything) {
    boolean wanted = everything || !undecided.isEmpty() || !leftToRun.isEmpty();
    if (!wanted || !suite.checksAt(Scope.SUITE) || resources.unchangedSince(begin, true)) {
      return found;
    }
    ResourceLook look = look(window, begin, suite);
    Supplier<List<Found>> suspects =
        everything
            ? look::suspects
            : () -> look.suspects().stream().filter(this::isUndecided).toList();
    HeapSettings heap = suite.heap().onceMore();
    return plus(found, judge(suspects, found, window, suite.settle(), heap), window.subject());
  }

  /** A watch service is told by its thread, unless the agent knows who has opened it. */
  private List<Found> untold(List<Found> left, LeakReport found) {
    if (resources.knowsOpeners()
        || left.stream().noneMatch(OpenResources::isWatchService)
        || found.threads().stream().noneMatch(OpenResources::isThreadOfWatchService)) {
      return left;
    }
    close(left.stream().filter(OpenResources::isWatchService).toList());
    return left.stream().filter(each -> !isWatchService(each)).toList();
  }

  private static boolean isWatchService(Found found) {
    return found.channel() != null && found.channel().channel().kind() == Kind.WATCH;
  }

  private static boolean isThreadOfWatchService(LeakedThread thread) {
    return thread.stack().stream()
        .map(StackTraceElement::getClassName)
        .anyMatch(type -> type.startsWith("sun.nio.fs.") && type.contains("WatchService"));
  }

  /**
   * What stays open and is nobody else's to close. The heap is asked early: there is no need to
   * wait for what a pool keeps.
   */
  private Judged judge(
      Supplier<List<Found>> suspects,
      LeakReport found,
      ScopeWindow window,
      Duration limit,
      HeapSettings heap) {
    Duration first = Settle.shorter(limit, FIRST_PART);
    List<Found> left = untold(ResourceSettle.await(first, suspects), found);
    if (left.isEmpty()) {
      return Judged.NOTHING;
    }
    Judged judged = new ResourceWitness(heap, Around.of(window)).judge(left);
    close(judged.harmless());
    leaveToRun(judged.undecided(), window);
    Judged staying = staying(judged, suspects, limit.minus(first));
    close(staying.leaks());
    return staying;
  }

  /** What was dropped is told, though the garbage collector may have closed it meanwhile. */
  private static Judged staying(Judged judged, Supplier<List<Found>> suspects, Duration limit) {
    Set<String> open = new HashSet<>();
    judged.leaks().stream().filter(each -> !each.isDropped()).forEach(each -> open.add(each.key()));
    if (limit.isZero() || open.isEmpty()) {
      return judged;
    }
    Set<String> staying = new HashSet<>();
    ResourceSettle.await(
            limit, () -> suspects.get().stream().filter(each -> open.contains(each.key())).toList())
        .forEach(each -> staying.add(each.key()));
    return judged.without(each -> open.contains(each.key()) && !staying.contains(each.key()));
  }

  /** A class may have another dump, for all that its tests have left. */
  private void leave(List<Found> some, ScopeWindow window) {
    if (window.parent() == null) {
      leaveToRun(some, window);
    } else {
      undecided.add(some, window.subject());
    }
  }

  private void leaveToRun(List<Found> some, ScopeWindow window) {
    undecided.add(some, window.subject());
    some.forEach(each -> leftToRun.add(each.key()));
  }

  private static List<Found> channels(List<Found> some) {
    return some.stream().filter(each -> each.channel() != null).toList();
  }

  private boolean isUndecided(Found found) {
    return undecided.contains(found) || leftToRun.contains(found.key());
  }

  boolean isUnchanged(ScopeWindow window) {
    ResourceMark mark = window.resources();
    return mark == null || resources.unchangedSince(mark, false);
  }

  /** Remembers what came up during a test that only the end of the run looks at. */
  void attribute(ScopeWindow window, Settings settings) {
    ResourceMark mark = window.resources();
    if (mark == null || isUnchanged(window)) {
      return;
    }
    ResourceLook look = look(window, mark, settings);
    List<Found> suspects = look.suspects();
    if (settings.check() == Check.OFF) {
      close(suspects);
    } else {
      undecided.add(suspects, window.subject());
    }
    undecided.add(look.forTheRun(), window.subject());
    close(look.excused());
  }

  private boolean isClosed(Found found) {
    return closed.contains(found.key()) || isAdopted(found);
  }

  private void close(Collection<Found> some) {
    for (Found each : some) {
      closed.add(each.key());
      resources.forget(each);
    }
  }

  private LeakReport plus(LeakReport found, Judged judged, String subject) {
    return Reports.plus(found, judged, each -> startedIn(each, subject));
  }

  /** The test that opened it, if the report is about its class or the run. */
  private @Nullable String startedIn(Found found, String subject) {
    Owner owner = found.owner();
    String known = owner == null ? undecided.startedIn(found) : owner.subject();
    return subject.equals(known) ? null : known;
  }
}
