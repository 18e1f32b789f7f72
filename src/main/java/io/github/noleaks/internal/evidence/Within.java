package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** What belongs to an object: what it leads to, not over classes, class loaders or threads. */
final class Within {
  private final HeapGraph graph;
  private final Set<Integer> wanted;
  private final int most;

  /**
   * Prepares.
   *
   * @param graph the heap
   * @param wanted the objects that are looked for
   * @param most how many objects are looked into, the nearest first
   */
  Within(HeapGraph graph, Set<Integer> wanted, int most) {
    this.graph = graph;
    this.wanted = wanted;
    this.most = most;
  }

  /** Those of the wanted ones that belong to some objects; what {@code ends} says is not passed. */
  Set<Integer> of(Collection<Integer> starts, Predicate<HeapClass> ends) {
    Set<Integer> found = new HashSet<>();
    Set<Integer> seen = new HashSet<>();
    Queue<Integer> next = new ArrayDeque<>();
    IntConsumer see =
        object -> {
          if (seen.size() < most && graph.asClass(object) == null && seen.add(object)) {
            HeapClass type = graph.classOf(object);
            if (!type.isA("java.lang.Thread")
                && !type.isA("java.lang.ClassLoader")
                && !ends.test(type)) {
              next.add(object);
            }
          }
        };
    starts.stream().filter(seen::add).forEach(next::add);
    while (!next.isEmpty()) {
      int object = next.remove();
      if (wanted.contains(object)) {
        found.add(object);
      }
      // A selector leads to all channels that it serves, whoever has them.
      if (!graph.classOf(object).isA("java.nio.channels.Selector")) {
        graph.forEachReference(object, see);
      }
    }
    return found;
  }
}
