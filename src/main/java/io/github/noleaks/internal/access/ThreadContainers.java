package io.github.noleaks.internal.access;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDK's own register of threads: containers of threads and of further containers. */
final class ThreadContainers {
  private static final String PACKAGE = "jdk.internal.vm.";

  private final @Nullable Method root;
  private final @Nullable Method children;
  private final @Nullable Method threads;
  private final @Nullable Method isVirtual;

  ThreadContainers() {
    root = method(PACKAGE + "ThreadContainers", "root");
    children = method(PACKAGE + "ThreadContainer", "children");
    threads = method(PACKAGE + "ThreadContainer", "threads");
    isVirtual = method("java.lang.Thread", "isVirtual");
  }

  private static @Nullable Method method(String type, String name) {
    try {
      Method method = Class.forName(type, false, null).getDeclaredMethod(name);
      return method.trySetAccessible() ? method : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  List<Thread> virtualThreads() {
    if (root == null || children == null || threads == null || isVirtual == null) {
      return List.of();
    }
    try {
      List<Thread> found = new ArrayList<>();
      // A thread that is just entering another container may be met twice.
      Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
      Deque<Object> open = new ArrayDeque<>();
      open.add(root.invoke(null));
      while (!open.isEmpty()) {
        Object container = open.remove();
        for (Object each : listed(threads, container)) {
          if (isVirtual.invoke(each).equals(true) && met.add(each)) {
            found.add((Thread) each);
          }
        }
        for (Object each : listed(children, container)) {
          if (met.add(each)) {
            open.add(each);
          }
        }
      }
      return found;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return List.of();
    }
  }

  private static List<?> listed(Method method, Object container)
      throws ReflectiveOperationException {
    return method.invoke(container) instanceof Stream<?> stream ? stream.toList() : List.of();
  }
}
