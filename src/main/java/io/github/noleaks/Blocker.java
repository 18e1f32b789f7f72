package io.github.noleaks;

import org.jspecify.annotations.Nullable;

/**
 * What a thread is parked on, waits on or cannot enter. A description: it refers to no live object.
 *
 * @param className the class of the lock, condition, queue or monitor
 * @param identity tells two objects of one class apart while both live; the identity hash where the
 *     JVM gives it
 * @param ownerId the id of the thread that owns it, or {@code -1} if none is known to
 * @param ownerName the name of that thread, or {@code null} if none is known to own it
 */
public record Blocker(String className, int identity, long ownerId, @Nullable String ownerName) {}
