package io.github.noleaks.internal.watch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the agent keeps in the boot loader. It is asked by names, since the class of ours that has
 * these would be another one.
 */
final class AgentOpenings {
  private static final String NAME = "io.github.noleaks.agent.boot.Openings";
  private static final String AGENT = "io.github.noleaks.agent.NoLeaksAgent";

  private static final @Nullable Class<?> OPENINGS = find();
  private static final @Nullable MethodHandle RECORD_BY =
      method("recordBy", boolean.class, Supplier.class);
  private static final @Nullable MethodHandle LAST = method("last", long.class);
  private static final @Nullable MethodHandle SINCE = method("since", List.class, long.class);
  private static final @Nullable MethodHandle FORGET = method("forget", void.class, long.class);
  private static final @Nullable MethodHandle REMOVE = method("remove", void.class, Object.class);
  private static final @Nullable MethodHandle PROCESS =
      method("process", Object[].class, long.class);

  private AgentOpenings() {}

  private static @Nullable Class<?> find() {
    try {
      return Class.forName(NAME, true, null);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable MethodHandle method(
      String name, Class<?> result, Class<?>... parameters) {
    if (OPENINGS == null) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findStatic(OPENINGS, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      return null; // An agent of another version.
    }
  }

  static boolean arePresent() {
    return RECORD_BY != null && LAST != null && SINCE != null && FORGET != null && PROCESS != null;
  }

  static boolean recordBy(Supplier<@Nullable Object> recorder) {
    try {
      return (boolean) Objects.requireNonNull(RECORD_BY).invokeExact(recorder);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long last() {
    try {
      return (long) Objects.requireNonNull(LAST).invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("unchecked")
  static List<@Nullable Object[]> since(long mark) {
    try {
      return (List<@Nullable Object[]>) (List<?>) Objects.requireNonNull(SINCE).invokeExact(mark);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void forget(long number) {
    try {
      Objects.requireNonNull(FORGET).invokeExact(number);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void remove(Object handle) {
    try {
      Objects.requireNonNull(REMOVE).invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static @Nullable Object @Nullable [] process(long pid) {
    try {
      return (@Nullable Object[]) Objects.requireNonNull(PROCESS).invokeExact(pid);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }

  /** In the class loader of all agents, which need not be ours. */
  static @Nullable String problem() {
    try {
      Class<?> agent = ClassLoader.getSystemClassLoader().loadClass(AGENT);
      return (String) agent.getMethod("problem").invoke(null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // There is no agent.
    }
  }
}
