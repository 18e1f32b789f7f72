package io.github.noleaks.internal.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a heap dump says about one open channel.
 *
 * @param key what the question called it
 * @param holding whether something that lives holds it
 * @param className the outermost closeable class that users know, such as {@code java.net.Socket},
 *     or {@code null} if the dump does not tell
 * @param heldBy how it is reached, and by which pool it is lent; a line each
 * @param holders the names of the classes on that way: the one with the static field, or the one
 *     whose method has the local variable, first
 * @param ofFixture whether it can be reached from what tests share, not over the selector of an
 *     event loop that serves everybody
 */
public record ChannelEvidence(
    String key,
    Holding holding,
    @Nullable String className,
    List<String> heldBy,
    List<String> holders,
    boolean ofFixture) {

  /** Whether something that lives holds a channel. */
  public enum Holding {
    /** No object of the dump is it: native code opened it, or it has been closed meanwhile. */
    UNKNOWN,
    /** It can be reached by something that lives. */
    HELD,
    /** Nothing that lives can reach it: only the garbage collector can close it, if anything. */
    DROPPED,
    /** It waits in a pool or cache for its next use. */
    POOLED,
    /** The JDK keeps it for itself. */
    JVM
  }

  /**
   * Keeps copies of the lists.
   *
   * @param key as the component
   * @param holding as the component
   * @param className as the component
   * @param heldBy as the component
   * @param holders as the component
   * @param ofFixture as the component
   */
  public ChannelEvidence {
    heldBy = List.copyOf(heldBy);
    holders = List.copyOf(holders);
  }

  static ChannelEvidence unknown(String key) {
    return new ChannelEvidence(key, Holding.UNKNOWN, null, List.of(), List.of(), false);
  }
}
