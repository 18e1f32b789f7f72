package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.DumpBuilder;
import io.github.noleaks.internal.heap.DumpType;

/** The classes of JDK 17 that decide how threads wait, and some of a user's. */
final class JdkTypes {
  private static final String LOCKS = "java.util.concurrent.locks.";
  private static final String AQS = LOCKS + "AbstractQueuedSynchronizer";

  /** The states of threads as JVMTI has them. */
  static final int RUNNING = 0x1 | 0x4;

  static final int ENTERS_MONITOR = 0x1 | 0x400;
  static final int IN_OBJECT_WAIT = 0x1 | 0x80 | 0x10 | 0x100;
  static final int IN_OBJECT_WAIT_TIMED = 0x1 | 0x80 | 0x20 | 0x100;
  static final int PARKED = 0x1 | 0x80 | 0x10 | 0x200;
  static final int PARKED_TIMED = 0x1 | 0x80 | 0x20 | 0x200;
  static final int SLEEPS = 0x1 | 0x80 | 0x20 | 0x40;
  static final int TERMINATED = 0x2;

  final DumpBuilder dump;
  final DumpType thread;
  final DumpType group;
  final DumpType latch;
  final DumpType latchSync;
  final DumpType lock;
  final DumpType lockSync;
  final DumpType readWriteLock;
  final DumpType readWriteSync;
  final DumpType condition;
  final DumpType node;
  final DumpType conditionNode;
  final DumpType weak;
  final DumpType phantom;

  /** Of the user's. */
  final DumpType holder;

  final DumpType array;
  final DumpType worker;
  final DumpType gateSync;

  /** The object that has loaded the user's classes. */
  final long loader;

  JdkTypes(DumpBuilder dump) {
    this.dump = dump;
    dump.type("java.lang.Class");
    thread = dump.type("java.lang.Thread").field("name", 'L').field("tid", 'J');
    thread.field("threadStatus", 'I').field("parkBlocker", 'L').field("threadLocals", 'L');
    thread.field("group", 'L').field("target", 'L');
    group = dump.type("java.lang.ThreadGroup").field("parent", 'L').field("name", 'L');
    DumpType owned = dump.type(LOCKS + "AbstractOwnableSynchronizer");
    owned.field("exclusiveOwnerThread", 'L');
    DumpType queued = dump.type(AQS, owned);
    queued.field("state", 'I').field("head", 'L').field("tail", 'L');
    latchSync = dump.type("java.util.concurrent.CountDownLatch$Sync", queued);
    latch = dump.type("java.util.concurrent.CountDownLatch").field("sync", 'L');
    DumpType sync = dump.type(LOCKS + "ReentrantLock$Sync", queued);
    lockSync = dump.type(LOCKS + "ReentrantLock$NonfairSync", sync);
    lock = dump.type(LOCKS + "ReentrantLock").field("sync", 'L');
    DumpType ofBoth = dump.type(LOCKS + "ReentrantReadWriteLock$Sync", queued);
    ofBoth.field("firstReader", 'L');
    readWriteSync = dump.type(LOCKS + "ReentrantReadWriteLock$FairSync", ofBoth);
    readWriteLock = dump.type(LOCKS + "ReentrantReadWriteLock").field("sync", 'L');
    condition = dump.type(AQS + "$ConditionObject").field("this$0", 'L');
    condition.field("firstWaiter", 'L').field("lastWaiter", 'L');
    node = dump.type(AQS + "$Node").field("prev", 'L').field("next", 'L').field("waiter", 'L');
    conditionNode = dump.type(AQS + "$ConditionNode", node).field("nextWaiter", 'L');
    DumpType reference = dump.type("java.lang.ref.Reference");
    reference.field("referent", 'L').field("discovered", 'L');
    weak = dump.type("java.lang.ref.WeakReference", reference);
    phantom = dump.type("java.lang.ref.PhantomReference", reference);

    loader = dump.object(dump.type("java.net.URLClassLoader").field("classes", 'L')).id();
    holder = user("com.acme.Holder", dump.type("java.lang.Object"));
    holder.field("a", 'L').field("number", 'I').field("b", 'L').field("c", 'L');
    array = user("[Lcom.acme.Holder;", dump.type("java.lang.Object"));
    worker = user("com.acme.Worker", thread).field("own", 'L');
    gateSync = user("com.acme.Gate$Sync", queued);
    user("com.acme.Task", dump.type("java.lang.Object"));
  }

  DumpType user(String name, DumpType superclass) {
    return dump.type(name, superclass).loader(loader);
  }
}
