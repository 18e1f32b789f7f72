package io.github.noleaks.internal.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * The queues of the JDK, read without their locks: who holds one may be stuck himself. What is read
 * while the queue changes may miss an element. A queue of another kind is not asked at all.
 */
final class QueueFields {
  static final int UNKNOWN = -1;

  /** More than a report can tell of. */
  private static final int MOST = 10_000;

  /** More would take microseconds. */
  private static final int MOST_TO_COUNT = 256;

  private static final String JUC = "java.util.concurrent.";
  private static final String DELAYED = JUC + "ScheduledThreadPoolExecutor$DelayedWorkQueue";

  private final ArrayKind delayed = new ArrayKind(DELAYED, "size", "queue");

  /** Those that keep a number of their elements, and the elements in an array. */
  private final List<ArrayKind> arrays =
      List.of(
          delayed,
          new ArrayKind(JUC + "ArrayBlockingQueue", "count", "items"),
          new ArrayKind(JUC + "PriorityBlockingQueue", "size", "queue"));

  private final LinkedKind linked = new LinkedKind(JUC + "LinkedBlockingQueue", "head");
  private final LinkedKind doublyLinked = new LinkedKind(JUC + "LinkedBlockingDeque", "first");
  private final InternalField linkedCount = InternalField.of(JUC + "LinkedBlockingQueue", "count");
  private final InternalField dequeCount = InternalField.of(JUC + "LinkedBlockingDeque", "count");
  private final InternalField inDelayQueue = InternalField.of(JUC + "DelayQueue", "q");

  private record ArrayKind(@Nullable Class<?> type, InternalField size, InternalField elements) {
    ArrayKind(String type, String size, String elements) {
      this(QueueFields.type(type), InternalField.of(type, size), InternalField.of(type, elements));
    }
  }

  private record LinkedKind(InternalField first, InternalField item, InternalField next) {
    LinkedKind(String type, String first) {
      this(
          InternalField.of(type, first),
          InternalField.of(type + "$Node", "item"),
          InternalField.of(type + "$Node", "next"));
    }
  }

  private static @Nullable Class<?> type(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /** Whether it is the queue of a scheduler. */
  boolean isDelayed(@Nullable Object queue) {
    return delayed.type() != null && delayed.type().isInstance(queue);
  }

  int length(@Nullable Object queue) {
    if (queue instanceof LinkedBlockingQueue) {
      return linkedCount.read(queue) instanceof Number number ? number.intValue() : UNKNOWN;
    }
    for (ArrayKind kind : arrays) {
      if (kind.type() != null && kind.type().isInstance(queue)) {
        return kind.size().readInt(queue, UNKNOWN);
      }
    }
    if (queue instanceof SynchronousQueue) {
      return 0;
    }
    if (queue instanceof Collection<?> known && asksNoLock(queue)) {
      return known.size();
    }
    if (inDelayQueue.read(queue) instanceof PriorityQueue<?> inner) {
      return inner.size();
    }
    return dequeCount.readInt(queue, UNKNOWN);
  }

  /** The length without what is cancelled; of a long queue the whole length. */
  int live(@Nullable Object delayedQueue) {
    int length = delayed.size().readInt(delayedQueue, UNKNOWN);
    if (length <= 0
        || length > MOST_TO_COUNT
        || !(delayed.elements().read(delayedQueue) instanceof Object[] elements)) {
      return length;
    }
    int live = 0;
    for (int i = 0; i < Math.min(length, elements.length); i++) {
      Object each = elements[i];
      boolean cancelled =
          each instanceof Future<?> future
              && each.getClass().getClassLoader() == null
              && future.isCancelled();
      live += cancelled ? 0 : 1;
    }
    return live;
  }

  /** Without its lock, since it has none. */
  private static boolean asksNoLock(Object queue) {
    return queue.getClass() == LinkedTransferQueue.class;
  }

  /** The elements, each once, in an order that is mostly that of the queue. */
  List<Object> elements(@Nullable Object queue) {
    for (ArrayKind kind : arrays) {
      if (kind.elements().read(queue) instanceof Object[] elements) {
        return distinct(Arrays.asList(elements));
      }
    }
    List<Object> found = linked(queue, linked);
    if (found.isEmpty()) {
      found = linked(queue, doublyLinked);
    }
    if (found.isEmpty() && queue instanceof Collection<?> known && asksNoLock(queue)) {
      found = distinct(known);
    }
    if (found.isEmpty() && inDelayQueue.read(queue) instanceof PriorityQueue<?> inner) {
      found = distinct(inner);
    }
    return found;
  }

  /** One that moves in an array while we read it may be met twice. */
  private static List<Object> distinct(Collection<?> elements) {
    List<Object> distinct = new ArrayList<>();
    Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
    try {
      for (Object each : elements) {
        if (each != null && met.size() < MOST && met.add(each)) {
          distinct.add(each);
        }
      }
    } catch (RuntimeException e) {
      // It has changed under our hands.
    }
    return distinct;
  }

  private static List<Object> linked(@Nullable Object queue, LinkedKind kind) {
    List<Object> items = new ArrayList<>();
    Object node = kind.first().read(queue);
    while (node != null && items.size() < MOST) {
      Object item = kind.item().read(node);
      if (item != null) {
        items.add(item);
      }
      Object next = kind.next().read(node);
      node = Objects.equals(next, node) ? null : next; // Taken out meanwhile.
    }
    return items;
  }
}
