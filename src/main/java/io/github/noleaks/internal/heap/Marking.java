package io.github.noleaks.internal.heap;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * Finds what can be reached, breadth first, and remembers over which object it came: of all ways
 * from what was marked first, that is a shortest one. Not thread-safe.
 */
public final class Marking {
  private static final int NOT_REACHED = -1;
  private static final int START = -2;

  private final HeapGraph graph;
  private final int[] from;
  private final BitSet watched;
  private final IntConsumer onReached;

  /** What has been reached and not been looked into yet, as a ring. */
  private int[] waiting = new int[1 << 10];

  private int head;
  private int count;

  /** The object whose references are followed just now. */
  private int current;

  private final IntConsumer step = this::reach;

  /**
   * Prepares; nothing is marked yet.
   *
   * @param graph the objects
   * @param watched those to be told of
   * @param onReached is given each of these as soon as it is reached; it may mark more
   */
  public Marking(HeapGraph graph, BitSet watched, IntConsumer onReached) {
    this.graph = graph;
    this.watched = watched;
    this.onReached = onReached;
    from = new int[graph.size()];
    Arrays.fill(from, NOT_REACHED);
  }

  /**
   * Marks an object for itself.
   *
   * @param object its number
   */
  public void start(int object) {
    mark(object, START);
  }

  /**
   * Marks an object because of another one, though that does not refer to it.
   *
   * @param object its number
   * @param because the number of the other one
   */
  public void mark(int object, int because) {
    if (from[object] == NOT_REACHED) {
      from[object] = because;
      add(object);
      if (watched.get(object)) {
        onReached.accept(object);
      }
    }
  }

  private void reach(int object) {
    if (from[object] == NOT_REACHED) {
      mark(object, current);
    }
  }

  private void add(int object) {
    if (count == waiting.length) {
      int[] larger = new int[count * 2];
      int tail = count - head;
      System.arraycopy(waiting, head, larger, 0, tail);
      System.arraycopy(waiting, 0, larger, tail, head);
      waiting = larger;
      head = 0;
    }
    waiting[(head + count) & (waiting.length - 1)] = object;
    count++;
  }

  /** Follows all references from what is marked, until nothing new is reached. */
  public void run() {
    while (count > 0) {
      int object = waiting[head];
      head = (head + 1) & (waiting.length - 1);
      count--;
      current = object;
      graph.forEachReference(object, step);
    }
  }

  /**
   * Whether an object has been reached.
   *
   * @param object its number
   * @return {@code true} if so
   */
  public boolean isReached(int object) {
    return from[object] != NOT_REACHED;
  }

  /**
   * Over which object this one was reached first.
   *
   * @param object its number; it has been reached
   * @return the number of the other one, or {@code -1} if it was marked for itself
   */
  public int before(int object) {
    return from[object] == START ? -1 : from[object];
  }
}
