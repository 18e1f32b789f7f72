package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.HeapEvidence.Circle.Kind;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which threads each thread waits for: the owner of a lock or monitor, the thread that runs a task
 * or is joined, all workers of a pool if the task is still in its queue, and whoever else still
 * refers to a latch or future. Any one of them would do.
 */
final class WaitsFor {
  private static final String JUC = "java.util.concurrent.";

  /** Of how many objects a thread may be asked whether it holds a latch. */
  private static final int MOST_OBJECTS = 2_000;

  /** With more, nobody could follow the circle. */
  private static final int MOST_HOLDERS = 50;

  /**
   * One reason.
   *
   * @param kind what is waited for
   * @param what the same in words
   * @param threads the numbers of the threads that could bring it about
   */
  record Reason(Kind kind, String what, Set<Integer> threads) {}

  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private final LiveThreads live;
  private final Map<Long, Long> monitorOwners;

  private final Map<Integer, Integer> numberOfThread = new HashMap<>();
  private final Map<Long, Integer> numberOfId = new HashMap<>();
  private final Map<Integer, HeapObject> subjects = new HashMap<>();
  private final Map<Integer, HeapObject> pools = new HashMap<>();
  private final Map<Integer, Integer> runnerOfFuture = new HashMap<>();
  private @Nullable Map<Integer, Set<Integer>> holders;

  /** By what is waited for: thousands may wait for the same. */
  private final Map<Integer, Optional<Reason>> byHolder = new HashMap<>();

  WaitsFor(
      HeapGraph graph,
      List<WaitingThread> threads,
      LiveThreads live,
      Map<Long, Long> monitorOwners) {
    this.graph = graph;
    this.threads = threads;
    this.live = live;
    this.monitorOwners = monitorOwners;
    for (int i = 0; i < threads.size(); i++) {
      WaitingThread thread = threads.get(i);
      numberOfThread.put(thread.object().number(), i);
      numberOfId.put(Names.threadId(thread.object()), i);
      if (thread.kind() != WaitingThread.Kind.NOT_FOR_EVER) {
        HeapObject subject = Subjects.of(graph, thread);
        if (subject != null) {
          subjects.put(i, subject);
        }
      }
      HeapObject pool = Pools.of(graph, thread);
      if (pool != null) {
        pools.put(i, pool);
      }
      noteFutures(i);
    }
  }

  /** A future made by {@code supplyAsync} or {@code runAsync} is completed by who runs its code. */
  private void noteFutures(int number) {
    for (HeapFrame frame : threads.get(number).thread().frames()) {
      if (frame.className().startsWith(JUC + "CompletableFuture$Async")) {
        for (int local : frame.locals()) {
          HeapObject object = graph.object(local);
          if (object.type().name().equals(frame.className())) {
            HeapObject future = object.get("dep");
            if (future != null) {
              runnerOfFuture.put(future.number(), number);
            }
          }
        }
      }
    }
  }

  @Nullable HeapObject subjectOf(int thread) {
    return subjects.get(thread);
  }

  @Nullable HeapObject poolOf(int thread) {
    return pools.get(thread);
  }

  /**
   * What a thread waits for, or {@code null} if that is no other thread's doing, as far as known.
   */
  @Nullable Reason of(int thread) {
    WaitingThread waiting = threads.get(thread);
    HeapObject joined = waiting.joined();
    if (waiting.kind() == WaitingThread.Kind.NOT_FOR_EVER) {
      return null;
    }
    if (joined != null) {
      return by(
          Kind.OTHER, "the end of " + Names.thread(joined), numberOfThread.get(joined.number()));
    }
    if (waiting.kind() == WaitingThread.Kind.ENTERING_MONITOR) {
      Long owner = monitorOwners.get(Names.threadId(waiting.object()));
      return by(Kind.LOCKS, "a monitor", owner == null ? null : numberOfId.get(owner));
    }
    for (HeapObject blocker : waiting.blockers()) {
      HeapObject owner = WaitingThread.isCondition(blocker) ? null : Locks.ownerOf(blocker);
      if (owner != null) {
        return by(Kind.LOCKS, "a lock", numberOfThread.get(owner.number()));
      }
    }
    HeapObject subject = subjects.get(thread);
    return subject == null ? null : bySubject(thread, subject);
  }

  private static @Nullable Reason by(Kind kind, String what, @Nullable Integer thread) {
    return thread == null ? null : new Reason(kind, what, Set.of(thread));
  }

