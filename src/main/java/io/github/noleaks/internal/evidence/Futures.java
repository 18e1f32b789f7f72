package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@code CompletableFuture} is the result of. */
final class Futures {
  private static final String FUTURE = "java.util.concurrent.CompletableFuture";

  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private @Nullable Map<Integer, HeapObject> sources;

  Futures(HeapGraph graph, List<WaitingThread> threads) {
    this.graph = graph;
    this.threads = threads;
  }

  static boolean isOpen(HeapObject object) {
    return object.type().isA(FUTURE) && object.get("result") == null;
  }

  /** Such as {@code its task runs in thread "a" (#41)}, or {@code null} if it is not known. */
  @Nullable String told(HeapObject future) {
    for (WaitingThread thread : threads) {
      for (HeapFrame frame : thread.thread().frames()) {
        // By then the task has forgotten its future, but the call has not.
        if (frame.className().startsWith(FUTURE + "$Async")
            && frame.method().equals("run")
            && frame.locals().contains(future.number())) {
          return "its task runs in " + Names.thread(thread.object());
        }
      }
    }
    Map<Integer, HeapObject> known = sources;
    if (known == null) {
      known = find();
      sources = known;
    }
    HeapObject source = known.get(future.number());
    if (source == null) {
      return null;
    }
    if (source.type().name().startsWith(FUTURE + "$Async")) {
      return "its task (" + DumpedTasks.type(source) + ") has not begun";
    }
    HeapObject before = source.get("src");
    if (before == null || isOpen(before)) {
      return "it is a stage behind another future that is not completed";
    }
    HeapObject second = source.get("snd");
    return second != null && isOpen(second)
        ? "it is a stage behind two futures, of which one is not completed"
        : null;
  }

  /** What will complete a future, by the number of that. */
  private Map<Integer, HeapObject> find() {
    Map<Integer, HeapObject> found = new HashMap<>();
    for (HeapClass type : graph.classes()) {
      String name = type.name();
      if (name.equals(FUTURE + "$AsyncSupply")
          || name.equals(FUTURE + "$AsyncRun")
          || name.equals(FUTURE + "$UniCompletion")) {
        for (int number : graph.instancesOf(type)) {
          HeapObject future = graph.object(number).get("dep");
          if (future != null) {
            found.put(future.number(), graph.object(number));
          }
        }
      }
    }
    return found;
  }
}
