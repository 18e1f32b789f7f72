package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Channels that the JDK keeps for itself, whoever else may use them: the jars of class loaders. */
final class JdkKeepers {
  private static final int MOST_OBJECTS = 500_000;

  private JdkKeepers() {}

  /** Those of some objects that belong to one of the classes that the catalog names. */
  static Set<Integer> of(HeapGraph graph, List<Catalog.Keeper> catalog, Set<Integer> wanted) {
    if (wanted.isEmpty()) {
      return Set.of();
    }
    Map<String, Catalog.Keeper> known = new HashMap<>();
    catalog.forEach(keeper -> known.put(keeper.type(), keeper));
    List<Integer> starts = new ArrayList<>();
    Set<Integer> found = new HashSet<>();
    for (HeapClass type : graph.classes()) {
      Catalog.Keeper keeper = known.get(type.name());
      if (keeper != null && keeper.statics() && type.isOfBootLoader()) {
        (keeper.itself() ? found : starts).addAll(statics(graph, type, keeper.fields()));
      }
    }
    for (int number : graph.instancesOf(type -> isKnown(type, known))) {
      HeapObject object = graph.object(number);
      for (HeapClass type = object.type(); type != null; type = type.superclass()) {
        Catalog.Keeper keeper = isKnown(type, known) ? known.get(type.name()) : null;
        if (keeper != null) {
          (keeper.itself() ? found : starts).addAll(parts(object, keeper.fields()));
        }
      }
    }
    found.retainAll(wanted);
    found.addAll(new Within(graph, wanted, MOST_OBJECTS).of(starts, type -> false));
    return found;
  }

  private static boolean isKnown(HeapClass type, Map<String, Catalog.Keeper> known) {
    Catalog.Keeper keeper = known.get(type.name());
    return keeper != null && !keeper.statics();
  }

  static List<Integer> statics(HeapGraph graph, HeapClass type, @Nullable List<String> fields) {
    List<Integer> objects = new ArrayList<>();
    graph.forEachReference(
        graph.objectOf(type),
        object -> {
          String field = graph.staticFieldTo(type, object);
          if (field != null && (fields == null || fields.contains(field))) {
            objects.add(object);
          }
        });
    return objects;
  }

  private static List<Integer> parts(HeapObject object, @Nullable List<String> fields) {
    if (fields == null) {
      return List.of(object.number());
    }
    List<Integer> parts = new ArrayList<>();
    for (String field : fields) {
      HeapObject part = new FieldPath(field).object(object);
      if (part != null) {
        parts.add(part.number());
      }
    }
    return parts;
  }
}
