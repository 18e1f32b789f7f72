package io.github.noleaks.internal.heap;

import org.jspecify.annotations.Nullable;

/**
 * Numbers the objects of a dump by their ids, in ascending order. The ids are addresses, so a bit
 * for each place where an object may begin and a count for each word of bits find the number in two
 * steps: a search in sorted ids would need more than twenty.
 */
final class ObjectIds {
  private static final int PAGE_BITS = 15;
  private static final int WORDS = 1 << (PAGE_BITS - 6);
  private static final int MOST_PAGES = 1 << 22;

  private final int shift;
  private long[] @Nullable [] pages = new long[0][];
  private int[] @Nullable [] ranks = new int[0][];
  private long firstPage;
  private int size;

  /**
   * For ids that are multiples of a power of two.
   *
   * @param shift the power
   */
  ObjectIds(int shift) {
    this.shift = shift;
  }

  boolean fits(long id) {
    return id >>> shift << shift == id;
  }

  void add(long id) throws BrokenDumpException {
    long slot = id >>> shift;
    long page = slot >>> PAGE_BITS;
    int number = (int) (page - firstPage);
    if (pages.length == 0 || page < firstPage || page - firstPage >= pages.length) {
      number = extend(page);
    }
    long[] words = pages[number];
    if (words == null) {
      words = new long[WORDS];
      pages[number] = words;
    }
    words[(int) (slot >>> 6) & (WORDS - 1)] |= 1L << slot;
  }

  private int extend(long page) throws BrokenDumpException {
    boolean first = pages.length == 0;
    // What has been room for more, and was not used, does not count.
    int low = 0;
    int high = pages.length;
    while (low < high && pages[low] == null) {
      low++;
    }
    while (low < high && pages[high - 1] == null) {
      high--;
    }
    long from = first ? page : Math.min(page, firstPage + low);
    long to = first ? page + 1 : Math.max(page + 1, firstPage + high);
    if (page < 0 || to - from > MOST_PAGES) {
      throw new BrokenDumpException(
          "the heap dump has objects at 0x%x and 0x%x: too far apart for a heap of HotSpot's"
              .formatted(from << PAGE_BITS << shift, (to - 1) << PAGE_BITS << shift));
    }
    // Room on the side where it grows: objects come more or less in order.
    long room = Math.min((to - from) / 2 + 64, MOST_PAGES - (to - from));
    boolean downwards = !first && page == from;
    long begin = downwards ? Math.max(0, from - room) : from;
    long[][] larger = new long[(int) ((downwards ? to : to + room) - begin)][];
    if (!first) {
      System.arraycopy(pages, low, larger, (int) (firstPage + low - begin), high - low);
    }
    pages = larger;
    firstPage = begin;
    return (int) (page - begin);
  }

  /** Ends the adding, and gives each id its number. */
  void number() {
    ranks = new int[pages.length][];
    int count = 0;
    for (int page = 0; page < pages.length; page++) {
      long[] words = pages[page];
      if (words != null) {
        int[] rank = new int[WORDS];
        for (int word = 0; word < WORDS; word++) {
          rank[word] = count;
          count += Long.bitCount(words[word]);
        }
        ranks[page] = rank;
      }
    }
    size = count;
  }

  int size() {
    return size;
  }

  /** The number of an id, or {@code -1} if no object has it. */
  int of(long id) {
    long slot = id >>> shift;
    long page = (slot >>> PAGE_BITS) - firstPage;
    if (page < 0 || page >= pages.length) {
      return -1;
    }
    long[] words = pages[(int) page];
    int[] rank = ranks[(int) page];
    if (words == null || rank == null) {
      return -1;
    }
    int word = (int) (slot >>> 6) & (WORDS - 1);
    long bits = words[word];
    long bit = 1L << slot;
    return (bits & bit) == 0 || !fits(id) ? -1 : rank[word] + Long.bitCount(bits & (bit - 1));
  }
}
