package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapThread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Virtual threads that have no stack in a dump: those that have not run yet refer to nothing but
 * their task. Dumps of JDK 21 leave out the stacks of all that wait, whatever they hold; then
 * nothing can be proven.
 *
 * @param started the numbers of those that have not run yet
 * @param withoutStack how many of the others there are
 */
record UnlistedThreads(List<Integer> started, int withoutStack) {

  static UnlistedThreads of(HeapGraph graph) {
    HeapClass type = graph.jdkClass("java.lang.VirtualThread");
    if (type == null) {
      return new UnlistedThreads(List.of(), 0);
    }
    Set<Integer> listed = new HashSet<>();
    for (HeapThread thread : graph.threads()) {
      listed.add(thread.object());
    }
    List<Integer> started = new ArrayList<>();
    int withoutStack = 0;
    for (int object : graph.instancesOf(type)) {
      int state = graph.object(object).integer("state", 0);
      if (!listed.contains(object) && state != type.staticBits("NEW", 0)) {
        if (state == type.staticBits("STARTED", -1)) {
          started.add(object);
        } else if (state != type.staticBits("TERMINATED", -1)) {
          withoutStack++;
        }
      }
    }
    return new UnlistedThreads(started, withoutStack);
  }

  /** What the reader should know, if there are any without a stack. */
  static String note(int withoutStack) {
    return Names.count(withoutStack, "virtual thread")
        + " of this JVM cannot be seen in a heap dump: nothing is proven; JDK 22 and later"
        + " show them";
  }
}
