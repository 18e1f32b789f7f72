package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is open: by the openings that the agent records, or, without it, by the descriptors that the
 * operating system lists. Thread-safe.
 */
public final class ChannelWatch {
  private static final ChannelWatch SHARED =
      new ChannelWatch(OpeningWatch.shared(), DescriptorWatch.shared());

  private final OpeningWatch openings;
  private final DescriptorWatch descriptors;

  private ChannelWatch(OpeningWatch openings, DescriptorWatch descriptors) {
    this.openings = openings;
    this.descriptors = descriptors;
  }

  /**
   * The one of this JVM.
   *
   * @return the watch
   */
  public static ChannelWatch shared() {
    return SHARED;
  }

  /**
   * Whether it is known of each channel who opened it.
   *
   * @return {@code true} if the agent records that
   */
  public boolean knowsOpeners() {
    return openings.isActive();
  }

  /**
   * Why not all can be seen here, and what to do about it.
   *
   * @return a sentence each, none if all is well
   */
  public List<String> problems() {
    if (openings.isActive()) {
      return List.of();
    }
    return Stream.of(
            openings.problem().map("NoLeaks: the agent does not record what is opened: "::concat),
            descriptors.problem())
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Takes a mark. Costs microseconds.
   *
   * @return the mark
   */
  public ChannelMark mark() {
    return openings.isActive()
        ? new ChannelMark(openings.mark(), null)
        : new ChannelMark(0, descriptors.mark());
  }

  /**
   * Takes a mark of exactly what is open, for a class or run. Costs a listing.
   *
   * @return the mark
   */
  public ChannelMark exactMark() {
    return openings.isActive() ? mark() : new ChannelMark(0, descriptors.exactMark());
  }

  /**
   * Whether there is nothing to look at. Costs microseconds.
   *
   * @param mark from before
   * @return {@code true} if nothing was opened since; without agent, if there is not more open than
   *     there was
   */
  public boolean unchangedSince(ChannelMark mark) {
    DescriptorMark before = mark.descriptors();
    return before == null
        ? !openings.isActive() || openings.unchangedSince(mark.openings())
        : descriptors.unchangedSince(before);
  }

  /**
   * The same, exactly: where one was closed and another opened, there is not more open than before.
   *
   * @param mark from before
   * @return {@code true} if what is open was open before
   */
  public boolean sameSince(ChannelMark mark) {
    DescriptorMark before = mark.descriptors();
    return before == null ? unchangedSince(mark) : descriptors.sameSince(before);
  }

  /**
   * What was opened since and is open now, or was dropped.
   *
   * @param mark from before
   * @return the channels, without those that the JVM has opened for itself
   */
  public List<SeenChannel> since(ChannelMark mark) {
    DescriptorMark before = mark.descriptors();
    if (before != null) {
      return descriptors.since(before);
    }
    return openings.isActive() ? withoutAccepted(openings.since(mark.openings())) : List.of();
  }

  /** As long as a server listens, the connections that it has accepted are its own affair. */
  private List<SeenChannel> withoutAccepted(List<SeenChannel> seen) {
    if (seen.stream().noneMatch(openings::wasAccepted)) {
      return seen;
    }
    Set<String> ports =
        openings.since(0).stream()
            .filter(each -> each.channel().kind() == Kind.LISTENER && !each.channel().dropped())
            .map(each -> port(each.channel().target()))
            .collect(Collectors.toSet());
    return seen.stream()
        .filter(each -> !openings.wasAccepted(each) || !ports.contains(localPort(each)))
        .toList();
  }

  private static String localPort(SeenChannel accepted) {
    return port(accepted.channel().target().split(" ", 2)[0]);
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  /**
   * All that is open now.
   *
   * @return the channels, without those that the JVM has opened for itself
   */
  public List<SeenChannel> all() {
    return openings.isActive() ? openings.since(0) : descriptors.all();
  }

  /**
   * Whether what was seen since a mark came after it for certain.
   *
   * @param mark the mark, after a look
   * @return {@code false} if some of it may have been there before
   */
  public boolean isCertain(ChannelMark mark) {
    DescriptorMark before = mark.descriptors();
    return before == null || before.isCertain();
  }

  /**
   * What was told about a channel need not be kept any longer.
   *
   * @param key of the channel
   */
  public void forget(String key) {
    if (openings.isActive()) {
      openings.forget(key);
    }
  }
}
