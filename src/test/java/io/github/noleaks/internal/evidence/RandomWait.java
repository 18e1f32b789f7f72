package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.NaiveProof.Actor;
import io.github.noleaks.internal.evidence.NaiveProof.Wait;
import io.github.noleaks.internal.heap.DumpInstance;
import io.github.noleaks.internal.heap.DumpStack;
import io.github.noleaks.internal.heap.DumpType;
import java.util.Objects;

/** What one thread of a {@link RandomHeap} does: its state and its stack. */
final class RandomWait {
  private static final String LOCKS = "java.util.concurrent.locks.";
  private static final String AQS = LOCKS + "AbstractQueuedSynchronizer";

  private final RandomHeap heap;
  private final DumpInstance thread;
  private final Actor actor;
  private final DumpStack stack;

  RandomWait(RandomHeap heap, DumpInstance thread, Actor actor) {
    this.heap = heap;
    this.thread = thread;
    this.actor = actor;
    stack = heap.dump.thread(thread.id());
  }

  private void call(String method, String signature, long... locals) {
    stack.frame(method, signature, 10, locals);
    for (long local : locals) {
      actor.stack.add(local);
    }
  }

  void make() {
    switch (heap.below(14)) {
      case 0 -> runs();
      case 1 -> forNotLong();
      case 2 -> uncertain();
      case 3 -> inMonitorOf(heap.likely(0.8) ? heap.anyThread() : 0);
      case 4, 5, 6 -> forLatch();
      case 7, 8 -> forLock();
      case 9 -> forCondition();
      case 10, 11 -> inObjectWait();
      case 12 -> forEndOf(heap.anyThread());
      default -> forPermit();
    }
    for (int i = heap.below(3); i > 0; i--) {
      call("com.acme.Task.step", "()V", locals(heap.below(3)));
    }
    call("com.acme.Task.run", "()V");
    call("java.lang.Thread.run", "()V", thread.id());
    if (heap.likely(0.1)) {
      long used = heap.anything();
      stack.nativeStack(used);
      actor.stack.add(used);
    }
  }

  private long[] locals(int count) {
    long[] locals = new long[count];
    for (int i = 0; i < count; i++) {
      locals[i] = heap.anything();
    }
    return locals;
  }

  private void runs() {
    thread.set("threadStatus", JdkTypes.RUNNING);
    if (heap.likely(0.3)) {
      long used = heap.anything();
      stack.jniLocal(used);
      actor.stack.add(used);
    }
  }

  private void parks(int status, long blocker) {
    thread.set("threadStatus", status).set("parkBlocker", blocker);
    call("jdk.internal.misc.Unsafe.park", "(ZJ)V");
    if (blocker == 0) {
      call(LOCKS + "LockSupport.park", "()V");
    } else {
      call(LOCKS + "LockSupport.park", "(Ljava/lang/Object;)V", blocker);
    }
  }

  private void waitsFor(DumpInstance blocker) {
    actor.wait = Wait.FOR_SYNCHRONIZER;
    actor.blockers.add(blocker.id());
  }

  /** Its place in the queue of a synchronizer, which others refer to, but no code hands out. */
  private DumpInstance enqueued(DumpType type, DumpInstance queue, String first, String last) {
    DumpInstance node = heap.dump.object(type).set("waiter", thread.id());
    heap.refer(queue, first, node.id());
    DumpInstance tail = heap.dump.object(type).set("waiter", heap.anyThread());
    heap.refer(node, "next", tail.id());
    heap.refer(tail, "prev", node.id());
    heap.refer(queue, last, tail.id());
    if (heap.likely(0.05)) {
      heap.objects.add(node.id());
    }
    return node;
  }

  private void acquires(DumpInstance sync, String method) {
    DumpInstance node = enqueued(heap.types.node, sync, "head", "tail");
    call(AQS + ".acquire", "(L" + AQS.replace('.', '/') + "$Node;IZZZJ)I", sync.id(), node.id());
    call(AQS + "." + method, method.startsWith("try") ? "(IJ)Z" : "(I)V", sync.id());
    actor.interruptible = method.endsWith("Interruptibly");
  }

  private void forLatch() {
    DumpInstance sync = heap.one(heap.latches);
    parks(JdkTypes.PARKED, sync.id());
    acquires(sync, heap.likely(0.7) ? "acquireSharedInterruptibly" : "acquireShared");
    waitsFor(sync);
  }

