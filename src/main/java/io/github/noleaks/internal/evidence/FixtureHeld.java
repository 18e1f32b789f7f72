package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.HeapQuestion.Fixtures;
import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be reached from the fields of test classes, by whichever way. */
final class FixtureHeld {
  private static final int MOST_OBJECTS = 500_000;

  private FixtureHeld() {}

  /**
   * Those of some objects that fixtures hold.
   *
   * @param loops the classes of event loops: what they serve is not theirs
   */
  static Set<Integer> of(
      HeapGraph graph, Fixtures fixtures, List<String> loops, Set<Integer> wanted) {
    Set<String> classes = new HashSet<>(fixtures.classes());
    Set<String> instances = new HashSet<>(fixtures.instances());
    if (wanted.isEmpty() || (classes.isEmpty() && instances.isEmpty())) {
      return Set.of();
    }
    List<Integer> starts = new ArrayList<>();
    for (HeapClass type : graph.classes()) {
      if (classes.contains(type.name()) && graph.objectOf(type) >= 0) {
        starts.addAll(JdkKeepers.statics(graph, type, null));
      }
    }
    if (!instances.isEmpty()) {
      starts.addAll(graph.instancesOf(type -> instances.contains(type.name())));
    }
    return new Within(graph, wanted, MOST_OBJECTS)
        .of(starts, type -> loops.stream().anyMatch(type::isA));
  }
}
