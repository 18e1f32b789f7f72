package io.github.noleaks.internal.watch;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Virtual threads, which JDK 21 and later have, reached from code for 17. Thread-safe. */
public final class VirtualThreads {
  private static final @Nullable Method OF_VIRTUAL = find();

  private VirtualThreads() {}

  private static @Nullable Method find() {
    try {
      Method ofVirtual = Thread.class.getMethod("ofVirtual");
      ofVirtual.invoke(null); // On 19 and 20 it is a preview, and throws.
      return ofVirtual;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * Whether this JVM has virtual threads.
   *
   * @return {@code true} on 21 and later
   */
  public static boolean isSupported() {
    return OF_VIRTUAL != null;
  }

  /**
   * Starts a virtual thread.
   *
   * @param name its name
   * @param task what it does
   * @return the thread
   * @throws UnsupportedOperationException if this JVM has none
   */
  public static Thread start(String name, Runnable task) {
    Thread thread = unstarted(name, task);
    thread.start();
    return thread;
  }

  /**
   * Makes a virtual thread without starting it.
   *
   * @param name its name
   * @param task what it will do
   * @return the thread
   * @throws UnsupportedOperationException if this JVM has none
   */
  public static Thread unstarted(String name, Runnable task) {
    if (OF_VIRTUAL == null) {
      throw new UnsupportedOperationException("this JVM has no virtual threads");
    }
    try {
      Object builder = OF_VIRTUAL.invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      builder = type.getMethod("name", String.class).invoke(builder, name);
      return (Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, task);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The facts about one, now; {@code null} if it has ended. */
  static @Nullable LeakedThread facts(long id, Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    List<StackTraceElement> stack = List.of(thread.getStackTrace());
    Thread.State state = thread.getState();
    return state == Thread.State.TERMINATED
        ? null
        : new LeakedThread(
            id,
            thread.getName(),
            thread.getClass().getName(),
            "VirtualThreads",
            state,
            true,
            true,
            stack,
            blocker == null
                ? null
                : new Blocker(
                    blocker.getClass().getName(), System.identityHashCode(blocker), -1, null));
  }
}
