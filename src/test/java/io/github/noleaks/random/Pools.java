package io.github.noleaks.random;

import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The pools that a test shares with others.
 *
 * @param ofClass the one of its class, if that has one
 * @param ofAll the one that was there before the suite
 * @param ofExtension the one that an extension has made for all, if it has already
 */
record Pools(
    @Nullable ExecutorService ofClass,
    @Nullable ExecutorService ofAll,
    @Nullable ExecutorService ofExtension) {}
