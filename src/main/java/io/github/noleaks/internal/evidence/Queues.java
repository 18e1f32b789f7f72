package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The queues of the JDK as a heap dump shows them. */
final class Queues {
  private static final int MOST_ELEMENTS = 3;
  private static final int MOST_NODES = 100_000;
  private static final String JUC = "java.util.concurrent.";

  private Queues() {}

  /**
   * What is in a queue.
   *
   * @param size how many elements
   * @param capacity how many there is room for, negative if any number
   * @param first the first elements
   */
  record Contents(long size, long capacity, List<HeapObject> first) {

    /** Such as {@code the queue holds 1 of 1 ("order-7")}. */
    String told(String noun, Values values) {
      String room = capacity < 0 ? "" : capacity == 0 ? "" : " of " + Names.number(capacity);
      if (size == 0) {
        return "the "
            + noun
            + " is empty"
            + (capacity > 0 ? ", with room for " + Names.number(capacity) : "");
      }
      List<String> elements = new ArrayList<>(first.stream().map(values::of).toList());
      if (size > first.size()) {
        elements.add("…");
      }
      return "the "
          + noun
          + " holds "
          + Names.number(size)
          + room
          + " ("
          + String.join(", ", elements)
          + ')';
    }
  }

  /** What is in a queue, or {@code null} if it is none that is known here. */
  static @Nullable Contents of(HeapObject queue) {
    if (!queue.type().isOfBootLoader() && !isOfJdkByParent(queue)) {
      return null;
    }
    for (var type = queue.type(); type != null; type = type.superclass()) {
      switch (type.name()) {
        case JUC + "ArrayBlockingQueue" -> {
          return ring(queue, "items", queue.integer("count", 0), queue.integer("takeIndex", 0));
        }
        case JUC + "LinkedBlockingQueue" -> {
          return linked(queue, "head", true, atomic(queue.get("count")), capacity(queue));
        }
        case JUC + "LinkedBlockingDeque" -> {
          return linked(queue, "first", false, queue.integer("count", 0), capacity(queue));
        }
        case JUC + "PriorityBlockingQueue", "java.util.PriorityQueue" -> {
          return heap(queue, queue.integer("size", 0));
        }
        case JUC + "ScheduledThreadPoolExecutor$DelayedWorkQueue" -> {
          return heap(queue, queue.integer("size", 0));
        }
        case JUC + "DelayQueue" -> {
          HeapObject inner = queue.get("q");
          return inner == null ? null : of(inner);
        }
        case JUC + "SynchronousQueue" -> {
          return new Contents(0, 0, List.of());
        }
        case JUC + "LinkedTransferQueue", JUC + "ConcurrentLinkedQueue" -> {
          return chain(queue);
        }
        case "java.util.ArrayDeque" -> {
          return deque(queue);
        }
        default -> {
          // One of its superclasses may be known.
        }
      }
    }
    return null;
  }

  /** A queue of the user's that extends one of the JDK's. */
  private static boolean isOfJdkByParent(HeapObject queue) {
    var parent = queue.type().superclass();
    return parent != null && parent.name().startsWith("java.util.");
  }

  private static long capacity(HeapObject queue) {
    int capacity = queue.integer("capacity", Integer.MAX_VALUE);
    return capacity == Integer.MAX_VALUE ? -1 : capacity;
  }

  static int atomic(@Nullable HeapObject counter) {
    return counter == null ? 0 : counter.integer("value", 0);
  }

  private static @Nullable Contents ring(HeapObject queue, String field, int size, int from) {
    HeapObject items = queue.get(field);
    if (items == null) {
      return null;
    }
    int capacity = items.length();
    return new Contents(
        size,
        capacity,
        take(size, add -> add.each(capacity, i -> items.element((from + i) % capacity))));
  }

  private static @Nullable Contents deque(HeapObject queue) {
    HeapObject items = queue.get("elements");
    int capacity = items == null ? 0 : items.length();
    if (items == null || capacity == 0) {
      return null;
    }
    int from = queue.integer("head", 0);
    int size = Math.floorMod(queue.integer("tail", 0) - from, capacity);
    return new Contents(
        size, -1, take(size, add -> add.each(capacity, i -> items.element((from + i) % capacity))));
  }

  private static @Nullable Contents heap(HeapObject queue, int size) {
    HeapObject items = queue.get("queue");
    return items == null
        ? null
        : new Contents(size, -1, take(size, add -> add.each(items.length(), items::element)));
  }

  private static Contents linked(
      HeapObject queue, String head, boolean dummy, int size, long capacity) {
    return new Contents(
        size,
        capacity,
        take(
            size,
            add -> {
              HeapObject node = queue.get(head);
              if (dummy && node != null) {
                node = node.get("next");
              }
              while (node != null && add.wantsMore()) {
                add.accept(node.get("item"));
                node = node.get("next");
              }
            }));
  }

  /** Counted by going through it: it keeps no count. */
  private static Contents chain(HeapObject queue) {
    List<HeapObject> first = new ArrayList<>();
    long size = 0;
    HeapObject node = queue.get("head");
    HeapObject last = null;
    while (node != null && !node.equals(last) && size < MOST_NODES) {
      HeapObject item = node.get("item");
      // A receiver that waits has a node as well, and a node that was taken refers to itself.
      if (item != null && !item.equals(node) && node.integer("isData", 1) != 0) {
        size++;
        if (first.size() < MOST_ELEMENTS) {
          first.add(item);
        }
      }
      last = node;
      node = node.get("next");
    }
    return new Contents(size, -1, first);
  }

  /** Whether some element of a linked queue, an array or a heap is as wanted. */
  static boolean anyElement(HeapObject queue, Predicate<HeapObject> wanted) {
    for (String array : List.of("items", "queue", "elements")) {
      HeapObject items = queue.get(array);
      if (items != null) {
        for (int i = 0; i < items.length(); i++) {
          HeapObject item = items.element(i);
          if (item != null && wanted.test(item)) {
            return true;
          }
        }
      }
    }
    HeapObject node = queue.get("head") == null ? queue.get("first") : queue.get("head");
    for (int i = 0; node != null && i < MOST_NODES; i++) {
      HeapObject item = node.get("item");
      if (item != null && wanted.test(item)) {
        return true;
      }
      node = node.get("next");
    }
    return false;
  }

  private static List<HeapObject> take(int size, Consumer<Taker> from) {
    Taker taker = new Taker(Math.min(size, MOST_ELEMENTS));
    from.accept(taker);
    return taker.taken;
  }

  /** Takes the first few elements. */
  private static final class Taker {
    private final int wanted;
    private final List<HeapObject> taken = new ArrayList<>();

    Taker(int wanted) {
      this.wanted = wanted;
    }

    boolean wantsMore() {
      return taken.size() < wanted;
    }

    void accept(@Nullable HeapObject element) {
      if (element != null) {
        taken.add(element);
      }
    }

    void each(int length, IntFunction<@Nullable HeapObject> element) {
      for (int i = 0; i < length && wantsMore(); i++) {
        accept(element.apply(i));
      }
    }
  }
}
