package io.github.noleaks.internal.watch;

/**
 * The open descriptors of one moment. It holds numbers and names only. Made and read by {@link
 * DescriptorWatch}.
 */
public final class DescriptorMark {
  private final DescriptorListing listing;
  private final int count;
  private final boolean countOfListing;
  private volatile boolean certain;

  DescriptorMark(DescriptorListing listing, int count, boolean countOfListing, boolean certain) {
    this.listing = listing;
    this.count = count;
    this.countOfListing = countOfListing;
    this.certain = certain;
  }

  /**
   * Whether what is not in the mark came after it. A mark that is to be cheap takes over the last
   * listing: if one descriptor was closed and another opened between that and the mark, the mark
   * does not know the other. A look that finds all of the listing still open shows that there was
   * none. So the answer is of use after {@link DescriptorWatch#since}.
   *
   * @return {@code false} if some of what is new to the mark may have been there
   */
  public boolean isCertain() {
    return certain;
  }

  void setCertain() {
    certain = true;
  }

  DescriptorListing listing() {
    return listing;
  }

  int count() {
    return count;
  }

  /** Whether there were as many at the mark as when the listing was made. */
  boolean isCountOfListing() {
    return countOfListing;
  }
}
