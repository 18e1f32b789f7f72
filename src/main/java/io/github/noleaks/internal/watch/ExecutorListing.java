package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.access.ExecutorInternals;
import io.github.noleaks.internal.access.ThreadInternals;
import io.github.noleaks.internal.watch.WatchedExecutor.Identity;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The executors with live workers, and those that were added. They are listed again only when the
 * JVM has started a thread since: no executor can have got its first worker otherwise. Thread-safe.
 */
final class ExecutorListing {
  /** Those that run virtual threads have these in their queues, and not tasks. */
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  /** The tests themselves. */
  private static final String ENGINE = "org.junit.";

  /** Of timeouts of futures, which end with their futures. */
  private static final String OF_FUTURES = "CompletableFutureDelayScheduler";

  private final AtomicLong last = new AtomicLong();
  private final List<Identity> added = new CopyOnWriteArrayList<>();
  private final AtomicLong additions = new AtomicLong();
  private volatile Listing latest = new Listing(-1, -1, List.of());

  /** Of one moment. */
  private record Listing(long startedCount, long additions, List<WatchedExecutor> executors) {}

  /** The live threads of one executor, while they are collected. */
  private record Workers(Identity identity, List<Reference<Object>> records, List<Long> ids) {
    Workers(Identity identity) {
      this(identity, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** From now on this one is listed whether it has workers or not. */
  synchronized Identity add(Executor executor) {
    added.removeIf(each -> each.reference().refersTo(null));
    for (Identity each : added) {
      if (each.reference().refersTo(executor)) {
        return each;
      }
    }
    Identity known = known().get(executor);
    Identity identity = known == null ? identity(executor) : known;
    added.add(identity);
    additions.incrementAndGet();
    return identity;
  }

  private Identity identity(Executor executor) {
    return new Identity(last.incrementAndGet(), new WeakReference<>(executor));
  }

  /** By identity: an executor may have an equals of its own. */
  private IdentityHashMap<Executor, Identity> known() {
    IdentityHashMap<Executor, Identity> known = new IdentityHashMap<>();
    for (WatchedExecutor each : latest.executors()) {
      put(each.identity(), known);
    }
    added.forEach(each -> put(each, known));
    return known;
  }

  private static void put(Identity identity, IdentityHashMap<Executor, Identity> into) {
    Executor executor = identity.reference().get();
    if (executor != null) {
      into.put(executor, identity);
    }
  }

  List<WatchedExecutor> now(ThreadInternals threads) {
    Listing listing = latest;
    if (listing.startedCount() != PlatformThreads.startedCount()
        || listing.additions() != additions.get()) {
      listing = take(threads);
    }
    return listing.executors();
  }

  private synchronized Listing take(ThreadInternals threads) {
    long startedCount = PlatformThreads.startedCount();
    long additionsNow = additions.get();
    IdentityHashMap<Executor, Identity> known = known();
    IdentityHashMap<Executor, Workers> found = new IdentityHashMap<>();
    for (Identity each : added) {
      Executor executor = each.reference().get();
      if (executor != null) {
        found.put(executor, new Workers(each));
      }
    }
    Map<Long, Thread> live = PlatformThreads.live();
    // One that is counted already may be listed an instant later.
    live.putAll(PlatformThreads.live());
    live.forEach(
        (id, thread) -> {
          Executor executor = executor(threads, thread);
          if (executor != null) {
            Workers workers =
                found.computeIfAbsent(
                    executor,
                    each -> {
                      Identity before = known.get(each);
                      return new Workers(before == null ? identity(each) : before);
                    });
            Object worker = threads.worker(thread);
            workers.records().add(new WeakReference<>(worker == null ? thread : worker));
            workers.ids().add(id);
          }
        });
    Listing listing =
        new Listing(
            startedCount,
            additionsNow,
            found.values().stream()
                .map(
                    each ->
                        new WatchedExecutor(
                            each.identity(),
                            each.records(),
                            each.ids().stream().mapToLong(Long::longValue).toArray()))
                .toList());
    latest = listing;
    return listing;
  }

  private static @Nullable Executor executor(ThreadInternals threads, Thread thread) {
    String type = thread.getClass().getName();
    if (type.equals(CARRIER) || type.startsWith(ENGINE) || thread.getName().equals(OF_FUTURES)) {
      return null;
    }
    Executor executor = threads.executor(thread);
    ExecutorInternals internals = threads.executors();
    return executor != null && internals.isKnown(executor) ? executor : null;
  }
}
