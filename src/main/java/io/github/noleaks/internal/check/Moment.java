package io.github.noleaks.internal.check;

import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ThreadMark;
import org.jspecify.annotations.Nullable;

/**
 * The moment at which a test began that the run only takes note of, to be handed back to it later.
 *
 * @param threads the mark of the thread watches
 * @param resources what was open and alive
 * @param owner of what the test creates
 * @param carried what the thread of the test carried before
 */
public record Moment(
    ThreadMark threads, ResourceMark resources, Owner owner, @Nullable Tag carried) {}
