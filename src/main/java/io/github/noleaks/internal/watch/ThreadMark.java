package io.github.noleaks.internal.watch;

import org.jspecify.annotations.Nullable;

/** The cheap marks of one moment. It holds numbers only. Made and read by {@link ThreadWatch}. */
public final class ThreadMark {
  private final PlatformListing platform;
  private final long @Nullable [] commonPoolCpu;
  private final VirtualThreadWatch.@Nullable Mark virtual;

  ThreadMark(
      PlatformListing platform,
      long @Nullable [] commonPoolCpu,
      VirtualThreadWatch.@Nullable Mark virtual) {
    this.platform = platform;
    this.commonPoolCpu = commonPoolCpu;
    this.virtual = virtual;
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

  PlatformListing platform() {
    return platform;
  }

  long @Nullable [] commonPoolCpu() {
    return commonPoolCpu;
  }

  VirtualThreadWatch.@Nullable Mark virtual() {
    return virtual;
  }
}
