package io.github.noleaks.internal.check;

import io.github.noleaks.internal.watch.ChannelMark;
import io.github.noleaks.internal.watch.ProcessMark;

/**
 * The moment from which on a scope answers for what is opened and which processes are started.
 *
 * @param channels what was open
 * @param processes which processes were alive
 */
public record ResourceMark(ChannelMark channels, ProcessMark processes) {}
