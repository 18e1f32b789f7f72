package io.github.noleaks.internal.watch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Ids of threads. Before 19 a class of the user's may override {@code getId()}; what the JVM tells
 * about such a thread goes by that id, too. One that tells none cannot be seen.
 */
final class ThreadIds {
  private static final MethodHandle ID = find();

  private ThreadIds() {}

  private static MethodHandle find() {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodType type = MethodType.methodType(long.class);
    try {
      try {
        return lookup.findVirtual(Thread.class, "threadId", type); // 19 and later
      } catch (NoSuchMethodException e) {
        return lookup.findVirtual(Thread.class, "getId", type);
      }
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** No thread has it. */
  static final long NONE = 0;

  static long of(Thread thread) {
    try {
      return (long) ID.invokeExact(thread);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      return NONE;
    }
  }

  /** The next id that the JVM has to give: all threads made later have a greater one. */
  static long next() {
    // With a name, so as not to use up one of the "Thread-N"; it is never started.
    return of(new Thread(null, null, "noleaks-mark", 0, false));
  }
}
