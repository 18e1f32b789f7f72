package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.FieldPath.Condition;
import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** By which class users know an open channel: that of the {@code Socket}, not of what is inside. */
final class ChannelNames {
  private static final int NEAR = 200;
  private static final int MOST_UNREACHED = 10_000;

  private final HeapGraph graph;
  private final Map<String, List<Catalog.Told>> catalog = new HashMap<>();

  ChannelNames(HeapGraph graph, List<Catalog.Told> told) {
    this.graph = graph;
    told.forEach(each -> catalog.computeIfAbsent(each.type(), type -> new ArrayList<>()).add(each));
  }

  /** Of the channel at the end of a way: the nearest one, or what wraps it. */
  @Nullable String of(List<Integer> way) {
    String name = null;
    for (int i = way.size() - 1; i >= 0; i--) {
      int object = way.get(i);
      HeapClass type = graph.classOf(object);
      if (graph.asClass(object) != null
          || type.isA("java.nio.channels.SelectionKey")
          || type.isA("java.lang.Thread")) {
        break; // Beyond are those that serve it, among others.
      }
      Catalog.Told told = told(object);
      if (told != null && (name == null || told.wraps())) {
        name = name(told, type);
      }
    }
    return name;
  }

  /**
   * Of channels that nothing leads to: by what is left of those that hold them.
   *
   * @param unreached the numbers of their objects
   * @param isReached whether something leads to an object
   * @return the names, as far as known
   */
  Map<Integer, String> ofUnreached(Set<Integer> unreached, IntPredicate isReached) {
    Map<Integer, String> names = new HashMap<>();
    if (unreached.isEmpty()) {
      return names;
    }
    Within within = new Within(graph, unreached, NEAR);
    List<Integer> left =
        graph.instancesOf(type -> catalog.containsKey(type.name())).stream()
            .filter(object -> !isReached.test(object))
            .limit(MOST_UNREACHED)
            .toList();
    for (boolean wraps : List.of(true, false)) {
      for (int object : left) {
        Catalog.Told told = told(object);
        if (told != null && told.wraps() == wraps) {
          String name = name(told, graph.classOf(object));
          within
              .of(List.of(object), type -> false)
              .forEach(channel -> names.putIfAbsent(channel, name));
        }
      }
    }
    return names;
  }

  private Catalog.@Nullable Told told(int object) {
    for (HeapClass type = graph.classOf(object); type != null; type = type.superclass()) {
      for (Catalog.Told told : catalog.getOrDefault(type.name(), List.of())) {
        if (told.when() == null || Condition.of(told.when()).holds(graph.object(object))) {
          return told;
        }
      }
    }
    return null;
  }

  private static String name(Catalog.Told told, HeapClass type) {
    if (told.as() != null) {
      return told.as();
    }
    for (HeapClass each = type; each != null; each = each.superclass()) {
      boolean internal =
          (Names.isJdk(each.name()) && !each.name().startsWith("java"))
              || each.name().startsWith("java.nio.channels.spi.");
      if (!internal && !each.name().endsWith("Impl")) {
        return each.name();
      }
    }
    return type.name();
  }
}
