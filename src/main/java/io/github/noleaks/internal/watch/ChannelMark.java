package io.github.noleaks.internal.watch;

import org.jspecify.annotations.Nullable;

/**
 * A moment, to be compared with a later one.
 *
 * @param openings the number of the last opening that the agent has seen; without agent 0
 * @param descriptors what was open; {@code null} if the agent tells
 */
public record ChannelMark(long openings, @Nullable DescriptorMark descriptors) {

  /**
   * The same moment, or an earlier one as far as openings are concerned.
   *
   * @param earlier the number of an earlier opening
   * @return a mark
   */
  public ChannelMark fromOpening(long earlier) {
    return descriptors == null ? new ChannelMark(Math.min(earlier, openings), null) : this;
  }
}
