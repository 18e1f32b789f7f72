package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.watch.ThreadFacts;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a worker may be of a pool that its test class keeps for all tests. Asked once a look at
 * the most: the answer takes a walk over the fields of the class. Not thread-safe.
 */
final class FixtureWorkers {
  private final Supplier<List<ExecutorService>> pools;
  private boolean asked;
  private boolean found;

  /** {@code null} if the pools do not tell. */
  private @Nullable Set<Long> workers;

  FixtureWorkers(Supplier<List<ExecutorService>> pools) {
    this.pools = pools;
  }

  /** The class may have shut down a pool since: asks again. */
  void forget() {
    asked = false;
  }

  boolean mayContain(LeakedThread worker, ThreadFacts facts) {
    if (!asked) {
      asked = true;
      List<ExecutorService> held = pools.get();
      found = !held.isEmpty();
      workers = found ? facts.workersOf(held) : null;
    }
    return found && (workers == null || workers.contains(worker.id()));
  }
}