  private @Nullable Reason bySubject(int thread, HeapObject subject) {
    if (subject.type().isA(JUC + "FutureTask")) {
      HeapObject runner = subject.get("runner");
      if (runner != null) {
        return by(Kind.OTHER, "a task", numberOfThread.get(runner.number()));
      }
      return byPool(thread, subject);
    }
    if (subject.type().isA(JUC + "CompletableFuture")) {
      Integer runner = runnerOfFuture.get(subject.number());
      if (runner != null) {
        return by(Kind.OTHER, "a future", runner);
      }
      Reason byPool = byPool(thread, subject);
      return byPool != null ? byPool : byHolders("a future", thread, subject);
    }
    return subject.type().isA(JUC + "CountDownLatch")
        ? byHolders("a latch", thread, subject)
        : null;
  }

  /** A task that sits in the queue of a pool runs when one of the pool's workers is free. */
  private @Nullable Reason byPool(int thread, HeapObject task) {
    HeapObject pool = pools.get(thread);
    if (pool == null || !isFull(pool) || !isQueued(task, pool)) {
      return null;
    }
    Set<Integer> workers = new HashSet<>();
    pools.forEach(
        (number, other) -> {
          if (other.equals(pool)) {
            workers.add(number);
          }
        });
    return workers.size() == Pools.workers(pool)
        ? new Reason(
            Kind.POOL,
            "a task that waits in the queue of its own " + Names.type(pool.type().name()),
            workers)
        : null;
  }

  /** Whether a pool will not start another worker. */
  private static boolean isFull(HeapObject pool) {
    if (!pool.type().isA(JUC + "ThreadPoolExecutor")) {
      return false;
    }
    int most =
        Pools.hasUnboundedQueue(pool)
            ? pool.integer("corePoolSize", 0)
            : pool.integer("maximumPoolSize", 0);
    return Pools.workers(pool) >= Math.max(most, 1);
  }

  /** Whether a task is among those that wait, itself or as what one of these completes. */
  private boolean isQueued(HeapObject task, HeapObject pool) {
    HeapObject queue = pool.get("workQueue");
    return queue != null
        && Queues.anyElement(queue, each -> each.equals(task) || task.equals(each.get("dep")));
  }

  private @Nullable Reason byHolders(String what, int thread, HeapObject subject) {
    if (!live.isStuck(thread)) {
      return null; // Then anything alive may bring it about.
    }
    Map<Integer, Set<Integer>> known = holders;
    if (known == null) {
      known = findHolders();
      holders = known;
    }
    Map<Integer, Set<Integer>> all = known;
    return byHolder
        .computeIfAbsent(subject.number(), object -> holders(what, subject, all))
        .orElse(null);
  }

  private Optional<Reason> holders(
      String what, HeapObject subject, Map<Integer, Set<Integer>> known) {
    Set<Integer> others = new HashSet<>(known.getOrDefault(subject.number(), Set.of()));
    others.removeIf(other -> subject.equals(subjects.get(other)));
    return others.isEmpty() || others.size() > MOST_HOLDERS
        ? Optional.empty()
        : Optional.of(new Reason(Kind.OTHER, what, others));
  }

  /** Which of the stuck threads still refer to what others wait for. */
  private Map<Integer, Set<Integer>> findHolders() {
    BitSet wanted = new BitSet();
    subjects.forEach((thread, subject) -> wanted.set(subject.number()));
    Map<Integer, Set<Integer>> found = new HashMap<>();
    for (int i = 0; i < threads.size(); i++) {
      if (live.isStuck(i)) {
        for (int object : within(threads.get(i))) {
          if (wanted.get(object)) {
            found.computeIfAbsent(object, o -> new HashSet<>()).add(i);
          }
        }
      }
    }
    return found;
  }

  /** What a thread's stack leads to, the nearest first; other threads are not passed. */
  private Set<Integer> within(WaitingThread waiting) {
    Set<Integer> seen = new LinkedHashSet<>();
    ArrayDeque<Integer> next = new ArrayDeque<>();
    List<Integer> starts = new ArrayList<>();
    waiting.thread().frames().forEach(frame -> starts.addAll(frame.locals()));
    IntConsumer see =
        object -> {
          if (seen.size() < MOST_OBJECTS
              && !live.marking().isReached(object)
              && !numberOfThread.containsKey(object)
              && seen.add(object)) {
            next.add(object);
          }
        };
    starts.forEach(see::accept);
    while (!next.isEmpty()) {
      graph.forEachReference(next.remove(), see);
    }
    return seen;
  }
}
