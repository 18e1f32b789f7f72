package io.github.noleaks.internal.watch;

/**
 * The ids that virtual threads made between two moments have.
 *
 * @param after all of them are greater
 * @param upTo none of them is greater
 */
public record VirtualIds(long after, long upTo) {

  /**
   * Whether a virtual thread was made between the two moments.
   *
   * @param id its id
   * @return {@code true} if it was
   */
  public boolean contains(long id) {
    return id > after && id <= upTo;
  }
}
