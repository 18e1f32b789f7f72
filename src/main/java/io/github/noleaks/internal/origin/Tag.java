package io.github.noleaks.internal.origin;

import io.github.noleaks.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thread carries: whose it is, and who created it. A heap dump is searched for its fields by
 * their names. Immutable and thread-safe.
 */
public final class Tag {
  /** Of threads that create threads that create threads, so many are told, and the first one. */
  private static final int MOST_GENERATIONS = 5;

  private static final long NOBODY = -1;

  private final Owner owner;
  private final @Nullable String creator;
  private final long creatorId;
  private final StackTraceElement @Nullable [] stack;

  /** Of the creating thread; {@code null} if that is the one in which the owner's code began. */
  private final @Nullable Tag before;

  private final int generation;

  private Tag(
      Owner owner,
      @Nullable String creator,
      long creatorId,
      StackTraceElement @Nullable [] stack,
      @Nullable Tag before,
      int generation) {
    this.owner = owner;
    this.creator = creator;
    this.creatorId = creatorId;
    this.stack = stack;
    this.before = before;
    this.generation = generation;
  }

  /** For a thread in which the owner's own code runs. */
  static Tag ofOwnThread(Owner owner) {
    return new Tag(owner, null, NOBODY, null, null, 0);
  }

  static Tag withoutStack(Owner owner) {
    return new Tag(owner, null, NOBODY, null, null, 1);
  }

  /** For a thread that the calling thread, which carries this tag, is about to create. */
  Tag child(String creatorName, long id, StackTraceElement[] creation) {
    return new Tag(owner, creatorName, id, creation, ancestor(), generation + 1);
  }

  private @Nullable Tag ancestor() {
    if (!isInherited()) {
      return null;
    }
    // A thread that is replaced by its successor again and again must not keep them all.
    Tag first = this;
    int kept = 1;
    while (first.before != null) {
      first = first.before;
      kept++;
    }
    return kept < MOST_GENERATIONS ? this : first;
  }

  /** Whether it came with the thread, and was not set for the code that runs in it. */
  boolean isInherited() {
    return generation > 0;
  }

  /**
   * Whose the thread is.
   *
   * @return the test, class or run
   */
  public Owner owner() {
    return owner;
  }

  /**
   * Who created the thread.
   *
   * @return as the report tells it
   */
  public Origin origin() {
    return new Origin(
        owner.subject(),
        creator,
        creatorId,
        stack == null ? List.of() : List.of(stack),
        before == null ? null : before.origin(),
        stack == null ? Origins.withoutStack(isInherited()) : null);
  }
}
