package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.HeapEvidence.Elder;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The oldest live worker of each pool: when a pool has grown, it says how old the pool is. */
final class PoolElders {
  private static final String JUC = "java.util.concurrent.";

  /** By the number of the pool's object. */
  private final Map<Integer, HeapObject> oldest = new HashMap<>();

  PoolElders(List<HeapObject> threads) {
    for (HeapObject thread : threads) {
      HeapObject pool = pool(thread);
      if (pool != null) {
        oldest.merge(
            pool.number(),
            thread,
            (one, other) -> Names.threadId(one) < Names.threadId(other) ? one : other);
      }
    }
  }

  /** The elders of those threads that are workers of a pool. */
  List<Elder> of(List<HeapObject> threads, ToIntFunction<HeapObject> tag) {
    List<Elder> elders = new ArrayList<>();
    for (HeapObject thread : threads) {
      HeapObject pool = pool(thread);
      HeapObject elder = pool == null ? null : oldest.get(pool.number());
      if (elder != null) {
        elders.add(new Elder(Names.threadId(thread), Names.threadId(elder), tag.applyAsInt(elder)));
      }
    }
    return elders;
  }

  private static @Nullable HeapObject pool(HeapObject thread) {
    if (thread.type().isA(JUC + "ForkJoinWorkerThread")) {
      return thread.get("pool");
    }
    HeapObject holder = thread.get("holder");
    HeapObject task = holder == null ? thread.get("target") : holder.get("task");
    return task != null && task.type().isA(JUC + "ThreadPoolExecutor$Worker")
        ? task.get("this$0")
        : null;
  }
}
