package io.github.noleaks.internal.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.check.Ownership.Whose;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.PlatformThreads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new, idle worker belongs to a pool that had other workers before the scope began, such
 * as one of an application context that serves many classes: then the pool has grown, and nobody
 * has leaked. Where neither the fields of threads nor the heap tell the pool of a worker, its
 * workers are known by their names, which differ in the last number only. What is a leak itself,
 * reported or excused by a rule, or of code that nobody checks, is then nobody's elder: the same
 * code may leak again.
 */
final class ElderWorkers {
  private static final Pattern LAST_NUMBER = Pattern.compile("\\d+$");
  private static final String UNNAMED = "Thread-";

  /** What the elders of a worker say about it. */
  enum Fate {
    /** There are none. */
    NONE,
    /** They are some other extension's: so is the worker. */
    EXCUSED,
    /** It is as undecided as they are: the scope around decides on both. */
    UNDECIDED
  }

  private final Ledger ledger;
  private final ScopeWindow window;
  private final Ownership ownership;
  private final Map<String, Fate> fates = new HashMap<>();
  private @Nullable Map<String, List<Long>> live;

  ElderWorkers(Ledger ledger, ScopeWindow window, Ownership ownership) {
    this.ledger = ledger;
    this.window = window;
    this.ownership = ownership;
  }

  /** What was there may have ended: asks again. */
  void forget() {
    live = null;
    fates.clear();
  }

  /**
   * The fate of a worker whose pool is known.
   *
   * @param elder the oldest live worker of its pool
   * @param owner who has created the elder, if that is known
   */
  Fate of(LeakedThread worker, long elder, @Nullable Owner owner) {
    if (elder == worker.id()) {
      return Fate.NONE;
    }
    if (ledger.isOfExtensions(elder)) {
      return Fate.EXCUSED;
    }
    boolean around = ledger.isLeftToSuite(elder) || isOfScopeAround(elder);
    if (window.mark().contains(elder)) {
      // The pool is older than the scope, and of nobody that could still be asked.
      return around && window.level() != Scope.SUITE ? Fate.UNDECIDED : Fate.EXCUSED;
    }
    boolean ours = owner == null || ownership.of(owner) == Whose.OURS;
    return ours || window.level() == Scope.SUITE ? Fate.NONE : Fate.UNDECIDED;
  }

  /** The fate of a worker of which the name alone tells the pool. */
  Fate of(LeakedThread worker) {
    String pool = pool(worker.name());
    return worker.virtual() || pool.isEmpty() || pool.equals(UNNAMED)
        ? Fate.NONE
        : fates.computeIfAbsent(pool, this::ofPool);
  }

  private Fate ofPool(String pool) {
    if (live == null) {
      live =
          PlatformThreads.names().entrySet().stream()
              .collect(
                  groupingBy(each -> pool(each.getValue()), mapping(Map.Entry::getKey, toList())));
    }
    List<Long> workers = live.getOrDefault(pool, List.of());
    if (workers.stream().anyMatch(ledger::isOfExtensions)) {
      return Fate.EXCUSED;
    }
    boolean undecided =
        window.level() != Scope.SUITE
            && workers.stream().anyMatch(id -> ledger.isLeftToSuite(id) || isOfScopeAround(id));
    return undecided ? Fate.UNDECIDED : Fate.NONE;
  }

  private boolean isOfScopeAround(long id) {
    ScopeWindow around = window.parent();
    return around != null
        && window.mark().contains(id)
        && !around.mark().contains(id)
        && !ledger.isClosed(id);
  }

  private static String pool(String threadName) {
    return LAST_NUMBER.matcher(threadName).replaceFirst("");
  }
}
