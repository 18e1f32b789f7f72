package io.github.noleaks.internal.heap;

import org.jspecify.annotations.Nullable;

/** A position in the file for each object, in as few bytes as the file's length needs. */
final class FilePositions {
  private final int[] low;
  private final byte @Nullable [] high;

  FilePositions(int objects, long length) {
    low = new int[objects];
    high = length > 0xffff_ffffL ? new byte[objects] : null;
  }

  void set(int object, long position) {
    low[object] = (int) position;
    if (high != null) {
      high[object] = (byte) (position >>> Integer.SIZE);
    }
  }

  long get(int object) {
    long position = Integer.toUnsignedLong(low[object]);
    return high == null ? position : position | (high[object] & 0xffL) << Integer.SIZE;
  }
}
