package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.WaitingThread.Kind;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import io.github.noleaks.internal.heap.HeapThread;
import io.github.noleaks.internal.heap.Retained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From what is known about a thread to sentences. */
final class Telling {
  private static final String ITSELF = "nobody else: only the thread itself can still reach it";

  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private final LiveThreads live;
  private final WaitsFor waitsFor;
  private final Synchronizers synchronizers;
  private final Paths paths;
  private final DumpedExecutors executors;
  private final Futures futures;
  private final Set<Long> asked;
  private final Map<Integer, HeapThread> stacks = new HashMap<>();

  Telling(
      HeapGraph graph,
      List<WaitingThread> threads,
      LiveThreads live,
      WaitsFor waitsFor,
      Values values,
      DumpedExecutors executors,
      Set<Long> asked) {
    this.graph = graph;
    this.threads = threads;
    this.live = live;
    this.waitsFor = waitsFor;
    this.synchronizers = new Synchronizers(values);
    this.paths = new Paths(graph, live.marking());
    this.executors = executors;
    this.futures = new Futures(graph, threads);
    this.asked = asked;
    graph.threads().forEach(thread -> stacks.put(thread.object(), thread));
  }

  /** The verdict alone. */
  ThreadEvidence verdictOf(int thread) {
    return new ThreadEvidence(
        Names.threadId(threads.get(thread).object()),
        live.isStuck(thread),
        number(subjectOf(thread)),
        null,
        null,
        List.of(),
        -1,
        List.of(),
        number(waitsFor.poolOf(thread)));
  }

  private @Nullable HeapObject subjectOf(int thread) {
    HeapObject known = waitsFor.subjectOf(thread);
    return known == null ? Subjects.of(graph, threads.get(thread)) : known;
  }

  private long retained(WaitingThread waiting) {
    List<Integer> from = new ArrayList<>();
    from.add(waiting.object().number());
    waiting.thread().frames().forEach(frame -> from.addAll(frame.locals()));
    from.addAll(waiting.thread().others());
    return Retained.atMost(graph, from, live.marking());
  }

  private static long number(@Nullable HeapObject subject) {
    return subject == null ? -1 : subject.number();
  }

  ThreadEvidence of(int thread) {
    WaitingThread waiting = threads.get(thread);
    HeapObject subject = subjectOf(thread);
    HeapObject owner = owner(waiting);
    return new ThreadEvidence(
        Names.threadId(waiting.object()),
        live.isStuck(thread),
        number(subject),
        subject == null ? null : state(subject, waiting.kind()),
        owner == null ? null : owner(owner),
        wokenBy(thread, subject, owner),
        live.isStuck(thread) ? retained(waiting) : -1,
        executor(thread),
        number(waitsFor.poolOf(thread)));
  }

  private @Nullable String state(HeapObject subject, Kind kind) {
    String told = synchronizers.told(subject, kind);
    String source = told != null && Futures.isOpen(subject) ? futures.told(subject) : null;
    return source == null ? told : told + ", " + source;
  }

  private static @Nullable HeapObject owner(WaitingThread waiting) {
    if (waiting.kind() != Kind.PARKED) {
      return null;
    }
    for (HeapObject blocker : waiting.blockers()) {
      if (!WaitingThread.isCondition(blocker)) {
        HeapObject owner = Locks.ownerOf(blocker);
        if (owner != null) {
          return owner;
        }
      }
    }
    return null;
  }

  /** The owner and what it does. */
  private String owner(HeapObject owner) {
    HeapThread stack = stacks.get(owner.number());
    return stack == null
        ? Names.thread(owner) + ", which has ended without unlocking it"
        : Names.thread(owner) + does(stack);
  }

  private static String does(HeapThread thread) {
    HeapFrame call = null;
    for (HeapFrame frame : thread.frames()) {
      if (!Names.isJdk(frame.className()) && !Names.isLambda(frame.className())) {
        String inner =
            call == null ? "" : ", in " + Names.simple(call.className()) + '.' + call.method();
        return inner + " at " + frame.element();
      }
      call = frame;
    }
    return "";
  }

