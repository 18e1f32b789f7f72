package io.github.noleaks.internal.watch;

import io.github.noleaks.OpenChannel;
import io.github.noleaks.internal.origin.Tag;
import org.jspecify.annotations.Nullable;

/**
 * One look at an open channel.
 *
 * @param key tells it from all others that this JVM opened, for as long as it is open
 * @param channel the facts about it
 * @param descriptor its number in the operating system, or {@code -1} if that is not known
 * @param opening the number of its opening, as the agent counted it, or {@code -1} without agent
 * @param tag what the thread carried that opened it; {@code null} if nothing, or not known
 */
public record SeenChannel(
    String key, OpenChannel channel, int descriptor, long opening, @Nullable Tag tag) {}
