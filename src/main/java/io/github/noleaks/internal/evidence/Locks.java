package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's locks that one thread owns. They keep their owner and their queue to themselves, but
 * hand them to classes that extend them: these may interrupt whom they find.
 */
final class Locks {
  private static final String LOCK = Names.LOCKS + "ReentrantLock";
  private static final String READ_WRITE_LOCK = Names.LOCKS + "ReentrantReadWriteLock";

  private final BitSet exposed = new BitSet();

  Locks(HeapGraph graph) {
    for (HeapClass type : graph.classes()) {
      if (!type.isOfBootLoader() && (type.isA(LOCK) || type.isA(READ_WRITE_LOCK))) {
        for (int lock : graph.instancesOf(type)) {
          HeapObject sync = graph.object(lock).get("sync");
          if (sync != null) {
            exposed.set(sync.number());
          }
        }
      }
    }
  }

  /** The synchronizers inside of locks that may tell who owns them and who waits; a copy. */
  BitSet exposed() {
    return (BitSet) exposed.clone();
  }

  boolean isExposed(int sync) {
    return exposed.get(sync);
  }

  /** The thread that owns the lock of a synchronizer or condition, or {@code null} if none does. */
  static @Nullable HeapObject ownerOf(HeapObject blocker) {
    HeapObject sync = WaitingThread.syncOf(blocker);
    if (!sync.type().isOfBootLoader()) {
      return null;
    }
    return sync.type().isA(LOCK + "$Sync") || sync.type().isA(READ_WRITE_LOCK + "$Sync")
        ? sync.get("exclusiveOwnerThread")
        : null;
  }
}
