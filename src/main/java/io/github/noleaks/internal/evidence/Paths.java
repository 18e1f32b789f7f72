package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject.FieldName;
import io.github.noleaks.internal.heap.HeapThread;
import io.github.noleaks.internal.heap.Marking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way from a root to an object, told in the terms of the source. */
final class Paths {
  static final String ARROW = " → ";
  private static final int MOST_STEPS = 8;

  /** Parts of the JDK that keep things for later, by their class. */
  private static final Map<String, String> KEEPERS =
      Map.of(
          "java.lang.ApplicationShutdownHooks", "a shutdown hook",
          "java.lang.Shutdown", "a shutdown hook",
          "java.lang.ref.Finalizer", "an object that the garbage collector will finalize",
          "jdk.internal.ref.CleanerImpl$PhantomCleanableRef", "the action of a Cleaner",
          "jdk.internal.ref.Cleaner", "the action of a Cleaner",
          "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
              "a scheduled task",
          "java.util.TimerTask", "a TimerTask",
          "java.lang.ref.SoftReference", "a SoftReference",
          "java.lang.ref.WeakReference", "a WeakReference");

  private final HeapGraph graph;
  private final Marking marking;
  private final boolean overThreads;
  private final Map<Integer, HeapThread> threads = new HashMap<>();

  Paths(HeapGraph graph, Marking marking) {
    this(graph, marking, false);
  }

  /**
   * Prepares.
   *
   * @param overThreads whether a way goes on from the field of a thread to who holds that
   */
  Paths(HeapGraph graph, Marking marking, boolean overThreads) {
    this.overThreads = overThreads;
    this.graph = graph;
    this.marking = marking;
    graph.threads().forEach(thread -> threads.put(thread.object(), thread));
  }

  /**
   * How an object is reached that {@link Marking} has reached: {@code static
   * com.acme.OrderService.QUEUE}, or {@code a local of thread "main" (#1) in
   * com.acme.OrderServiceTest.run(OrderServiceTest.java:30)}, and the fields from there.
   */
  String to(int object) {
    List<Integer> way = way(object);
    List<String> steps = new ArrayList<>();
    int from = beginning(way, steps);
    for (int i = from; i < way.size(); i++) {
      step(way.get(i - 1), way.get(i), steps);
    }
    return String.join(ARROW, shortened(steps));
  }

  /** The objects on that way, the root and the object itself included. */
  List<Integer> way(int object) {
    List<Integer> way = new ArrayList<>();
    way.add(object);
    // From the nearest thread: how that may be woken is another story.
    for (int at = object; !isBeginning(at, way); ) {
      int before = marking.before(at);
      if (before < 0) {
        break;
      }
      way.add(before);
      at = before;
    }
    Collections.reverse(way);
    return way;
  }

  private boolean isBeginning(int object, List<Integer> way) {
    return way.size() > 1
        && threads.containsKey(object)
        && !(overThreads && graph.object(object).fieldTo(way.get(way.size() - 2)) != null);
  }

