package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.FieldPath.Condition;
import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the objects of a heap that have one of some descriptors. */
final class Descriptors {

  /** An entry of the catalog, ready for use. */
  private record Known(String type, List<FieldPath> at, List<Condition> closed) {

    static Known of(Catalog.Descriptor entry) {
      List<String> closed = entry.closed();
      return new Known(
          entry.type(),
          entry.at().stream().map(FieldPath::new).toList(),
          closed == null ? List.of() : closed.stream().map(Condition::of).toList());
    }
  }

  private final Set<Long> wanted;
  private final Map<Long, Set<Integer>> found = new HashMap<>();

  /** Descriptors of channels that say they are closed: the number may be another's by now. */
  private final Set<Integer> stale = new HashSet<>();

  private Descriptors(Set<Long> wanted) {
    this.wanted = wanted;
  }

  /** The numbers of the objects, by the descriptors; the owner of one before the bare number. */
  static Map<Long, Set<Integer>> find(
      HeapGraph graph, List<Catalog.Descriptor> catalog, Set<Long> wanted) {
    Descriptors descriptors = new Descriptors(wanted);
    Map<String, Known> known = new LinkedHashMap<>();
    catalog.forEach(entry -> known.put(entry.type(), Known.of(entry)));
    Map<HeapClass, List<Known>> ofClass = new HashMap<>();
    Map<Known, List<HeapObject>> objects = new HashMap<>();
    for (int number : graph.instancesOf(type -> known.containsKey(type.name()))) {
      HeapObject object = graph.object(number);
      for (Known each : ofClass.computeIfAbsent(object.type(), type -> knownOf(type, known))) {
        objects.computeIfAbsent(each, k -> new ArrayList<>()).add(object);
      }
    }
    known
        .values()
        .forEach(
            each ->
                objects
                    .getOrDefault(each, List.of())
                    .forEach(object -> descriptors.look(each, object)));
    descriptors.found.values().forEach(each -> each.removeAll(descriptors.stale));
    return descriptors.found;
  }

  private static List<Known> knownOf(HeapClass type, Map<String, Known> known) {
    List<Known> all = new ArrayList<>();
    for (HeapClass each = type; each != null; each = each.superclass()) {
      Known entry = known.get(each.name());
      if (entry != null) {
        all.add(entry);
      }
    }
    return all;
  }

  private void look(Known known, HeapObject object) {
    for (FieldPath path : known.at()) {
      for (long descriptor : path.numbers(object)) {
        if (!wanted.contains(descriptor)) {
          continue;
        }
        HeapObject holder = path.holder(object);
        if (known.closed().stream().anyMatch(condition -> condition.holds(object))) {
          stale.add(object.number());
          if (holder != null) {
            stale.add(holder.number());
          }
        } else {
          found.computeIfAbsent(descriptor, d -> new LinkedHashSet<>()).add(object.number());
        }
      }
    }
  }
}
