package io.github.noleaks.internal.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new, idle worker belongs to a pool that had other workers before the scope began, such
 * as one of an application context that serves many classes: then the pool has grown, and nobody
 * has leaked. The workers of a pool are known by their names, which differ in the last number only.
 * What is a leak itself, reported or excused by a rule, or of code that nobody checks, is nobody's
 * elder: the same code may leak again.
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

  private final ThreadWatch watch;
  private final Ledger ledger;
  private final ScopeWindow window;
  private final Map<String, Fate> fates = new HashMap<>();
  private @Nullable Map<String, List<Long>> live;

  ElderWorkers(ThreadWatch watch, Ledger ledger, ScopeWindow window) {
    this.watch = watch;
    this.ledger = ledger;
    this.window = window;
  }

  /** What was there may have ended: asks again. */
  void forget() {
    live = null;
    fates.clear();
  }

  Fate of(LeakedThread worker) {
    String pool = pool(worker.name());
    return worker.virtual() || pool.isEmpty() || pool.equals(UNNAMED)
        ? Fate.NONE
        : fates.computeIfAbsent(pool, this::ofPool);
  }

  private Fate ofPool(String pool) {
    if (live == null) {
      live =
          watch.names().entrySet().stream()
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
