package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.origin.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread comes from, as far as its own fields tell.
 *
 * @param tag what it inherited, or {@code null} if it carries nothing
 * @param elder the id of the oldest live worker of the same executor, or {@link #NONE} if it is no
 *     worker
 * @param servesAll whether what it does now may be the task of any user of its executor, and not of
 *     the one that made it
 */
public record Provenance(@Nullable Tag tag, long elder, boolean servesAll) {
  /** No thread has this id. */
  public static final long NONE = -1;

  static final Provenance UNTAGGED = new Provenance(null, NONE, false);
}