  private void forLock() {
    DumpInstance sync = heap.one(heap.locks);
    parks(JdkTypes.PARKED, sync.id());
    acquires(sync, heap.likely(0.3) ? "acquireInterruptibly" : "acquire");
    waitsFor(sync);
  }

  private void forCondition() {
    if (heap.conditions.isEmpty()) {
      forLock();
      return;
    }
    DumpInstance condition = heap.one(heap.conditions);
    parks(JdkTypes.PARKED, condition.id());
    DumpInstance node;
    boolean signalled = heap.likely(0.2);
    if (signalled) {
      // It names the condition still, but its node is in the queue of the lock.
      node = heap.dump.object(heap.types.conditionNode).set("waiter", thread.id());
    } else {
      node = enqueued(heap.types.conditionNode, condition, "firstWaiter", "lastWaiter");
      Long next = heap.firstWaiters.put(condition.id(), node.id());
      if (next != null) {
        heap.refer(node, "nextWaiter", next);
      }
    }
    actor.interruptible = heap.likely(0.7);
    String method = actor.interruptible ? "await" : "awaitUninterruptibly";
    call(AQS + "$ConditionObject." + method, "()V", condition.id(), node.id());
    waitsFor(signalled ? Objects.requireNonNull(heap.syncs.get(condition.id())) : condition);
  }

  /** Without a blocker that wakes it: only who knows the thread can. */
  private void forPermit() {
    boolean told = heap.likely(0.5);
    parks(JdkTypes.PARKED, told ? heap.one(heap.holders).id() : 0);
    actor.wait = Wait.FOR_SYNCHRONIZER;
  }

  private void inObjectWait() {
    thread.set("threadStatus", JdkTypes.IN_OBJECT_WAIT);
    long monitor = heap.likely(0.1) ? heap.anyThread() : heap.one(heap.objects);
    actor.wait = Wait.FOR_MONITOR;
    actor.blockers.add(monitor);
    switch (heap.below(3)) {
      case 0 -> {
        call("java.lang.Object.wait", "(J)V", monitor);
        call("java.lang.Object.wait", "()V", monitor);
      }
      case 1 -> {
        call("java.lang.Object.wait", "(J)V");
        long other = heap.one(heap.objects);
        actor.blockers.add(other);
        call("java.lang.Object.wait", "()V", monitor, other);
      }
      default -> {
        // Nothing names the monitor, and a compiled caller need not either.
        actor.wait = Wait.NOT_FOR_EVER;
        call("java.lang.Object.wait", "(J)V");
        call("com.acme.Task.waits", "()V", heap.one(heap.objects), monitor);
      }
    }
  }

  private void forEndOf(long joined) {
    thread.set("threadStatus", JdkTypes.IN_OBJECT_WAIT);
    call("java.lang.Object.wait", "(J)V", joined);
    call("java.lang.Thread.join", "(J)V", joined);
    call("java.lang.Thread.join", "()V", joined);
    actor.wait = Wait.FOR_END_OF_THREAD;
    actor.other = joined;
  }

  private void inMonitorOf(long owner) {
    thread.set("threadStatus", JdkTypes.ENTERS_MONITOR);
    call("com.acme.Task.enters", "()V", heap.one(heap.objects));
    actor.wait = Wait.FOR_OWNER_OF_MONITOR;
    actor.other = owner;
  }

  private void forNotLong() {
    switch (heap.below(3)) {
      case 0 -> {
        DumpInstance sync = heap.one(heap.latches);
        parks(JdkTypes.PARKED_TIMED, sync.id());
        acquires(sync, "tryAcquireSharedNanos");
      }
      case 1 -> {
        thread.set("threadStatus", JdkTypes.IN_OBJECT_WAIT_TIMED);
        call("java.lang.Object.wait", "(J)V", heap.one(heap.objects));
      }
      default -> {
        thread.set("threadStatus", JdkTypes.SLEEPS);
        call("java.lang.Thread.sleep", "(J)V");
      }
    }
  }

  /** On its way into or out of a wait, as it seems. */
  private void uncertain() {
    if (heap.likely(0.5)) {
      parks(JdkTypes.PARKED, 0);
      acquires(heap.one(heap.latches), "acquireSharedInterruptibly");
    } else {
      thread.set("threadStatus", JdkTypes.IN_OBJECT_WAIT);
      call("java.lang.Object.wait", "(J)V");
      call("com.acme.Task.waits", "()V");
    }
  }
}
