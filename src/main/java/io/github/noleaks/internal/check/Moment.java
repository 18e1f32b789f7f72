package io.github.noleaks.internal.check;

import io.github.noleaks.internal.watch.ThreadMark;

/**
 * A moment of a run, to be handed back to it later.
 *
 * @param threads the mark of the thread watches
 */
public record Moment(ThreadMark threads) {}
