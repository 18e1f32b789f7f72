package io.github.noleaks.internal.check;

import io.github.noleaks.internal.check.Resources.Found;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What came up while several tests ran, by key, for the end of the run. Thread-safe. */
final class UndecidedResources {
  /** Where tests by the thousand leave something behind, the first ones tell enough. */
  private static final int MOST = 10_000;

  private static final int MOST_SUBJECTS = 5;

  private final Map<String, Set<String>> subjects = new ConcurrentHashMap<>();

  void add(Collection<Found> some, String subject) {
    for (Found each : some) {
      if (subjects.size() < MOST || subjects.containsKey(each.key())) {
        subjects.merge(each.key(), Set.of(subject), UndecidedResources::union);
      }
    }
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    other.stream().filter(each -> all.size() < MOST_SUBJECTS).forEach(all::add);
    return all;
  }

  boolean isEmpty() {
    return subjects.isEmpty();
  }

  boolean contains(Found found) {
    return subjects.containsKey(found.key());
  }

  /** The tests that ran when it came up. */
  @Nullable String startedIn(Found found) {
    Set<String> known = subjects.get(found.key());
    return known == null ? null : String.join(Ledger.OR, known);
  }
}
