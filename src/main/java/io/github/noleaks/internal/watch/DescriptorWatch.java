package io.github.noleaks.internal.watch;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sees files, sockets and other descriptors of the operating system come and go, without any agent.
 * As long as none is opened, a mark and the question whether it still holds cost two counts.
 * Thread-safe.
 */
public final class DescriptorWatch {
  private static final DescriptorWatch SHARED =
      new DescriptorWatch(DescriptorSource.ofThisPlatform());

  /** Of all time, listings that no count asks for take at most this part. */
  private static final int PART = 200;

  private final DescriptorSource source;
  private volatile Latest latest = new Latest(DescriptorListing.NONE, 0, System.nanoTime());

  /**
   * A listing, how many there were by the count, and until when another is not worth its time. A
   * thread that waits in {@code accept()} has a number already, which counts and is not listed.
   */
  private record Latest(DescriptorListing listing, int count, long freshUntil) {
    boolean isFresh() {
      return System.nanoTime() - freshUntil < 0;
    }
  }

  DescriptorWatch(DescriptorSource source) {
    this.source = source;
    JdkDescriptors.open();
  }

  /**
   * The watch of this JVM. All share it, since what one has listed spares the others a listing.
   *
   * @return the watch
   */
  public static DescriptorWatch shared() {
    return SHARED;
  }

  /**
   * What cannot be seen on this platform.
   *
   * @return one line with the remedy, or empty if all is well
   */
  public Optional<String> problem() {
    return source.problem();
  }

  /**
   * Marks this moment. It needs no listing if there are as many descriptors as at the last one,
   * unless that is so long ago that another costs next to nothing.
   *
   * @return the mark, which may not be {@linkplain DescriptorMark#isCertain certain}
   */
  public DescriptorMark mark() {
    int count = source.count();
    Latest last = latest;
    boolean usable =
        source.isCostly()
            ? last.count() > 0 && last.count() >= count
            : last.count() == count && last.isFresh();
    return usable
        ? new DescriptorMark(last.listing(), count, last.count() == count, false)
        : exactMark();
  }

  /**
   * Marks this moment by a listing, for a class or a run.
   *
   * @return the mark
   */
  public DescriptorMark exactMark() {
    Latest now = look();
    return new DescriptorMark(now.listing(), now.count(), true, true);
  }

  private DescriptorListing list() {
    return look().listing();
  }

  private Latest look() {
    long start = System.nanoTime();
    DescriptorListing listing = source.list();
    // Where counting means listing, once is enough.
    int count = source.isCostly() ? listing.size() : source.count();
    long end = System.nanoTime();
    Latest now = new Latest(listing, count, end + PART * (end - start));
    latest = now;
    return now;
  }

  /**
   * Whether there are no more than there were. Cheap.
   *
   * @param mark a mark
   * @return {@code false} if a look is needed to tell what came; {@code true} also if one was
   *     closed and another opened, which {@link #sameSince} tells
   */
  public boolean unchangedSince(DescriptorMark mark) {
    return source.count() <= mark.count();
  }

  /**
   * Whether none has come, by a listing.
   *
   * @param mark a mark
   * @return {@code false} if {@link #since} may have something to tell
   */
  public boolean sameSince(DescriptorMark mark) {
    return freshSince(mark, list()).isEmpty();
  }

  /**
   * Those that are open now and were not at the mark, without what the JVM opens for itself, and
   * without the server's end of connections to a server that was there at the mark.
   *
   * @param mark a mark
   * @return the facts about them
   */
  public List<SeenChannel> since(DescriptorMark mark) {
    DescriptorListing now = list();
    Map<Integer, String> fresh = freshSince(mark, now);
    return fresh.isEmpty() ? List.of() : source.describe(fresh, now);
  }

  /**
   * All that is open now, without what the JVM opens for itself.
   *
   * @return the facts about them
   */
  public List<SeenChannel> all() {
    DescriptorListing now = list();
    return source.describe(now.identities(), now);
  }

  private static Map<Integer, String> freshSince(DescriptorMark mark, DescriptorListing now) {
    DescriptorListing listing = mark.listing();
    if (listing.size() == 0) {
      return Map.of(); // It could not be made, and would make all look new.
    }
    // As many as there were at the mark, and all of them since the listing: they are the same.
    if (!mark.isCertain()
        && mark.isCountOfListing()
        && now.identities().entrySet().containsAll(listing.identities().entrySet())) {
      mark.setCertain();
    }
    return now.since(listing);
  }
}
