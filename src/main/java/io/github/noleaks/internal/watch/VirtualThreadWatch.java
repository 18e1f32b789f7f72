package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ThreadFacts.VirtualFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads, which no public API lists or counts. Whether any of them ran is told by their
 * scheduler, a fork-join pool that its carriers lead to: each time one runs counts as a task. Only
 * when that has moved are they listed, from the JDK's own dump. Thread-safe.
 */
final class VirtualThreadWatch {
  private static final boolean CARRIERS_ARE_KNOWN = PlatformListing.carriersAreKnown();

  /** How long to wait for virtual threads to come to rest before they are listed. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** Stands for a scheduler that is at work, so that its count says nothing. */
  private static final long BUSY = -1;

  /** Stands for a scheduler that has never been seen: no virtual thread has run yet. */
  private static final long NONE = -2;

  /**
   * The marks of one moment.
   *
   * @param nextId all threads made later have a greater id
   * @param activity how much the scheduler had done
   * @param listing who was there, if that is known without a dump
   */
  record Mark(long nextId, long activity, @Nullable Listing listing) {

    /** Whether a thread may have been there; of one that was made before that is not certain. */
    boolean contains(long id) {
      return id <= nextId && (listing == null || listing.ids().contains(id));
    }
  }

  /**
   * Who was there.
   *
   * @param activity how much the scheduler had done, before and after the look
   * @param ids the ids of the virtual threads
   */
  record Listing(long activity, Set<Long> ids) {}

  private final ThreadDump dump;
  private volatile @Nullable ForkJoinPool scheduler;
  private volatile @Nullable Listing latest;

  VirtualThreadWatch(ThreadDump dump) {
    this.dump = dump;
  }

  /** Tells the scheduler, if a listing has come across one of its carriers. */
  void meet(PlatformListing listing) {
    if (scheduler == null) {
      scheduler = listing.scheduler();
    }
  }

  Mark mark() {
    long activity = activity();
    Listing known = latest;
    return new Mark(
        ThreadIds.next(), activity, known != null && known.activity() == activity ? known : null);
  }

  private long activity() {
    ForkJoinPool pool = scheduler;
    if (pool == null) {
      return NONE;
    }
    // In this order: a worker adds to the count before it comes to rest.
    return pool.isQuiescent() && !pool.hasQueuedSubmissions() ? pool.getStealCount() : BUSY;
  }

  /**
   * The activity once none of them runs, or {@link #BUSY}. JDK 25 may crash when it dumps a virtual
   * thread that is just being mounted or unmounted (JDK-8364343): those that will come to rest in a
   * moment are given that moment.
   */
  private long activityAtRest() {
    long start = System.nanoTime();
    long activity = activity();
    while (activity == BUSY && System.nanoTime() - start < PATIENCE_NANOS) {
      LockSupport.parkNanos(this, POLL_NANOS);
      activity = activity();
    }
    return activity;
  }

  /** Whether there can be any. */
  boolean hasRunAny() {
    return !CARRIERS_ARE_KNOWN || scheduler != null;
  }

  /** The ids of those made since, or {@code null} if none can have run since. */
  @Nullable VirtualIds idsSince(Mark mark) {
    return unchangedSince(mark) ? null : new VirtualIds(mark.nextId(), ThreadIds.next());
  }

  /** Asked only after a look for new carriers. */
  boolean unchangedSince(Mark mark) {
    return CARRIERS_ARE_KNOWN
        ? mark.activity() != BUSY && mark.activity() == activity()
        : mark.nextId() + 1 == ThreadIds.next();
  }

  /** All that live now, unless none can have run since. */
  List<LeakedThread> since(Mark mark, ThreadFacts facts) {
    return unchangedSince(mark) ? List.of() : all(facts);
  }

  /** Those made since whose tag is wanted; read from their fields, which takes no thread dump. */
  List<LeakedThread> since(Mark mark, Provenances provenances, Predicate<Tag> wanted) {
    if (unchangedSince(mark)) {
      return List.of();
    }
    Map<Long, Thread> live = provenances.virtualThreads();
    live.entrySet()
        .removeIf(
            entry -> {
              Tag tag = provenances.tag(entry.getValue());
              return entry.getKey() <= mark.nextId() || tag == null || !wanted.test(tag);
            });
    provenances.read(live, live.keySet());
    List<LeakedThread> since = new ArrayList<>();
    live.forEach(
        (id, thread) -> {
          LeakedThread facts = VirtualThreads.facts(id, thread);
          Provenance provenance = provenances.of(id);
          if (facts != null && provenance != null && provenance.tag() != null) {
            since.add(facts.withOrigin(provenance.tag().origin()));
          }
        });
    return since;
  }

  /** All that live now. */
  List<LeakedThread> all(ThreadFacts facts) {
    long activity = activityAtRest();
    VirtualFacts last = facts.virtual();
    if (last != null && last.activity() == activity) {
      return last.threads();
    }
    List<LeakedThread> live;
    try {
      live = dump.virtualThreads();
    } catch (IOException e) {
      return List.of(); // The dump tells why, as a blind spot.
    }
    if (activity >= 0 && activity == activity()) {
      latest =
          new Listing(
              activity,
              live.stream().map(LeakedThread::id).collect(Collectors.toUnmodifiableSet()));
      facts.virtual(new VirtualFacts(activity, live));
    }
    return live;
  }

  /** What the dump cannot do on this JVM. */
  List<String> blindSpots() {
    return dump.problem().stream().toList();
  }
}
