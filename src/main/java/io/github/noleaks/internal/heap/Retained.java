package io.github.noleaks.internal.heap;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Queue;
import java.util.function.IntConsumer;

/** How much memory some objects keep from being collected. */
public final class Retained {

  private Retained() {}

  /**
   * The size of some objects and of all that they lead to and nothing else does, as far as a
   * marking has found out. An upper bound: what is reached from elsewhere, but not in the marking,
   * counts; and so do references as if they were not compressed.
   *
   * @param graph the objects
   * @param from their numbers
   * @param reached what is reached without them
   * @return bytes
   */
  public static long atMost(HeapGraph graph, Collection<Integer> from, Marking reached) {
    BitSet seen = new BitSet();
    Queue<Integer> next = new ArrayDeque<>();
    IntConsumer see =
        object -> {
          if (!reached.isReached(object) && !seen.get(object)) {
            seen.set(object);
            next.add(object);
          }
        };
    from.forEach(see::accept);
    long bytes = 0;
    while (!next.isEmpty()) {
      int object = next.remove();
      bytes += graph.sizeOf(object);
      graph.forEachReference(object, see);
    }
    return bytes;
  }
}
