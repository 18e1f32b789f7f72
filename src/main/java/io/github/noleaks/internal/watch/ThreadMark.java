package io.github.noleaks.internal.watch;

/** The cheap marks of one moment; what is in it is {@link ThreadWatch}'s own business. */
public record ThreadMark() {}
