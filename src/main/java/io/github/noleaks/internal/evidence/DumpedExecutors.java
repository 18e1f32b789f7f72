package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.ExecutorFacts.Kind;
import io.github.noleaks.internal.evidence.ExecutorFacts.State;
import io.github.noleaks.internal.evidence.HeapQuestion.Clock;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The executors behind worker threads, as a dump shows them. */
final class DumpedExecutors {
  private static final String JUC = "java.util.concurrent.";
  private static final String POOL = JUC + "ThreadPoolExecutor";
  private static final int PARALLELISM = 0xffff;
  private static final int STATE_SHIFT = 29;
  private static final int TERMINATED = 3;

  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private final WaitsFor waitsFor;
  private final @Nullable Clock clock;
  private final Wrappers wrappers;

  /** By the number of the executor: thousands of workers share one. */
  private final Map<Integer, List<String>> told = new HashMap<>();

  DumpedExecutors(
      HeapGraph graph, List<WaitingThread> threads, WaitsFor waitsFor, @Nullable Clock clock) {
    this.graph = graph;
    this.threads = threads;
    this.waitsFor = waitsFor;
    this.clock = clock;
    this.wrappers = new Wrappers(graph);
  }

  /** What its users hold: the executor, or what is wrapped around it. */
  HeapObject held(HeapObject executor) {
    return wrappers.around(executor);
  }

  List<String> told(HeapObject executor) {
    return told.computeIfAbsent(executor.number(), number -> facts(executor).told());
  }

  /** The {@code Timer} of a thread, or {@code null} if nothing holds that any more. */
  @Nullable HeapObject timerOf(HeapObject thread) {
    var type = graph.jdkClass("java.util.Timer");
    if (type != null) {
      for (int number : graph.instancesOf(type)) {
        if (thread.equals(graph.object(number).get("thread"))) {
          return graph.object(number);
        }
      }
    }
    return null;
  }

  static boolean isTimer(HeapObject thread) {
    return thread.type().isA("java.util.TimerThread");
  }

  List<String> toldOfTimer(HeapObject thread) {
    DumpedTasks tasks = new DumpedTasks(clock);
    HeapObject queue = thread.get("queue");
    if (queue != null) {
      tasks.addTimer(queue);
    }
    State state =
        thread.integer("newTasksMayBeScheduled", 1) == 0 ? State.SHUT_DOWN : State.RUNNING;
    return new ExecutorFacts(
            Kind.TIMER, "Timer", 1, 1, -1, state, tasks.tasks(), tasks.count(), List.of(), null)
        .told();
  }

  private ExecutorFacts facts(HeapObject executor) {
    List<WaitingThread> workers = workers(executor);
    List<String> running = new ArrayList<>();
    for (WaitingThread worker : workers) {
      if (isBusy(worker)) {
        running.add(running(worker));
      }
    }
    DumpedTasks tasks = new DumpedTasks(clock);
    HeapObject queue = executor.get("workQueue");
    Kind kind = Kind.THREAD_PER_TASK;
    long count = workers.size();
    long most = 0;
    if (executor.type().isA(POOL)) {
      kind = Kind.POOL;
      count = Pools.workers(executor);
      most =
          executor.integer(
              Pools.hasUnboundedQueue(executor) ? "corePoolSize" : "maximumPoolSize", 0);
      if (queue != null) {
        tasks.addQueue(queue);
      }
    } else if (executor.type().isA(JUC + "ForkJoinPool")) {
      kind = Kind.FORK_JOIN;
      most = parallelism(executor);
      tasks.addQueuesOf(executor);
    }
    HeapObject factory = kind == Kind.POOL ? executor.get("threadFactory") : null;
    return new ExecutorFacts(
        kind,
        wrappers.name(held(executor), executor),
        count,
        most,
        running.size(),
        state(executor, kind),
        tasks.tasks(),
        tasks.count(),
        running,
        factory == null || Names.isJdk(factory.type().name()) || factory.equals(held(executor))
            ? null
            : Names.type(factory.type().name()));
  }

  /** Its field has moved from version to version. */
  private static long parallelism(HeapObject pool) {
    return pool.bits("parallelism", pool.bits("mode", pool.bits("config", 0))) & PARALLELISM;
  }

  private State state(HeapObject executor, Kind kind) {
    if (wrappers.isCommonPool(executor)) {
      return State.PERMANENT;
    }
    return switch (kind) {
      case POOL -> {
        int state = Queues.atomic(executor.get("ctl")) >> STATE_SHIFT;
        yield state < 0 ? State.RUNNING : state == TERMINATED ? State.TERMINATED : State.SHUT_DOWN;
      }
      case FORK_JOIN -> {
        long bits = executor.bits("runState", executor.integer("mode", 0));
        yield isSet(bits, executor, "TERMINATED")
            ? State.TERMINATED
            : isSet(bits, executor, "SHUTDOWN") || isSet(bits, executor, "STOP")
                ? State.SHUT_DOWN
                : State.RUNNING;
      }
      case THREAD_PER_TASK -> {
        int state = executor.integer("state", 0);
        yield state == 0 ? State.RUNNING : state == 1 ? State.SHUT_DOWN : State.TERMINATED;
      }
      case TIMER -> State.RUNNING;
    };
  }

  /** The numbers of the states differ between versions; the class itself knows them. */
  private static boolean isSet(long bits, HeapObject pool, String constant) {
    for (var type = pool.type(); type != null; type = type.superclass()) {
      if (type.name().equals(JUC + "ForkJoinPool")) {
        return (bits & type.staticBits(constant, 0)) != 0;
      }
    }
    return false;
  }

  private List<WaitingThread> workers(HeapObject executor) {
    List<WaitingThread> workers = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      if (executor.equals(waitsFor.poolOf(i))) {
        workers.add(threads.get(i));
      }
    }
    return workers;
  }

  /** Whether a worker is in a task; what its pool does for itself is none. */
  private static boolean isBusy(WaitingThread worker) {
    List<HeapFrame> frames = worker.thread().frames();
    if (frames.stream().noneMatch(frame -> frame.method().equals("runWorker"))) {
      // A thread for a task alone, or one that has just begun or is about to end.
      return frames.stream().anyMatch(frame -> !Names.isJdk(frame.className()));
    }
    for (int i = 1; i < frames.size(); i++) {
      HeapFrame inner = frames.get(i - 1);
      if (frames.get(i).is(POOL, "runWorker")) {
        return !inner.className().startsWith(POOL);
      }
      if (frames.get(i).className().equals(JUC + "ForkJoinTask")
          && frames.get(i).method().equals("doExec")) {
        return true;
      }
    }
    return false;
  }

  /** The worker, and the outermost call of its task. */
  private static String running(WaitingThread worker) {
    HeapFrame task = null;
    for (HeapFrame frame : worker.thread().frames()) {
      if (!Names.isJdk(frame.className()) && !Names.isLambda(frame.className())) {
        task = frame;
      }
    }
    String name = Names.thread(worker.object());
    return task == null ? name : name + " in " + task.element();
  }
}