  /**
   * The names of the classes on that way: of a static field the class that has it, of a local
   * variable the one whose method has it.
   */
  List<String> holders(int object) {
    List<Integer> way = way(object);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < way.size(); i++) {
      HeapClass itself = graph.asClass(way.get(i));
      HeapThread thread = i == 0 && way.size() > 1 ? threads.get(way.get(0)) : null;
      HeapFrame holder = thread == null ? null : holder(thread, way.get(1));
      if (holder != null) {
        names.add(holder.className());
      } else {
        names.add(itself == null ? graph.classOf(way.get(i)).name() : itself.name());
      }
    }
    return names;
  }

  private static List<String> shortened(List<String> steps) {
    if (steps.size() <= MOST_STEPS) {
      return steps;
    }
    List<String> shorter = new ArrayList<>(steps.subList(0, MOST_STEPS / 2));
    shorter.add("…");
    shorter.addAll(steps.subList(steps.size() - MOST_STEPS / 2, steps.size()));
    return shorter;
  }

  /** Tells the root, and where to go on from. */
  private int beginning(List<Integer> way, List<String> steps) {
    int root = way.get(0);
    HeapClass type = graph.asClass(root);
    if (type != null) {
      String field = way.size() > 1 ? graph.staticFieldTo(type, way.get(1)) : null;
      String keeper = KEEPERS.get(type.name());
      if (keeper != null) {
        steps.add(keeper);
      } else {
        steps.add(field == null ? "class " + type.name() : "static " + type.name() + '.' + field);
      }
      return Math.min(2, way.size());
    }
    HeapThread thread = threads.get(root);
    if (thread != null && way.size() > 1) {
      return fromThread(thread, way, steps);
    }
    steps.add(
        thread == null
            ? "native code (a JNI reference), " + Names.shortType(graph.classOf(root).name())
            : Names.thread(graph.object(root)));
    return 1;
  }

  private int fromThread(HeapThread thread, List<Integer> way, List<String> steps) {
    String name = Names.thread(graph.object(thread.object()));
    int next = way.get(1);
    HeapFrame holder = holder(thread, next);
    if (holder != null) {
      String local = local(holder, holder.locals().indexOf(next));
      steps.add(local + " of " + name + " in " + place(holder));
      return 2;
    }
    for (int i = 1; i < way.size(); i++) {
      if (graph.classOf(way.get(i)).isA("java.lang.ThreadLocal$ThreadLocalMap$Entry")) {
        steps.add("a ThreadLocal of " + name);
        return i + 1 < way.size() ? i + 2 : i + 1;
      }
    }
    steps.add(name);
    return 1;
  }

  /** The innermost frame that refers to an object, of the user's own code if there is one. */
  private static @Nullable HeapFrame holder(HeapThread thread, int object) {
    HeapFrame first = null;
    for (HeapFrame frame : thread.frames()) {
      if (frame.locals().contains(object)) {
        if (!Names.isJdk(frame.className())) {
          return frame;
        }
        first = first == null ? frame : first;
      }
    }
    return first;
  }

  private String local(HeapFrame frame, int index) {
    List<String> types = frame.locals().stream().map(each -> graph.classOf(each).name()).toList();
    String variable =
        LocalVariables.name(
            frame.className(), frame.method(), frame.signature(), frame.line(), types, index);
    return variable == null ? "a local" : "local `" + variable + '`';
  }

  private static String place(HeapFrame frame) {
    StackTraceElement element = frame.element();
    String where =
        frame.file() == null || frame.line() < 0
            ? ""
            : "(" + frame.file() + ':' + frame.line() + ')';
    return element.getClassName() + '.' + element.getMethodName() + where;
  }

  /** What happens inside of the JDK's classes is left out, but for those that keep things. */
  private void step(int from, int to, List<String> steps) {
    HeapClass type = graph.classOf(from);
    String keeper = keeper(type);
    if (keeper != null) {
      if (!steps.contains(keeper)) {
        steps.add(keeper);
      }
      return;
    }
    if (Names.isLambda(type.name())) {
      steps.add(Names.type(type.name()));
      return;
    }
    if (type.isArray()) {
      if (!Names.isJdk(type.name())) {
        steps.add(Names.simple(type.name()));
      }
      return;
    }
    HeapClass itself = graph.asClass(from);
    if (itself != null) {
      String field = graph.staticFieldTo(itself, to);
      if (field != null) {
        steps.add("static " + itself.name() + '.' + field);
      }
      return;
    }
    FieldName field = graph.object(from).fieldTo(to);
    if (field != null && !Names.isJdk(field.declaringClass())) {
      steps.add(Names.simple(field.declaringClass()) + '.' + field.field());
    }
  }

  private static @Nullable String keeper(HeapClass type) {
    for (HeapClass each = type; each != null; each = each.superclass()) {
      String keeper = KEEPERS.get(each.name());
      if (keeper != null) {
        return keeper;
      }
    }
    return null;
  }
}
