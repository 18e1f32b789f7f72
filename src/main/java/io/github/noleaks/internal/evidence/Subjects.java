package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which object of those a reader knows a thread waits for: the queue, not the lock inside of it.
 */
final class Subjects {
  private static final String JUC = "java.util.concurrent.";

  /** What waits inside of these is an idle worker; the pool is told on its own. */
  private static final Set<String> POOLS =
      Set.of(JUC + "ThreadPoolExecutor", JUC + "ForkJoinPool", JUC + "ThreadPerTaskExecutor");

  private static final Set<String> KNOWN =
      Set.of(
          JUC + "CountDownLatch",
          JUC + "Semaphore",
          JUC + "CyclicBarrier",
          JUC + "Phaser",
          JUC + "Exchanger",
          JUC + "CompletableFuture",
          JUC + "FutureTask",
          JUC + "ForkJoinTask",
          JUC + "SynchronousQueue",
          JUC + "LinkedTransferQueue",
          JUC + "ArrayBlockingQueue",
          JUC + "LinkedBlockingQueue",
          JUC + "LinkedBlockingDeque",
          JUC + "PriorityBlockingQueue",
          JUC + "DelayQueue",
          JUC + "ScheduledThreadPoolExecutor$DelayedWorkQueue",
          Names.LOCKS + "ReentrantLock",
          Names.LOCKS + "ReentrantReadWriteLock$ReadLock",
          Names.LOCKS + "ReentrantReadWriteLock$WriteLock",
          Names.LOCKS + "StampedLock",
          Names.AQS + "$ConditionObject",
          Names.AQLS + "$ConditionObject",
          "java.lang.Thread",
          "java.lang.ref.ReferenceQueue");

  private Subjects() {}

  /** The object, or {@code null} if none is known. */
  static @Nullable HeapObject of(HeapGraph graph, WaitingThread waiting) {
    HeapObject found = null;
    for (HeapFrame frame : waiting.thread().frames()) {
      if (!Names.isJdk(frame.className()) || isOfPool(frame)) {
        break;
      }
      HeapObject self = self(graph, frame);
      if (self != null && isKnown(self.type()) && isWait(self, frame)) {
        found = self;
      }
    }
    if (found != null) {
      return found;
    }
    List<HeapObject> blockers = waiting.blockers();
    if (blockers.size() == 1) {
      return owning(graph, waiting, blockers.get(0));
    }
    return blockers.isEmpty() ? waiting.object().get("parkBlocker") : null;
  }

  /** The object whose method runs in a frame, if it is still among the locals. */
  private static @Nullable HeapObject self(HeapGraph graph, HeapFrame frame) {
    if (frame.locals().isEmpty()) {
      return null;
    }
    HeapObject first = graph.object(frame.locals().get(0));
    return first.type().isA(frame.className()) ? first : null;
  }

  private static boolean isOfPool(HeapFrame frame) {
    // Each wait for a condition passes through a method of ForkJoinPool's.
    return POOLS.contains(frame.className())
        && !frame.method().endsWith("managedBlock")
        && !frame.method().endsWith("unmanagedBlock");
  }

  /** Each stack begins in a method of a thread; only who joins one waits for it. */
  private static boolean isWait(HeapObject self, HeapFrame frame) {
    return !self.type().isA("java.lang.Thread") || frame.method().equals("join");
  }

  private static boolean isKnown(HeapClass type) {
    for (HeapClass each = type; each != null; each = each.superclass()) {
      if (KNOWN.contains(each.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Compiled code may no longer name the object: then it is the one known object on the stack that
   * has the synchronizer or condition as a part.
   */
  private static HeapObject owning(HeapGraph graph, WaitingThread waiting, HeapObject part) {
    for (HeapFrame frame : waiting.thread().frames()) {
      for (int local : frame.locals()) {
        HeapObject object = graph.object(local);
        if (isKnown(object.type())
            && !object.type().isA("java.lang.Thread")
            && object.fieldTo(part.number()) != null) {
          return object;
        }
      }
    }
    return part;
  }
}
