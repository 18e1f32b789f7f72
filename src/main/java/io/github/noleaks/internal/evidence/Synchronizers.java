package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.WaitingThread.Kind;
import io.github.noleaks.internal.heap.HeapObject;
import org.jspecify.annotations.Nullable;

/** The state of what a thread waits for, in words. */
final class Synchronizers {
  private static final String JUC = "java.util.concurrent.";
  private static final int PARTIES_SHIFT = 16;
  private static final int PARTIES_MASK = 0xffff;

  private final Values values;

  Synchronizers(Values values) {
    this.values = values;
  }

  /**
   * Such as {@code the queue holds 1 of 1 ("order-7")}, or {@code null} if there is nothing to say.
   */
  @Nullable String told(HeapObject subject, Kind kind) {
    // What a thread enters the monitor of may be anything: its state does not matter.
    String state = kind == Kind.ENTERING_MONITOR ? null : told(subject);
    if (state != null || kind == Kind.NOT_FOR_EVER) {
      return state;
    }
    String type = Names.article(Names.type(subject.type().name()));
    if (kind != Kind.PARKED) {
      return "the monitor of " + type;
    }
    return Names.isJdk(subject.type().name()) ? null : "for " + type;
  }

  private @Nullable String told(HeapObject subject) {
    Queues.Contents queue = Queues.of(subject);
    if (queue != null) {
      return subject.type().isA(JUC + "SynchronousQueue")
          ? "a hand-over without a partner"
          : queue.told("queue", values);
    }
    for (var type = subject.type(); type != null; type = type.superclass()) {
      String text = told(subject, type.name());
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private @Nullable String told(HeapObject subject, String type) {
    return switch (type) {
      case JUC + "CountDownLatch" -> "the count is " + Names.number(state(subject));
      case JUC + "Semaphore" -> Names.count(state(subject), "permit") + " left";
      case JUC + "CyclicBarrier" -> barrier(subject);
      case JUC + "Phaser" -> phaser(subject);
      case JUC + "CompletableFuture" ->
          subject.get("result") == null ? "the future is not completed" : "the future is completed";
      case JUC + "FutureTask" -> task(subject);
      case JUC + "Exchanger" -> "no partner has come";
      case JUC + "ForkJoinTask" -> "the task has not ended";
      case "java.lang.Thread" -> joined(subject);
      case "java.lang.ref.ReferenceQueue" -> "the reference queue is empty";
      case Names.AQS + "$ConditionObject", Names.AQLS + "$ConditionObject" -> condition(subject);
      case Names.LOCKS + "ReentrantLock" -> lock(subject.get("sync"));
      case Names.LOCKS + "ReentrantReadWriteLock$ReadLock",
          Names.LOCKS + "ReentrantReadWriteLock$WriteLock" ->
          readWriteLock(subject.get("sync"));
      default -> null;
    };
  }

  private static int state(HeapObject subject) {
    HeapObject sync = subject.get("sync");
    return sync == null ? 0 : sync.integer("state", 0);
  }

  private static String barrier(HeapObject barrier) {
    int parties = barrier.integer("parties", 0);
    return "%d of %d parties have come".formatted(parties - barrier.integer("count", 0), parties);
  }

  private static String phaser(HeapObject phaser) {
    int counts = (int) phaser.bits("state", 0);
    int unarrived = counts & PARTIES_MASK;
    return "%d of %d parties have not arrived in phase %d"
        .formatted(
            unarrived, counts >>> PARTIES_SHIFT, (int) (phaser.bits("state", 0) >>> Integer.SIZE));
  }

  private static String task(HeapObject task) {
    HeapObject code = task.get("callable");
    String of = code == null ? "" : " of " + DumpedTasks.type(code);
    HeapObject runner = task.get("runner");
    return "the task"
        + of
        + (runner == null ? " has not begun" : " runs in " + Names.thread(runner));
  }

  private static String joined(HeapObject thread) {
    return Names.thread(thread) + " has not ended";
  }

  private static @Nullable String condition(HeapObject condition) {
    HeapObject sync = condition.get("this$0");
    if (sync == null) {
      return null;
    }
    HeapObject owner = Locks.ownerOf(sync);
    String lock = sync.type().name();
    int inner = lock.indexOf('$');
    return "a condition of "
        + Names.article(Names.type(inner < 0 ? lock : lock.substring(0, inner)))
        + (owner == null ? " that nobody owns" : " owned by " + Names.thread(owner));
  }

  private static @Nullable String lock(@Nullable HeapObject sync) {
    return sync != null && sync.get("exclusiveOwnerThread") == null ? "nobody owns the lock" : null;
  }

  private static @Nullable String readWriteLock(@Nullable HeapObject sync) {
    if (sync == null || sync.get("exclusiveOwnerThread") != null) {
      return null;
    }
    // Its upper half; some versions of the JDK have a long, others an int.
    int half = sync.typeOf("state") == 'J' ? Integer.SIZE : Short.SIZE;
    long readers = sync.bits("state", 0) >>> half;
    return readers == 0
        ? "nobody owns the lock"
        : "held for reading " + Names.count(readers, "time");
  }
}
