package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.OpenChannel.Kind;
import io.github.noleaks.internal.origin.Opening;
import io.github.noleaks.internal.origin.Origins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is open, as the agent has recorded it: whatever the user's code opened, with its stack and
 * the tag of its thread. Mapped buffers are not recorded: only the garbage collector can close
 * them. Nothing here throws. Thread-safe.
 */
public final class OpeningWatch {
  private static final OpeningWatch SHARED = new OpeningWatch();

  /** Asked when somebody wants to know, not when something is opened: that has to be fast. */
  private final OtherOpeners others = OtherOpeners.read();

  /** The agent keeps it weakly: this field is what keeps it. */
  private final Supplier<@Nullable Object> recorder;

  private final boolean active;

  private OpeningWatch() {
    recorder = Origins::ofCaller;
    active = AgentOpenings.arePresent() && AgentOpenings.recordBy(recorder);
  }

  /**
   * The one of this JVM, or of this class loader at least.
   *
   * @return the watch
   */
  public static OpeningWatch shared() {
    return SHARED;
  }

  /**
   * Whether openings are recorded.
   *
   * @return {@code true} if the agent was on the command line
   */
  public boolean isActive() {
    return active;
  }

  /**
   * Why the agent, although it was started, does not record all or anything.
   *
   * @return a part of a sentence; empty if there is no problem, or no agent
   */
  public Optional<String> problem() {
    return Optional.ofNullable(AgentOpenings.problem());
  }

  /**
   * The moment, as a number.
   *
   * @return the number of the last opening
   */
  public long mark() {
    return active ? AgentOpenings.last() : 0;
  }

  /**
   * Whether nothing was opened after a moment. Costs nanoseconds.
   *
   * @param mark the moment
   * @return {@code true} if nothing was
   */
  public boolean unchangedSince(long mark) {
    return !active || AgentOpenings.last() == mark;
  }

  /**
   * What was opened after a moment and is open now, and what was dropped, until it is forgotten.
   *
   * @param mark the moment
   * @return the channels in the order of their opening; without processes
   */
  public List<SeenChannel> since(long mark) {
    List<SeenChannel> seen = new ArrayList<>();
    if (active) {
      for (@Nullable Object[] each : AgentOpenings.since(mark)) {
        RecordedOpening told = RecordedOpening.of(each);
        if (told.recorded() instanceof Opening opening && opening.isBy(others)) {
          AgentOpenings.remove(told.handle());
        } else {
          seen.add(seen(told));
        }
      }
      seen.sort(Comparator.comparingLong(SeenChannel::opening));
    }
    return seen;
  }

  private static SeenChannel seen(RecordedOpening told) {
    OpenChannel channel =
        new OpenChannel(kind(told.kind()), OpeningTarget.of(told), className(told));
    Opening opening = told.recorded() instanceof Opening ours ? ours : null;
    if (opening != null) {
      channel = channel.withOpener(opening.origin());
    }
    return new SeenChannel(
        "#" + told.number(),
        told.resource() == null ? channel.asDropped() : channel,
        -1,
        told.number(),
        opening == null ? null : opening.tag());
  }

  private static Kind kind(String name) {
    try {
      return Kind.valueOf(name);
    } catch (IllegalArgumentException e) {
      return Kind.OTHER;
    }
  }

  /** The class that the user knows of. */
  private static String className(RecordedOpening told) {
    if (told.type().equals("sun.nio.ch.NioSocketImpl")) {
      return told.kind().equals("LISTENER") ? "java.net.ServerSocket" : "java.net.Socket";
    }
    return told.type();
  }

  /**
   * Whether a channel is the server's end of a connection, which came about because somebody else
   * asked for it.
   *
   * @param channel one that was seen here
   * @return {@code true} if it was accepted
   */
  public boolean wasAccepted(SeenChannel channel) {
    return active
        && AgentOpenings.since(channel.opening() - 1).stream()
            .map(RecordedOpening::of)
            .anyMatch(told -> told.number() == channel.opening() && told.accepted());
  }

  /**
   * A dropped channel was reported.
   *
   * @param key its key
   */
  public void forget(String key) {
    if (active && key.startsWith("#")) {
      AgentOpenings.forget(Long.parseLong(key.substring(1)));
    }
  }

  /**
   * Who started a process.
   *
   * @param pid its number
   * @return the opening, or {@code null} if it is not known
   */
  public @Nullable Opening startOf(long pid) {
    @Nullable Object[] told = active ? AgentOpenings.process(pid) : null;
    return told != null && told[4] instanceof Opening ours ? ours : null;
  }
}
