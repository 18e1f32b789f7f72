package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import io.github.noleaks.internal.heap.HeapThread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thread, and how it waits.
 *
 * @param thread its stack and what that refers to
 * @param object the {@code Thread}
 * @param kind how it waits
 * @param blockers what it waits for, as far as code that holds one of these could wake it: the
 *     synchronizer or condition of a parked thread, the monitor of one in {@code Object.wait};
 *     several if it is not certain which it is. Empty if only the {@code Thread} itself counts
 * @param interruptible whether an interrupt would end the wait, or could
 * @param joined the thread whose end it waits for, or {@code null}
 */
record WaitingThread(
    HeapThread thread,
    HeapObject object,
    Kind kind,
    boolean interruptible,
    List<HeapObject> blockers,
    @Nullable HeapObject joined) {

  /** How a thread waits. */
  enum Kind {
    /** It runs, sleeps, waits with a timeout, or it is not certain what it does. */
    NOT_FOR_EVER,
    PARKED,
    IN_OBJECT_WAIT,
    ENTERING_MONITOR
  }

  /** The bits of a platform thread's state, as JVMTI has them. */
  static final int TERMINATED = 0x2;

  static final int RUNNABLE = 0x4;
  static final int INDEFINITELY = 0x10;
  static final int WITH_TIMEOUT = 0x20;
  static final int IN_OBJECT_WAIT = 0x100;
  static final int PARKED = 0x200;
  static final int ENTERING = 0x400;

  private static final int SUSPENDED = 1 << 8;

  static WaitingThread of(
      HeapGraph graph, HeapThread thread, @Nullable String monitorClass, ConditionQueues queues) {
    HeapObject object = graph.object(thread.object());
    Kind kind = kind(graph, object);
    List<HeapObject> blockers = List.of();
    HeapObject joined = null;
    if (kind == Kind.PARKED) {
      HeapObject blocker = object.get("parkBlocker");
      if (blocker != null && isSynchronizer(blocker.type())) {
        boolean signalled = isCondition(blocker) && !queues.contains(blocker, object);
        blockers = List.of(signalled ? syncOf(blocker) : blocker);
      } else if (isInSynchronizer(thread)) {
        // Just about to set its blocker, or an own class that does without.
        kind = Kind.NOT_FOR_EVER;
      }
      joined = joined(graph, thread);
    } else if (kind == Kind.IN_OBJECT_WAIT) {
      blockers = monitors(graph, thread, monitorClass);
      joined = joined(graph, thread);
      if (blockers.isEmpty() && joined == null) {
        kind = Kind.NOT_FOR_EVER;
      }
    }
    return new WaitingThread(thread, object, kind, isInterruptible(thread, kind), blockers, joined);
  }

  static boolean isVirtual(HeapObject thread) {
    return thread.type().isA("java.lang.VirtualThread")
        || thread.type().isA("java.lang.BaseVirtualThread");
  }

  /** The state of a platform thread, its bits as JVMTI has them. */
  static int status(HeapObject thread) {
    HeapObject holder = thread.get("holder");
    return holder == null
        ? thread.integer("threadStatus", RUNNABLE)
        : holder.integer("threadStatus", RUNNABLE);
  }

  static Kind kind(HeapGraph graph, HeapObject thread) {
    if (isVirtual(thread)) {
      return kindOfVirtual(graph, thread);
    }
    int status = status(thread);
    if ((status & ENTERING) != 0) {
      return Kind.ENTERING_MONITOR;
    }
    if ((status & INDEFINITELY) == 0) {
      return Kind.NOT_FOR_EVER;
    }
    return (status & PARKED) != 0
        ? Kind.PARKED
        : (status & IN_OBJECT_WAIT) != 0 ? Kind.IN_OBJECT_WAIT : Kind.NOT_FOR_EVER;
  }

  /** The numbers of the states differ between versions; the class itself knows them. */
  private static Kind kindOfVirtual(HeapGraph graph, HeapObject thread) {
    HeapClass type = graph.jdkClass("java.lang.VirtualThread");
    int state = thread.integer("state", -1);
    if (type == null || state < 0 || thread.integer("parkPermit", 0) != 0) {
      return Kind.NOT_FOR_EVER;
    }
    state &= ~SUSPENDED;
    if (state == type.staticBits("PARKED", -2) || state == type.staticBits("PINNED", -2)) {
      return Kind.PARKED;
    }
    if (state == type.staticBits("BLOCKED", -2)) {
      return thread.integer("blockPermit", 0) == 0 ? Kind.ENTERING_MONITOR : Kind.NOT_FOR_EVER;
    }
    return state == type.staticBits("WAIT", -2) && thread.integer("notified", 0) == 0
        ? Kind.IN_OBJECT_WAIT
        : Kind.NOT_FOR_EVER;
  }

  private static boolean isSynchronizer(HeapClass type) {
    return type.isA(Names.AQS)
        || type.isA(Names.AQLS)
        || type.isA(Names.AQS + "$ConditionObject")
        || type.isA(Names.AQLS + "$ConditionObject");
  }

  static boolean isCondition(HeapObject blocker) {
    return blocker.type().name().endsWith("$ConditionObject");
  }

  /** What is behind a condition, or the synchronizer itself. */
  static HeapObject syncOf(HeapObject blocker) {
    HeapObject sync = isCondition(blocker) ? blocker.get("this$0") : null;
    return sync == null ? blocker : sync;
  }

  private static boolean isInSynchronizer(HeapThread thread) {
    return thread.frames().stream()
        .limit(10)
        .anyMatch(
            frame ->
                frame.className().startsWith(Names.AQS)
                    || frame.className().startsWith(Names.AQLS));
  }

  /**
   * The monitors it may wait on. The frames of {@code Object.wait} name it, as long as they are
   * interpreted; compiled ones may list nothing but the thread itself, and native ones what the JVM
   * uses. If the class is known, it is one of the objects of that class on the stack: to wait for
   * it, some caller holds it. Otherwise nobody knows.
   */
  private static List<HeapObject> monitors(
      HeapGraph graph, HeapThread thread, @Nullable String monitorClass) {
    List<HeapFrame> frames = thread.frames();
    Set<Integer> named = new LinkedHashSet<>();
    int first = 0;
    while (first < frames.size() && frames.get(first).className().equals("java.lang.Object")) {
      if (!frames.get(first).element().isNativeMethod()) {
        named.addAll(frames.get(first).locals());
      }
      first++;
    }
    if (isVirtual(graph.object(thread.object()))) {
      named.remove(thread.object()); // A local of the method, and perhaps all that is left.
    }
    if (named.isEmpty() && monitorClass != null) {
      frames.subList(first, frames.size()).forEach(frame -> named.addAll(frame.locals()));
    }
    List<HeapObject> monitors = new ArrayList<>();
    for (int object : named) {
      if (isOf(monitorClass, graph.object(object))) {
        monitors.add(graph.object(object));
      }
    }
    return monitors;
  }

  private static boolean isOf(@Nullable String className, HeapObject object) {
    return className == null || object.type().name().equals(className);
  }

  /** Those that are not go on waiting after an interrupt. */
  private static boolean isInterruptible(HeapThread thread, Kind kind) {
    return kind != Kind.ENTERING_MONITOR
        && thread.frames().stream()
            .takeWhile(frame -> Names.isJdk(frame.className()))
            .noneMatch(WaitingThread::ignoresInterrupts);
  }

  private static boolean ignoresInterrupts(HeapFrame frame) {
    if (!frame.className().startsWith(Names.AQS) && !frame.className().startsWith(Names.AQLS)) {
      return false;
    }
    return switch (frame.method()) {
      case "awaitUninterruptibly" -> true;
      // The overloads with one number; the one that does the work has more parameters.
      case "acquire", "acquireShared" ->
          frame.signature().equals("(I)V") || frame.signature().equals("(J)V");
      default -> false;
    };
  }

  private static @Nullable HeapObject joined(HeapGraph graph, HeapThread thread) {
    for (HeapFrame frame : thread.frames()) {
      if (frame.is("java.lang.Thread", "join") && !frame.locals().isEmpty()) {
        HeapObject target = graph.object(frame.locals().get(0));
        return target.type().isA("java.lang.Thread") ? target : null;
      }
      if (!Names.isJdk(frame.className())) {
        return null;
      }
    }
    return null;
  }
}
