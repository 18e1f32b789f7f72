package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which threads are in the queue of a condition; each queue is gone through once. */
final class ConditionQueues {
  private final Map<Integer, Set<Integer>> waiters = new HashMap<>();

  /**
   * Whether a thread still waits to be signalled. One that has been is in the queue of the lock,
   * though it still names the condition.
   */
  boolean contains(HeapObject condition, HeapObject thread) {
    return waiters
        .computeIfAbsent(condition.number(), object -> waitersOf(condition))
        .contains(thread.number());
  }

  private static Set<Integer> waitersOf(HeapObject condition) {
    Set<Integer> waiters = new HashSet<>();
    Set<Integer> passed = new HashSet<>();
    HeapObject node = condition.get("firstWaiter");
    while (node != null && passed.add(node.number())) {
      HeapObject waiter = node.get("waiter");
      if (waiter != null) {
        waiters.add(waiter.number());
      }
      node = node.get("nextWaiter");
    }
    return waiters;
  }
}
