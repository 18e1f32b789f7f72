package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedThread;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cheap marks of one moment. It holds numbers only. Made and read by {@link ThreadWatch}. */
public final class ThreadMark {
  private final PlatformListing platform;
  private final long number;
  private final long[] activity;
  private final VirtualThreadWatch.@Nullable Mark virtual;

  ThreadMark(
      long number,
      PlatformListing platform,
      long[] activity,
      VirtualThreadWatch.@Nullable Mark virtual) {
    this.number = number;
    this.platform = platform;
    this.activity = activity;
    this.virtual = virtual;
  }

  /**
   * Marks are numbered in the order in which they were made.
   *
   * @return the number; no other mark has it
   */
  public long number() {
    return number;
  }

  /**
   * Whether a platform thread was alive at the mark.
   *
   * @param id its id
   * @return {@code false} if it was not, or if the id is a virtual thread's
   */
  public boolean contains(long id) {
    return platform.contains(id);
  }

  /**
   * Whether a thread of either kind was there at the mark.
   *
   * @param thread the facts about it
   * @return {@code false} if it came later, or if the JVM has no virtual threads
   */
  public boolean contains(LeakedThread thread) {
    return thread.virtual()
        ? virtual != null && virtual.contains(thread.id())
        : contains(thread.id());
  }

  PlatformListing platform() {
    return platform;
  }

  /** What each serving thread of the listing has done so far. */
  long[] activity() {
    return activity;
  }

  /**
   * Whether a thread has done nothing between two moments, as far as can be seen.
   *
   * @param id its id
   * @param later the mark of the later moment
   * @return {@code false} also if it was not there at one of them
   */
  public boolean rested(long id, ThreadMark later) {
    Long before = activityById().get(id);
    return before != null && before.equals(later.activityById().get(id));
  }

  Map<Long, Long> activityById() {
    long[] ids = platform.servingIds();
    Map<Long, Long> byId = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      byId.put(ids[i], activity[i]);
    }
    return byId;
  }

  VirtualThreadWatch.@Nullable Mark virtual() {
    return virtual;
  }
}
