package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The executor behind a worker thread. */
final class Pools {
  private static final String JUC = "java.util.concurrent.";
  private static final String THREAD_POOL = JUC + "ThreadPoolExecutor";
  private static final int COUNT_MASK = (1 << 29) - 1;
  private static final int MOST_WRAPPERS = 5;

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

  /** The executor in one line: its size, its state and the tasks that wait. */
  static String told(HeapObject pool) {
    String name = Names.type(pool.type().name());
    if (pool.type().isA(THREAD_POOL)) {
      return name + ": " + threadPool(pool);
    }
    if (pool.type().isA(JUC + "ForkJoinPool")) {
      return name
          + ": parallelism "
          + (pool.bits("parallelism", pool.integer("config", 0)) & 0xffff);
    }
    return name;
  }

  private static String threadPool(HeapObject pool) {
    int workers = workers(pool);
    int most = pool.integer("maximumPoolSize", 0);
    int core = pool.integer("corePoolSize", 0);
    StringBuilder text = new StringBuilder();
    text.append(Names.number(workers)).append(" of ");
    text.append(Names.number(hasUnboundedQueue(pool) ? core : most)).append(" workers");
    text.append(isShutDown(pool) ? ", shut down" : ", not shut down");
    HeapObject queue = pool.get("workQueue");
    Queues.Contents tasks = queue == null ? null : Queues.of(queue);
    if (tasks != null && tasks.size() > 0) {
      text.append(", ").append(Names.count(tasks.size(), "task"));
      text.append(tasks.size() == 1 ? " waits" : " wait").append(" in its queue (");
      text.append(String.join(", ", tasks.first().stream().map(Pools::task).distinct().toList()));
      text.append(tasks.size() > tasks.first().size() ? ", …)" : ")");
    }
    HeapObject factory = pool.get("threadFactory");
    if (factory != null && !Names.isJdk(factory.type().name())) {
      text.append(", threads by ").append(Names.type(factory.type().name()));
    }
    return text.toString();
  }

  static int workers(HeapObject pool) {
    return Queues.atomic(pool.get("ctl")) & COUNT_MASK;
  }

  static boolean isShutDown(HeapObject pool) {
    return Queues.atomic(pool.get("ctl")) >= 0;
  }

  /** Then a pool never has more than its core threads. */
  static boolean hasUnboundedQueue(HeapObject pool) {
    HeapObject queue = pool.get("workQueue");
    Queues.Contents contents = queue == null ? null : Queues.of(queue);
    return contents != null && contents.capacity() < 0;
  }

  /** What a task does: the class of the user's that is inside of the JDK's wrappers. */
  static String task(HeapObject task) {
    HeapObject inner = task;
    for (int i = 0; i < MOST_WRAPPERS && Names.isJdk(inner.type().name()); i++) {
      HeapObject next = unwrapped(inner);
      if (next == null) {
        break;
      }
      inner = next;
    }
    return Names.type(inner.type().name());
  }

  private static @Nullable HeapObject unwrapped(HeapObject task) {
    for (String field : List.of("callable", "task", "fn", "runnable", "action")) {
      HeapObject inner = task.get(field);
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }
}
