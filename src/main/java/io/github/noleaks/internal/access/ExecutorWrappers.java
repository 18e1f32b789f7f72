package io.github.noleaks.internal.access;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Executors that hand all tasks to another one, which they keep in a field. */
final class ExecutorWrappers {
  private static final int DEEPEST = 8;

  /** By the class that declares it. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "java.util.concurrent.Executors$DelegatedExecutorService", "e",
          "com.google.common.util.concurrent.MoreExecutors$ListeningDecorator", "delegate",
          "org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor", "threadPoolExecutor",
          "org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler", "scheduledExecutor");

  private ExecutorWrappers() {}

  static Executor unwrapped(Executor executor) {
    Executor inner = executor;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Executor next = inside(inner);
      if (next == null) {
        break;
      }
      inner = next;
    }
    return inner;
  }

  private static @Nullable Executor inside(Executor executor) {
    for (Class<?> each = executor.getClass(); each != null; each = each.getSuperclass()) {
      String name = FIELDS.get(each.getName());
      if (name != null) {
        return read(each, name, executor);
      }
    }
    return null;
  }

  private static @Nullable Executor read(Class<?> type, String name, Executor wrapper) {
    try {
      Field field = type.getDeclaredField(name);
      return field.trySetAccessible() && field.get(wrapper) instanceof Executor inner
          ? inner
          : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }
}
