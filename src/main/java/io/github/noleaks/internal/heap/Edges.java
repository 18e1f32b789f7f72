package io.github.noleaks.internal.heap;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Which objects each object refers to, in arrays of numbers. Grows without copying. */
final class Edges {
  private static final int CHUNK_BITS = 18;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /** Marks the last edge of an object; numbers of objects are never negative. */
  private static final int LAST = 1 << 31;

  /** Where the edges of an object begin, or {@code 0} if it has none. */
  private final int[] starts;

  private int[][] chunks = new int[16][];
  private int end = 1;

  /** Where the edges of the object that is being added begin, or {@code 0} if none has come yet. */
  private int begun;

  Edges(int objects) {
    starts = new int[objects];
  }

  /** Adds an edge of the object whose {@link #endOf} comes next. */
  void add(int target) {
    if (begun == 0) {
      begun = end;
    }
    int chunk = end >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new int[CHUNK];
    }
    chunks[chunk][end & (CHUNK - 1)] = target;
    end++;
    if (end < 0) {
      throw new IllegalStateException("the heap dump has more than 2,147,483,647 references");
    }
  }

  /** The edges added since the last call are those of this object, and all it has. */
  void endOf(int object) {
    if (begun != 0) {
      chunks[(end - 1) >>> CHUNK_BITS][(end - 1) & (CHUNK - 1)] |= LAST;
      starts[object] = begun;
      begun = 0;
    }
  }

  void forEach(int object, IntConsumer action) {
    int at = starts[object];
    if (at == 0) {
      return;
    }
    while (true) {
      int edge = chunks[at >>> CHUNK_BITS][at & (CHUNK - 1)];
      action.accept(edge & ~LAST);
      if (edge < 0) {
        return;
      }
      at++;
    }
  }
}
