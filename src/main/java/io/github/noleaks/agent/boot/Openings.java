package io.github.noleaks.agent.boot;

import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What NoLeaks asks, by reflection, since its own copy of this class would be another: whatever
 * goes in or out is of a type of the JDK. Thread-safe.
 */
public final class Openings {
  private static volatile boolean off;

  private Openings() {}

  /** From now on nobody is told anything: not all of the closings can be seen. */
  public static void turnOff() {
    off = true;
  }

  /**
   * Whether openings are recorded, and by this recorder. The first one stays for as long as it is
   * reachable. It is called in the opening thread; what it returns is kept with the opening.
   */
  public static boolean recordBy(Supplier<@Nullable Object> recorder) {
    return !off && Registry.recordBy(recorder);
  }

  /** The number of the last opening. */
  public static long last() {
    return Registry.last();
  }

  /** What was opened after that one, and is open or was dropped. */
  public static List<Object[]> since(long mark) {
    List<Object[]> told = new ArrayList<>();
    for (Opening each : Registry.since(mark)) {
      told.add(told(each));
    }
    return told;
  }

  /** That a resource was dropped has been reported. */
  public static void forget(long number) {
    Registry.forget(number);
  }

  /** An opening, the last of what was told of it, does not count. */
  public static void remove(Object opening) {
    Registry.remove((Opening) opening);
  }

  /** The start of a process, or {@code null} if it is not known. */
  public static Object @Nullable [] process(long pid) {
    Opening opening = Registry.process(pid);
    return opening == null ? null : told(opening);
  }

  private static Object[] told(Opening opening) {
    FileDescriptor descriptor = opening.descriptor;
    Object local = opening.local;
    Object resource = opening.get();
    // What is gone may have been closed by the collector; its number may be another one's by now.
    if (resource != null && descriptor != null && descriptor.valid()) {
      Object now = localAddress(descriptor);
      local = now == null ? local : now;
    }
    // Its order is known to NoLeaks.
    return new @Nullable Object[] {
      opening.number,
      opening.kind,
      opening.type,
      opening.accepted,
      opening.recorded,
      resource,
      opening.place,
      opening.mode,
      local,
      opening.localPort,
      opening.remote,
      opening.remotePort,
      opening
    };
  }

  /** The agent has opened this package of the JDK to us. */
  private static @Nullable Object localAddress(FileDescriptor descriptor) {
    try {
      Method method =
          Class.forName("sun.nio.ch.Net", true, null)
              .getMethod("localAddress", FileDescriptor.class);
      return method.invoke(null, descriptor);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
