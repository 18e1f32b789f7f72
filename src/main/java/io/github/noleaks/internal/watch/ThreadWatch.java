package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.origin.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees threads of both kinds come and go. As long as none is started, a mark and the question
 * whether it still holds cost a few counters, however many threads there are. Thread-safe.
 */
public final class ThreadWatch {
  private static final ThreadWatch SHARED = new ThreadWatch(new ThreadDump());

  private final @Nullable VirtualThreadWatch virtualThreads;
  private final AtomicLong numbers = new AtomicLong();
  private volatile PlatformListing latest;

  ThreadWatch(ThreadDump dump) {
    this.virtualThreads = VirtualThreads.isSupported() ? new VirtualThreadWatch(dump) : null;
    this.latest = takeListing();
  }

  /**
   * The watch of this JVM. All share it, since what one has listed spares the others a listing.
   *
   * @return the watch
   */
  public static ThreadWatch shared() {
    return SHARED;
  }

  /**
   * Marks this moment.
   *
   * @return the mark
   */
  public ThreadMark mark() {
    PlatformListing listing = listing();
    return new ThreadMark(
        numbers.incrementAndGet(),
        listing,
        ThreadActivity.of(listing),
        virtualThreads == null ? null : virtualThreads.mark());
  }

  /**
   * Whether there can be nothing new.
   *
   * @param mark a mark
   * @return {@code true} if no thread of either kind has come since and no other than the caller
   *     has done anything; {@code false} if a look is needed to tell
   */
  public boolean unchangedSince(ThreadMark mark) {
    long[] serving = mark.platform().servingIds();
    return noneStartedSince(mark)
        && ThreadActivity.isUnchanged(serving, mark.activity(), ThreadActivity.of(mark.platform()));
  }

  /**
   * The same, for a caller that has another mark from now.
   *
   * @param mark a mark
   * @param now one that was just made by the same thread
   * @return as {@link #unchangedSince}
   */
  public boolean unchanged(ThreadMark mark, ThreadMark now) {
    return mark == now
        || (mark.platform() == now.platform()
            && noneStartedSince(mark)
            && ThreadActivity.isUnchanged(
                mark.platform().servingIds(), mark.activity(), now.activity()));
  }

  /**
   * Whether no thread can have come; what those do that were there does not matter.
   *
   * @param mark a mark
   * @return {@code true} if none of either kind has come since; {@code false} if a look is needed
   */
  public boolean noneStartedSince(ThreadMark mark) {
    return mark.platform().isCurrent()
        && (virtualThreads == null
            || mark.virtual() == null
            || virtualThreads.unchangedSince(mark.virtual()));
  }

  /**
   * The live threads that were not alive at the mark, and those that were, may serve others and
   * have done something since; of virtual ones that may be any. The caller is left out.
   *
   * @param mark a mark
   * @return the facts about them
   */
  public List<LeakedThread> since(ThreadMark mark) {
    return since(mark, new ThreadFacts());
  }

  /**
   * As {@link #since(ThreadMark)}, for a caller that looks again and again.
   *
   * @param mark a mark
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them
   */
  public List<LeakedThread> since(ThreadMark mark, ThreadFacts facts) {
    List<LeakedThread> since = platformSince(mark, facts, thread -> true);
    if (virtualThreads != null && mark.virtual() != null) {
      addOthers(since, withOrigins(virtualThreads.since(mark.virtual(), facts), facts));
    }
    return since;
  }

  /** The thread dump that lists virtual threads does not lead to their fields. */
  private static List<LeakedThread> withOrigins(List<LeakedThread> virtual, ThreadFacts facts) {
    if (virtual.isEmpty() || !facts.provenances().isReadable()) {
      return virtual;
    }
    List<Long> ids = virtual.stream().map(LeakedThread::id).toList();
    facts.provenances().read(facts.provenances().virtualThreads(), ids);
    return virtual.stream().map(facts::withOrigin).toList();
  }

