package io.github.noleaks.internal.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps each distinct stack once: thousands of leaked threads have few, and a JVM with little
 * memory has no room for one each. Not thread-safe.
 */
final class SharedStacks {
  private final Map<List<StackTraceElement>, List<StackTraceElement>> known = new HashMap<>();

  /** An unmodifiable stack like this one, the same for all that are alike. */
  List<StackTraceElement> share(List<StackTraceElement> stack) {
    List<StackTraceElement> same = known.get(stack);
    if (same == null) {
      same = List.copyOf(stack);
      known.put(same, same);
    }
    return same;
  }
}
