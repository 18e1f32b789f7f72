package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.WaitingThread.Kind;
import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import io.github.noleaks.internal.heap.Marking;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which threads could still be woken by something that runs, and which are stuck for ever.
 *
 * <p>After "Dynamic Partial Deadlock Detection and Recovery via Garbage Collection" (ASPLOS 2025),
 * carried over to the JVM: everything is marked that can be reached without the stacks of threads
 * that wait without a timeout. A thread of these whose {@code Thread} or whose monitor, lock or
 * condition has been reached may be woken, so its stack is marked, too; and so on until nothing new
 * comes up. Whoever waits for a lock that has an owner, or for the end of a thread, is woken by
 * that thread alone. Each reference is followed once: the time is linear in the size of the heap.
 *
 * <p>What is left is proven under one assumption: that no code goes through all threads of the JVM
 * or of its own group, as {@code Thread.getAllStackTraces}, {@code ThreadGroup.interrupt} and
 * debuggers do, to interrupt those it finds. What the rules cannot decide counts as alive.
 */
final class LiveThreads {
  /** Groups that the JDK has made, below its own: they are everybody's. */
  private static final Set<String> GROUPS_OF_ALL = Set.of("main", "VirtualThreads");

  /** A thread that may be woken, and the object that this is told by, or {@code -1}. */
  private record Revival(int thread, int because) {}

  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private final Map<Long, Long> monitorOwners;
  private final Locks locks;

  private final Map<Integer, Integer> numberOfThread = new HashMap<>();
  private final Map<Long, Integer> numberOfId = new HashMap<>();
  private final Map<Integer, List<Integer>> waiters = new HashMap<>();
  private final Map<Integer, List<Integer>> behind = new HashMap<>();
  private final Map<Integer, List<Integer>> members = new HashMap<>();
  private final BitSet live = new BitSet();
  private final Queue<Revival> toRevive = new ArrayDeque<>();
  private final Map<Integer, Integer> causes = new HashMap<>();
  private final int threadsWithoutStack;
  private final Marking marking;

  /**
   * Finds out.
   *
   * @param graph the heap, without {@link Bookkeeping}
   * @param threads all threads
   * @param monitorOwners the ids of the threads that own the monitors which others try to enter, by
   *     the ids of these others; a dump does not tell
   * @param last threads whose stacks are looked into after all others, by their ids: then a way to
   *     an object leads over them only if there is no other
   */
  LiveThreads(
      HeapGraph graph, List<WaitingThread> threads, Map<Long, Long> monitorOwners, Set<Long> last) {
    this.graph = graph;
    this.threads = threads;
    this.monitorOwners = monitorOwners;
    locks = new Locks(graph);
    BitSet watched = locks.exposed();
    for (int i = 0; i < threads.size(); i++) {
      numberOfThread.put(threads.get(i).object().number(), i);
      numberOfId.put(Names.threadId(threads.get(i).object()), i);
    }
    List<Revival> later = new ArrayList<>();
    UnlistedThreads unlisted = UnlistedThreads.of(graph);
    threadsWithoutStack = unlisted.withoutStack();
    for (int i = 0; i < threads.size(); i++) {
      if (threadsWithoutStack == 0 && isCandidate(threads.get(i))) {
        watch(i, watched);
      } else if (last.contains(Names.threadId(threads.get(i).object()))) {
        later.add(new Revival(i, -1));
      } else {
        toRevive.add(new Revival(i, -1));
      }
    }
    marking = new Marking(graph, watched, this::reached);
    HeapClass finalizer = graph.jdkClass("java.lang.ref.Finalizer");
    for (HeapClass type : graph.classes()) {
      if (type != finalizer) {
        start(graph.objectOf(type));
      }
    }
    graph.nativeRoots().forEach(this::start);
    unlisted.started().forEach(this::start);
    startClassValues();
    spread();
    // It holds all objects that have a finalizer: a way over it is told only if there is no other.
    if (finalizer != null) {
      start(graph.objectOf(finalizer));
    }
    spread();
    toRevive.addAll(later);
    spread();
  }

  private void spread() {
    do {
      while (!toRevive.isEmpty()) {
        revive(toRevive.remove());
      }
      marking.run();
    } while (!toRevive.isEmpty());
  }

  /** What a {@code ClassValue} knows is in a field of the class, and dumps leave those out. */
  private void startClassValues() {
    HeapClass type = graph.jdkClass("java.lang.ClassValue$ClassValueMap");
    if (type != null) {
      graph.instancesOf(type).forEach(this::start);
    }
  }

  private void start(int object) {
    if (object >= 0) {
      marking.start(object);
    }
  }

  private boolean isCandidate(WaitingThread thread) {
    HeapObject joined = thread.joined();
    if (joined != null && !numberOfThread.containsKey(joined.number())) {
      return false; // It has ended, or has not begun: the wait is over, or about to be.
    }
    return switch (thread.kind()) {
      case NOT_FOR_EVER -> false;
      case PARKED, IN_OBJECT_WAIT -> true;
      case ENTERING_MONITOR -> monitorOwner(thread) != null;
    };
  }