  /**
   * As {@link #since(ThreadMark, ThreadFacts)}, for a moment at which other tests run: of platform
   * threads those that are wanted, as far as their tags can be read; of virtual threads only those
   * whose tag is wanted.
   *
   * @param mark a mark
   * @param facts what the caller's last look saw, brought up to date
   * @param wanted whether a tag is of interest; asked for what is certain only
   * @return the facts about them
   */
  public List<LeakedThread> since(ThreadMark mark, ThreadFacts facts, Predicate<Tag> wanted) {
    Provenances provenances = facts.provenances();
    if (!provenances.isReadable()) {
      return platformSince(mark, facts, thread -> true);
    }
    List<LeakedThread> since =
        platformSince(
            mark,
            facts,
            thread -> {
              Tag tag = provenances.tag(thread);
              return tag == null || wanted.test(tag);
            });
    if (virtualThreads != null && mark.virtual() != null) {
      addOthers(since, virtualThreads.since(mark.virtual(), provenances, wanted));
    }
    return since;
  }

  /**
   * As {@link #since(ThreadMark, ThreadFacts)}, new platform threads only: for a moment at which
   * virtual threads of others may be running, and should not be listed.
   *
   * @param mark a mark
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them
   */
  public List<LeakedThread> startedSince(ThreadMark mark, ThreadFacts facts) {
    List<LeakedThread> since = platformSince(mark, facts, thread -> true);
    since.removeIf(thread -> mark.contains(thread.id()));
    return since;
  }

  private List<LeakedThread> platformSince(
      ThreadMark mark, ThreadFacts facts, Predicate<Thread> wanted) {
    Map<Long, Thread> live = PlatformThreads.live();
    Set<Long> ids = new HashSet<>();
    if (!mark.platform().isCurrent()) {
      live.forEach(
          (id, thread) -> {
            if (!mark.platform().contains(id) && wanted.test(thread)) {
              ids.add(id);
            }
          });
      listing();
    }
    long[] serving = mark.platform().servingIds();
    ids.addAll(
        ThreadActivity.stirred(serving, mark.activity(), ThreadActivity.of(mark.platform())));
    ids.remove(ThreadIds.of(Thread.currentThread()));
    return new ArrayList<>(facts.of(live, ids));
  }

  /**
   * The virtual threads that live now. That takes a thread dump, but for JVMs without any.
   *
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them
   */
  public List<LeakedThread> virtualThreads(ThreadFacts facts) {
    return virtualThreads == null || !virtualThreads.hasRunAny()
        ? List.of()
        : virtualThreads.all(facts);
  }

  /**
   * Which virtual threads may have come since, without listing them.
   *
   * @param mark a mark
   * @return their ids, or {@code null} if none has run since
   */
  public @Nullable VirtualIds virtualIdsSince(ThreadMark mark) {
    return virtualThreads == null || mark.virtual() == null
        ? null
        : virtualThreads.idsSince(mark.virtual());
  }

  /**
   * All live threads but the caller.
   *
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them
   */
  public List<LeakedThread> all(ThreadFacts facts) {
    List<LeakedThread> all = allAndCaller(facts);
    long caller = ThreadIds.of(Thread.currentThread());
    all.removeIf(thread -> thread.id() == caller);
    return all;
  }

  /**
   * All live threads, the caller among them.
   *
   * @param facts what the caller's last look saw, brought up to date
   * @return the facts about them
   */
  public List<LeakedThread> allAndCaller(ThreadFacts facts) {
    Map<Long, Thread> live = PlatformThreads.live();
    List<LeakedThread> all = new ArrayList<>(facts.of(live, new HashSet<>(live.keySet())));
    if (virtualThreads != null) {
      all.addAll(withOrigins(virtualThreads.all(facts), facts));
    }
    return all;
  }

  private static void addOthers(List<LeakedThread> threads, List<LeakedThread> virtual) {
    long caller = ThreadIds.of(Thread.currentThread());
    virtual.stream().filter(thread -> thread.id() != caller).forEach(threads::add);
  }

  /**
   * What cannot be seen on this JVM.
   *
   * @return a sentence each, with its remedy; empty if all is well
   */
  public List<String> blindSpots() {
    return virtualThreads == null ? List.of() : virtualThreads.blindSpots();
  }

  private PlatformListing listing() {
    PlatformListing listing = latest;
    if (!listing.isCurrent()) {
      listing = takeListing();
      latest = listing;
    }
    return listing;
  }

  private PlatformListing takeListing() {
    PlatformListing listing = PlatformListing.take();
    if (virtualThreads != null) {
      virtualThreads.meet(listing);
    }
    return listing;
  }
}
