package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import org.jspecify.annotations.Nullable;

/** The executor behind a worker thread. */
final class Pools {
  private static final String JUC = "java.util.concurrent.";
  private static final String THREAD_POOL = JUC + "ThreadPoolExecutor";
  private static final int COUNT_MASK = (1 << 29) - 1;

  private Pools() {}

  /** The executor whose worker a thread is, or {@code null} if it is none's. */
  static @Nullable HeapObject of(HeapGraph graph, WaitingThread waiting) {
    HeapObject thread = waiting.object();
    if (thread.type().isA(JUC + "ForkJoinWorkerThread")) {
      return thread.get("pool");
    }
    HeapObject container = thread.get("container");
    if (container != null && container.type().isA(JUC + "ThreadPerTaskExecutor")) {
      return container;
    }
    HeapObject holder = thread.get("holder");
    HeapObject task = holder == null ? thread.get("target") : holder.get("task");
    if (task != null && task.type().isA(THREAD_POOL + "$Worker")) {
      return task.get("this$0");
    }
    // A factory may have put something of its own around the worker.
    for (HeapFrame frame : waiting.thread().frames()) {
      if (frame.className().startsWith(THREAD_POOL)) {
        for (int local : frame.locals()) {
          HeapObject object = graph.object(local);
          if (object.type().isA(THREAD_POOL)) {
            return object;
          }
          if (object.type().isA(THREAD_POOL + "$Worker")) {
            return object.get("this$0");
          }
        }
      }
    }
    return null;
  }

  static int workers(HeapObject pool) {
    return Queues.atomic(pool.get("ctl")) & COUNT_MASK;
  }

  /** Then a pool never has more than its core threads. */
  static boolean hasUnboundedQueue(HeapObject pool) {
    HeapObject queue = pool.get("workQueue");
    Queues.Contents contents = queue == null ? null : Queues.of(queue);
    return contents != null && contents.capacity() < 0;
  }
}