  /** The number of the thread that owns the monitor which this one tries to enter. */
  private @Nullable Integer monitorOwner(WaitingThread thread) {
    Long owner = monitorOwners.get(Names.threadId(thread.object()));
    return owner == null ? null : numberOfId.get(owner);
  }

  private void watch(int number, BitSet watched) {
    WaitingThread thread = threads.get(number);
    if (thread.interruptible()) {
      watched.set(thread.object().number());
      watchGroups(number, watched);
    }
    Integer owner = thread.kind() == Kind.ENTERING_MONITOR ? monitorOwner(thread) : null;
    HeapObject joined = thread.joined();
    if (joined != null) {
      owner = numberOfThread.get(joined.number());
    }
    if (owner != null) {
      behind.computeIfAbsent(owner, o -> new ArrayList<>()).add(number);
      return;
    }
    for (HeapObject blocker : thread.blockers()) {
      watched.set(blocker.number());
      waiters.computeIfAbsent(blocker.number(), b -> new ArrayList<>()).add(number);
    }
  }

  /** Who holds a group of the user's own can interrupt all its threads. */
  private void watchGroups(int number, BitSet watched) {
    HeapObject thread = threads.get(number).object();
    HeapObject holder = thread.get("holder");
    HeapObject group = holder == null ? thread.get("group") : holder.get("group");
    while (group != null) {
      HeapObject parent = group.get("parent");
      boolean belowSystem = parent != null && parent.get("parent") == null;
      if (parent == null || (belowSystem && GROUPS_OF_ALL.contains(Names.threadName(group)))) {
        return;
      }
      watched.set(group.number());
      members.computeIfAbsent(group.number(), g -> new ArrayList<>()).add(number);
      group = parent;
    }
  }

  private void reached(int object) {
    if (locks.isExposed(object)) {
      HeapObject owner = Locks.ownerOf(graph.object(object));
      if (owner != null) {
        marking.mark(owner.number(), object);
      }
    }
    Integer itself = numberOfThread.get(object);
    // Those that no interrupt wakes may be watched as somebody's monitor.
    if (itself != null && threads.get(itself).interruptible()) {
      toRevive.add(new Revival(itself, object));
    }
    for (int thread : waiters.getOrDefault(object, List.of())) {
      // Who waits on the monitor of a condition needs no lock.
      Integer owner = threads.get(thread).kind() == Kind.PARKED ? lockOwner(object) : null;
      if (owner == null || (owner >= 0 && live.get(owner))) {
        toRevive.add(new Revival(thread, object));
      } else if (owner >= 0) {
        behind.computeIfAbsent(owner, o -> new ArrayList<>()).add(thread);
      }
    }
    for (int thread : members.getOrDefault(object, List.of())) {
      toRevive.add(new Revival(thread, object));
    }
  }

  /**
   * The number of the thread that owns the lock of a synchronizer or condition, {@code -1} if that
   * thread has ended, {@code null} if nobody owns it or ownership does not decide.
   */
  private @Nullable Integer lockOwner(int object) {
    HeapObject blocker = graph.object(object);
    HeapObject owner = Locks.ownerOf(blocker);
    return owner == null || locks.isExposed(WaitingThread.syncOf(blocker).number())
        ? null
        : numberOfThread.getOrDefault(owner.number(), -1);
  }

  private void revive(Revival revival) {
    int number = revival.thread();
    if (live.get(number)) {
      return;
    }
    live.set(number);
    causes.put(number, revival.because());
    WaitingThread thread = threads.get(number);
    int object = thread.object().number();
    if (revival.because() < 0) {
      marking.start(object);
    } else {
      marking.mark(object, revival.because());
    }
    if (!isIdleCarrier(thread)) {
      for (HeapFrame frame : thread.thread().frames()) {
        frame.locals().forEach(local -> marking.mark(local, object));
      }
      thread.thread().others().forEach(other -> marking.mark(other, object));
    }
    List<Integer> next = behind.remove(number);
    if (next != null) {
      next.forEach(each -> toRevive.add(new Revival(each, object)));
    }
  }

  /** What a carrier's stack refers to are the virtual threads it has run. */
  private static boolean isIdleCarrier(WaitingThread thread) {
    return thread.object().type().name().equals("jdk.internal.misc.CarrierThread")
        && thread.thread().frames().stream().allMatch(frame -> Names.isJdk(frame.className()));
  }

  /**
   * Of how many virtual threads the dump does not tell what they hold: if of any, none is stuck.
   */
  int threadsWithoutStack() {
    return threadsWithoutStack;
  }

  boolean isStuck(int thread) {
    return !live.get(thread);
  }

  /**
   * By which object a thread was told to be alive: its {@code Thread} or group, what it waits for,
   * or the thread that it waits for. {@code -1} if it does not wait for ever, or is stuck.
   */
  int causeOf(int thread) {
    return causes.getOrDefault(thread, -1);
  }

  /** What has been reached, and over what. */
  Marking marking() {
    return marking;
  }
}
