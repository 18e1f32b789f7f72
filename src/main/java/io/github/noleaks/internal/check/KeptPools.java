package io.github.noleaks.internal.check;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The pools that a class held before its first test. Keeps none alive. Not thread-safe. */
final class KeptPools {
  private final List<Pool> all = new ArrayList<>();
  private final List<Pool> live = new ArrayList<>();

  /** One of them, and the field that led to it. */
  private record Pool(WeakReference<ExecutorService> reference, String where) {
    boolean isShutDown() {
      ExecutorService pool = reference.get();
      return pool != null && pool.isShutdown();
    }

    boolean is(ExecutorService pool) {
      return reference.get() == pool;
    }
  }

  /**
   * Takes note of them.
   *
   * @param held the pools, each with where it is held
   * @param others those that are not this class's
   */
  KeptPools(Map<ExecutorService, String> held, Predicate<ExecutorService> others) {
    held.forEach(
        (pool, where) -> {
          Pool kept = new Pool(new WeakReference<>(pool), where);
          all.add(kept);
          if (!others.test(pool)) {
            live.add(kept);
          }
        });
  }

  /** Whether there is none left that could be shut down. */
  boolean isEmpty() {
    return live.isEmpty();
  }

  boolean contains(@Nullable ExecutorService pool) {
    return pool != null && all.stream().anyMatch(each -> each.is(pool));
  }

  /** A test begins: what is shut down by now is not its doing. */
  void begin() {
    if (!live.isEmpty()) {
      live.removeIf(Pool::isShutDown);
    }
  }

  /** Where those are held that were shut down since. */
  List<String> end() {
    if (live.isEmpty()) {
      return List.of();
    }
    List<String> ended = live.stream().filter(Pool::isShutDown).map(Pool::where).toList();
    begin();
    return ended;
  }
}
