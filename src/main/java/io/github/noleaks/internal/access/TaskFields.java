package io.github.noleaks.internal.access;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is inside of tasks: the JDK, and some libraries, wrap what the user has handed in. */
final class TaskFields {
  /** Of wrappers within wrappers. */
  private static final int DEEPEST = 8;

  private static final String JDK_TASKS = "java.util.concurrent.";
  private static final Set<String> OTHER_WRAPPERS =
      Set.of(
          "org.springframework.scheduling.support.DelegatingErrorHandlingRunnable",
          "com.google.common.util.concurrent.TrustedListenableFutureTask",
          "com.google.common.util.concurrent."
              + "TrustedListenableFutureTask$TrustedFutureInterruptibleTask");
  private static final Set<String> NAMES =
      Set.of("callable", "task", "runnable", "fn", "supplier", "action", "delegate");

  /** The fields of a wrapper that may hold what it wraps; none of any other class. */
  private static final ClassValue<List<Field>> WRAPPED =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(type, TaskFields::isWrapper, field -> NAMES.contains(field.getName()));
        }
      };

  /** The fields of a user's class that may hold the scheduler's own task. */
  private static final ClassValue<List<Field>> DECORATED =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(
              type,
              each -> each.getClassLoader() != null,
              field -> field.getType().isAssignableFrom(RunnableScheduledFuture.class));
        }
      };

  /** What a step of a future completes, in the JDK's own class for such a step. */
  private static final ClassValue<List<Field>> COMPLETED =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(type, TaskFields::isWrapper, field -> field.getName().equals("dep"));
        }
      };

  private TaskFields() {}

  private static List<Field> fields(
      Class<?> type, Predicate<Class<?>> ofClass, Predicate<Field> wanted) {
    List<Field> found = new ArrayList<>();
    try {
      for (Class<?> each = type; each != null && ofClass.test(each); each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())
              && !field.getType().isPrimitive()
              && wanted.test(field)
              && field.trySetAccessible()) {
            found.add(field);
          }
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // A class that cannot be looked into.
    }
    return List.copyOf(found);
  }

  private static boolean isWrapper(Class<?> type) {
    return type.getClassLoader() == null
        ? type.getName().startsWith(JDK_TASKS)
        : OTHER_WRAPPERS.contains(type.getName());
  }

  /** The class of what the user has handed in; the JDK's own if nothing else is inside. */
  static String className(Object task) {
    Object inner = task;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Object next = read(WRAPPED.get(inner.getClass()), inner, Object.class);
      if (next == null) {
        break;
      }
      inner = next;
    }
    return inner.getClass().getName();
  }

  /** The scheduler's own task inside of one that a subclass of the scheduler has decorated. */
  static @Nullable Object undecorated(Object task, Class<?> type) {
    return type.isInstance(task) ? task : read(DECORATED.get(task.getClass()), task, type);
  }

  /** Whether a task is only still there, and does nothing when it is run. */
  static boolean isOver(Object task) {
    // What another class does when it is asked is its own business.
    return task.getClass().getClassLoader() == null
        && ((task instanceof Future<?> future && future.isDone())
            || (read(COMPLETED.get(task.getClass()), task, CompletableFuture.class)
                    instanceof Future<?> result
                && result.isDone()));
  }

  private static @Nullable Object read(List<Field> fields, Object object, Class<?> type) {
    for (Field field : fields) {
      try {
        Object value = field.get(object);
        if (type.isInstance(value) && value != object) {
          return value;
        }
      } catch (IllegalAccessException | RuntimeException e) {
        // The next one may tell.
      }
    }
    return null;
  }
}