  private List<String> wokenBy(
      int thread, @Nullable HeapObject subject, @Nullable HeapObject owner) {
    WaitingThread waiting = threads.get(thread);
    if (live.isStuck(thread)) {
      return List.of(nobody(thread, subject, owner));
    }
    if (owner != null
        && stacks.containsKey(owner.number())
        && !asked.contains(Names.threadId(owner))) {
      return List.of("the owner of the lock, when it unlocks it");
    }
    int cause = live.causeOf(thread);
    if (cause >= 0 && cause != waiting.object().number() && stacks.containsKey(cause)) {
      return List.of(
          Names.thread(graph.object(cause)) + does(Objects.requireNonNull(stacks.get(cause))));
    }
    HeapObject what =
        subject == null && waiting.blockers().size() == 1 ? waiting.blockers().get(0) : subject;
    if (what != null && live.marking().isReached(what.number())) {
      String reach = reach(waiting, what);
      // Then it is not the way by which it was found alive.
      if (!reach.equals(ITSELF) || cause < 0) {
        return List.of(reach);
      }
    }
    if (cause < 0) {
      return List.of();
    }
    if (cause == waiting.object().number()) {
      return List.of("who holds the thread can interrupt it: " + paths.to(cause));
    }
    return graph.classOf(cause).isA("java.lang.ThreadGroup")
        ? List.of("who holds its group can interrupt it: " + paths.to(cause))
        : List.of(reach(waiting, graph.object(cause)));
  }

  private String reach(WaitingThread waiting, HeapObject object) {
    int root = rootThread(object.number());
    if (root == waiting.object().number() && object.number() != root) {
      return ITSELF;
    }
    if (root >= 0
        && object.number() != root
        && asked.contains(Names.threadId(graph.object(root)))) {
      return "nobody else: only leaked threads can still reach it";
    }
    return paths.to(object.number());
  }

  /** The thread over whose stack an object was reached, or {@code -1}. */
  private int rootThread(int object) {
    for (int at = object; at >= 0; at = live.marking().before(at)) {
      if (stacks.containsKey(at)) {
        return at;
      }
    }
    return -1;
  }

  private String nobody(int thread, @Nullable HeapObject subject, @Nullable HeapObject owner) {
    WaitingThread waiting = threads.get(thread);
    if (owner != null) {
      return stacks.containsKey(owner.number())
          ? "nobody: the owner of the lock is stuck, too"
          : "nobody: the owner of the lock has ended";
    }
    if (waiting.joined() != null) {
      return "nobody: the thread it joins is stuck, too";
    }
    if (waiting.kind() == Kind.ENTERING_MONITOR) {
      return "nobody: the owner of the monitor is stuck, too";
    }
    if (subject != null && Futures.isOpen(subject)) {
      return "nobody: nothing that runs is left to complete the future";
    }
    String what = subject == null ? "it" : noun(subject);
    return "nobody: nothing that runs can still reach " + what;
  }

  private static String noun(HeapObject subject) {
    if (Queues.of(subject) != null) {
      return "the queue";
    }
    String name = Names.simple(subject.type().name());
    return name.endsWith("ConditionObject") ? "the condition" : "the " + name;
  }

  private List<String> executor(int thread) {
    HeapObject worker = threads.get(thread).object();
    if (DumpedExecutors.isTimer(worker)) {
      HeapObject timer = executors.timerOf(worker);
      List<String> told = new ArrayList<>(executors.toldOfTimer(worker));
      told.add(
          "held by "
              + (timer == null || isHeldByWorkersAlone(timer, null)
                  ? "nobody but its own thread"
                  : paths.to(timer.number())));
      return told;
    }
    HeapObject pool = waitsFor.poolOf(thread);
    if (pool == null) {
      return List.of();
    }
    List<String> told = new ArrayList<>(executors.told(pool));
    HeapObject wrapper = executors.held(pool);
    HeapObject held = live.marking().isReached(wrapper.number()) ? wrapper : pool;
    told.add(
        "held by "
            + (isHeldByWorkersAlone(held, pool)
                ? "nobody but its own workers"
                : paths.to(held.number())));
    return told;
  }

  private boolean isHeldByWorkersAlone(HeapObject held, @Nullable HeapObject pool) {
    if (!live.marking().isReached(held.number())) {
      return true;
    }
    int root = rootThread(held.number());
    for (int i = 0; root >= 0 && i < threads.size(); i++) {
      if (threads.get(i).object().number() == root) {
        return asked.contains(Names.threadId(graph.object(root)))
            || (pool != null && pool.equals(waitsFor.poolOf(i)));
      }
    }
    return false;
  }
}
