package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executors that users hold in place of the pool behind them. */
final class Wrappers {
  private static final String JUC = "java.util.concurrent.";
  private static final String GUAVA = "com.google.common.util.concurrent.MoreExecutors$";
  private static final String SPRING = "org.springframework.scheduling.concurrent.";
  private static final int MOST = 5;

  /**
   * A class that wraps executors.
   *
   * @param type the name of the class; those that extend it count as well
   * @param field the field that holds what is wrapped
   */
  private record Known(String type, String field) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(JUC + "Executors$DelegatedExecutorService", "e"),
          new Known(GUAVA + "ListeningDecorator", "delegate"),
          new Known(SPRING + "ThreadPoolTaskExecutor", "threadPoolExecutor"),
          new Known(SPRING + "ThreadPoolTaskScheduler", "scheduledExecutor"),
          new Known(SPRING + "ConcurrentTaskExecutor", "concurrentExecutor"),
          new Known(SPRING + "ScheduledExecutorFactoryBean", "exposedExecutor"),
          new Known(SPRING + "ThreadPoolExecutorFactoryBean", "exposedExecutor"));

  private final HeapGraph graph;
  private @Nullable Map<Integer, HeapObject> byInner;

  Wrappers(HeapGraph graph) {
    this.graph = graph;
  }

  /** The outermost one around an executor, or the executor itself. */
  HeapObject around(HeapObject executor) {
    Map<Integer, HeapObject> known = byInner;
    if (known == null) {
      known = find();
      byInner = known;
    }
    HeapObject outer = executor;
    for (int i = 0; i < MOST; i++) {
      HeapObject next = known.get(outer.number());
      if (next == null) {
        break;
      }
      outer = next;
    }
    return outer;
  }

  private Map<Integer, HeapObject> find() {
    Map<Integer, HeapObject> found = new HashMap<>();
    for (HeapClass type : graph.classes()) {
      for (Known known : KNOWN) {
        if (type.name().equals(known.type())) {
          for (int number : graph.instancesOf(type)) {
            HeapObject wrapper = graph.object(number);
            HeapObject inner = wrapper.get(known.field());
            if (inner != null) {
              found.put(inner.number(), wrapper);
            }
          }
        }
      }
    }
    return found;
  }

  /**
   * What a user calls an executor.
   *
   * @param outer the outermost wrapper, or the executor itself
   * @param executor what is inside
   */
  String name(HeapObject outer, HeapObject executor) {
    String inner = unwrapped(executor);
    if (outer.equals(executor)) {
      return inner;
    }
    String type = outer.type().name();
    return switch (type) {
      case JUC + "Executors$FinalizableDelegatedExecutorService",
          JUC + "Executors$AutoShutdownDelegatedExecutorService" ->
          "Executors.newSingleThreadExecutor()";
      case JUC + "Executors$DelegatedScheduledExecutorService" ->
          executor.integer("corePoolSize", 0) == 1
              ? "Executors.newSingleThreadScheduledExecutor()"
              : "Executors.unconfigurableScheduledExecutorService(…) around a " + inner;
      case JUC + "Executors$DelegatedExecutorService" ->
          "Executors.unconfigurableExecutorService(…) around a " + inner;
      case GUAVA + "ListeningDecorator", GUAVA + "ScheduledListeningDecorator" ->
          "MoreExecutors.listeningDecorator(…) around a " + inner;
      default -> Names.type(type);
    };
  }

  private String unwrapped(HeapObject executor) {
    HeapClass type = executor.type();
    if (type.isA(JUC + "ThreadPerTaskExecutor")) {
      HeapObject factory = executor.get("factory");
      boolean usual =
          factory != null
              && factory.type().name().equals("java.lang.ThreadBuilders$VirtualThreadFactory")
              && factory.get("name") == null;
      return usual
          ? "Executors.newVirtualThreadPerTaskExecutor()"
          : "Executors.newThreadPerTaskExecutor(…)";
    }
    return isCommonPool(executor) ? "ForkJoinPool.commonPool()" : Names.type(type.name());
  }

  /** Whether it is the pool that the JDK keeps for all. */
  boolean isCommonPool(HeapObject executor) {
    HeapClass type = executor.type();
    return type.name().equals(JUC + "ForkJoinPool")
        && "common".equals(graph.staticFieldTo(type, executor.number()));
  }
}
