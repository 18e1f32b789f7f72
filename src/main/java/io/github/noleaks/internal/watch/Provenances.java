package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.access.ThreadInternals;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Tag;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Reads from live threads where they come from; that needs access to their fields. What was read of
 * a thread holds for its life, but for what it is doing. Not thread-safe.
 */
final class Provenances {
  private final AccessMode access;
  private @Nullable ThreadInternals internals;
  private final Map<Long, Provenance> known = new HashMap<>();

  Provenances(AccessMode access) {
    this.access = access;
  }

  /** There may be access one day. */
  private @Nullable ThreadInternals internals() {
    if (internals == null) {
      internals = Access.present(access).orElse(null);
    }
    return internals;
  }

  boolean isReadable() {
    return internals() != null;
  }

  /** The live virtual threads by id, as far as their containers may be read. */
  Map<Long, Thread> virtualThreads() {
    Map<Long, Thread> byId = new HashMap<>();
    ThreadInternals reader = internals();
    if (reader != null) {
      reader.virtualThreads().forEach(thread -> byId.put(ThreadIds.of(thread), thread));
    }
    return byId;
  }

  @Nullable Tag tag(Thread thread) {
    ThreadInternals reader = internals();
    return reader == null ? null : tag(reader, thread);
  }

  private static @Nullable Tag tag(ThreadInternals internals, Thread thread) {
    // A worker of the common pool serves everybody in turn, whomever it has inherited a tag from.
    return !isOfCommonPool(thread)
            && internals.inherited(thread, Origins.key()) instanceof Tag inherited
        ? inherited
        : null;
  }

  private static boolean isOfCommonPool(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  /** Reads some threads, now. */
  void read(Map<Long, Thread> live, Collection<Long> ids) {
    ThreadInternals reader = internals();
    if (reader == null) {
      return;
    }
    IdentityHashMap<Executor, Long> elders = null;
    for (long id : ids) {
      Thread thread = live.get(id);
      if (thread == null) {
        continue;
      }
      Tag tag = tag(reader, thread);
      Executor pool = pool(reader, thread);
      if (pool == null) {
        known.put(id, new Provenance(tag, Provenance.NONE, false));
        continue;
      }
      elders = elders == null ? elders(reader, live) : elders;
      long elder = elders.getOrDefault(pool, id);
      known.put(id, new Provenance(tag, elder, servesAll(reader, pool, thread)));
      Thread oldest = live.get(elder);
      if (oldest != null) {
        known.putIfAbsent(elder, new Provenance(tag(reader, oldest), elder, true));
      }
    }
  }

  private static IdentityHashMap<Executor, Long> elders(
      ThreadInternals internals, Map<Long, Thread> live) {
    IdentityHashMap<Executor, Long> elders = new IdentityHashMap<>();
    live.forEach(
        (id, thread) -> {
          Executor pool = pool(internals, thread);
          if (pool != null) {
            elders.merge(pool, id, Math::min);
          }
        });
    return elders;
  }

  /** Where the thread of a task is made for it alone, there is no pool. */
  private static @Nullable Executor pool(ThreadInternals internals, Thread thread) {
    Executor executor = internals.executor(thread);
    return executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool
        ? executor
        : null;
  }

  /** The live workers of some pools; {@code null} if one of the pools does not tell. */
  @Nullable Set<Long> workersOf(Collection<? extends Executor> pools) {
    ThreadInternals reader = internals();
    Set<Executor> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Executor each : pools) {
      Executor pool = reader == null ? each : reader.unwrapped(each);
      if (reader == null || !(pool instanceof ThreadPoolExecutor || pool instanceof ForkJoinPool)) {
        return null;
      }
      wanted.add(pool);
    }
    Set<Long> workers = new HashSet<>();
    if (reader != null && !wanted.isEmpty()) {
      PlatformThreads.live()
          .forEach(
              (id, thread) -> {
                if (wanted.contains(reader.executor(thread))) {
                  workers.add(id);
                }
              });
    }
    return workers;
  }

  /** The first task of a worker is the one it was made for, where it was made for one at all. */
  private static boolean servesAll(ThreadInternals internals, Executor pool, Thread worker) {
    return !(pool instanceof ThreadPoolExecutor)
        || pool instanceof ScheduledThreadPoolExecutor
        || internals.completedTasks(worker) != 0;
  }

  /** What was read, or {@code null} if nothing could be. */
  @Nullable Provenance of(long id) {
    return known.get(id);
  }
}
