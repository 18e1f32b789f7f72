package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.FieldPath.Condition;
import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which channels belong to the connections of known pools, idle ones or those lent to somebody. */
final class ConnectionPools {
  /** What belongs to a connection is near it. */
  private static final int OBJECTS_OF_ONE = 5_000;

  private static final int MOST_OBJECTS = 500_000;

  /**
   * Where a channel was found.
   *
   * @param idle whether its connection waits for its next use
   * @param told the pool, in words
   */
  record Place(boolean idle, String told) {
    /** Whether the pool has no method that would end it: to drop it is right. */
    boolean cannotBeClosed() {
      return told.contains("java.net.http.") || told.contains("HttpURLConnection");
    }
  }

  private final Map<Place, List<Integer>> connections = new LinkedHashMap<>();
  private final Set<HeapClass> ends = new HashSet<>();
  private final Map<Integer, Place> idle = new HashMap<>();
  private final Map<Integer, Place> leased = new HashMap<>();

  /**
   * Looks for all pools.
   *
   * @param graph the heap
   * @param wanted the channels that are looked for
   */
  ConnectionPools(HeapGraph graph, Set<Integer> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<String, Catalog.Pool> catalog = new HashMap<>();
    Catalog.readPools().forEach(pool -> catalog.put(pool.type(), pool));
    for (int number : graph.instancesOf(type -> catalog.containsKey(type.name()))) {
      HeapObject object = graph.object(number);
      for (HeapClass type = object.type(); type != null; type = type.superclass()) {
        Catalog.Pool pool = catalog.get(type.name());
        if (pool != null) {
          note(pool, object);
        }
      }
    }
    connections.forEach(
        (place, starts) -> {
          int most = Math.min(MOST_OBJECTS, starts.size() * OBJECTS_OF_ONE);
          for (int found : new Within(graph, wanted, most).of(starts, ends::contains)) {
            (place.idle() ? idle : leased).putIfAbsent(found, place);
          }
        });
  }

  private void note(Catalog.Pool entry, HeapObject object) {
    HeapObject pool = entry.pool() == null ? null : new FieldPath(entry.pool()).object(object);
    if (entry.connection() == null || pool != null) {
      ends.add((pool == null ? object : pool).type());
    }
    String told = told(entry, object, pool);
    if (entry.connection() != null) {
      add(isIdle(entry, object), told, entry.connection(), object);
      return;
    }
    fields(entry.idle()).forEach(field -> add(true, told, field, object));
    fields(entry.leased()).forEach(field -> add(false, told, field, object));
  }

  private static List<String> fields(@Nullable List<String> names) {
    return names == null ? List.of() : names;
  }

  private static boolean isIdle(Catalog.Pool entry, HeapObject object) {
    return fields(entry.idleIf()).stream().anyMatch(text -> Condition.of(text).holds(object));
  }

  private static String told(Catalog.Pool entry, HeapObject object, @Nullable HeapObject pool) {
    HeapObject named = pool == null ? object : pool;
    String type =
        pool == null && entry.title() != null
            ? entry.title()
            : named.type().name().replaceFirst("\\$\\d+$", "");
    String name = entry.name() == null ? null : new FieldPath(entry.name()).text(named);
    return name == null ? type : type + " \"" + Names.printable(name) + '"';
  }

  private void add(boolean isIdle, String pool, String field, HeapObject object) {
    HeapObject connection = new FieldPath(field).object(object);
    if (connection != null) {
      connections
          .computeIfAbsent(
              new Place(isIdle, (isIdle ? "idle in " : "leased from ") + pool),
              place -> new ArrayList<>())
          .add(connection.number());
    }
  }

  /** Where one of some objects was found; that it is lent counts more. */
  @Nullable Place of(Set<Integer> objects) {
    Place found = null;
    for (int object : objects) {
      if (leased.containsKey(object)) {
        return leased.get(object);
      }
      found = found == null ? idle.get(object) : found;
    }
    return found;
  }
}
