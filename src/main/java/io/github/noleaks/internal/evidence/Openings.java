package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the agent has seen being opened, by the numbers it has given them. Its registry
 * refers to them weakly; the class loader does not matter, since the JVM itself loads its classes.
 */
final class Openings {
  private static final String PACKAGE = "io.github.noleaks.agent.boot.";
  private static final String NUMBER = "number";

  private final Map<Long, HeapObject> objects = new HashMap<>();
  private final Set<Long> collected = new HashSet<>();

  private Openings() {}

  static Openings find(HeapGraph graph, Set<Long> wanted) {
    Openings openings = new Openings();
    if (wanted.isEmpty()) {
      return openings;
    }
    for (int entry : graph.instancesOf(type -> type.name().startsWith(PACKAGE))) {
      HeapObject object = graph.object(entry);
      long number = object.bits(NUMBER, -1);
      if (wanted.contains(number) && object.has("referent")) {
        HeapObject opened = object.get("referent");
        if (opened == null) {
          openings.collected.add(number);
        } else {
          openings.objects.put(number, opened);
        }
      }
    }
    return openings;
  }

  @Nullable HeapObject of(long opening) {
    return objects.get(opening);
  }

  /** Whether nothing is left of what was opened but the record of it. */
  boolean isCollected(long opening) {
    return collected.contains(opening);
  }

  Set<Integer> objects() {
    Set<Integer> numbers = new HashSet<>();
    objects.values().forEach(object -> numbers.add(object.number()));
    return numbers;
  }
}
