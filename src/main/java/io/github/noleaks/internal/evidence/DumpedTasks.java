package io.github.noleaks.internal.evidence;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.internal.evidence.ExecutorFacts.Task;
import io.github.noleaks.internal.evidence.HeapQuestion.Clock;
import io.github.noleaks.internal.heap.HeapObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that wait in a dump; those that were cancelled are left out. */
final class DumpedTasks {
  private static final String JUC = "java.util.concurrent.";
  private static final String SCHEDULED = JUC + "ScheduledThreadPoolExecutor$ScheduledFutureTask";

  /** States of a {@code FutureTask} from this one on mean that it was cancelled. */
  private static final int CANCELLED = 4;

  private static final int TIMER_TASK_CANCELLED = 3;

  /** More would say nothing new, and each takes a few reads from the file. */
  private static final int MOST = 2_000;

  private static final int MOST_WRAPPERS = 6;

  private final @Nullable Clock clock;
  private final List<Task> tasks = new ArrayList<>();
  private long count;

  DumpedTasks(@Nullable Clock clock) {
    this.clock = clock;
  }

  List<Task> tasks() {
    return tasks;
  }

  /** How many there are, those that are not among {@link #tasks()} included. */
  long count() {
    return count;
  }

  /** Adds the tasks in the queue of a pool. */
  void addQueue(HeapObject queue) {
    boolean unused =
        Queues.anyElement(
            queue,
            task -> {
              add(task);
              return false;
            });
  }

  /** Adds what a {@code ForkJoinPool} was given and has not begun. */
  void addQueuesOf(HeapObject forkJoinPool) {
    HeapObject queues = forkJoinPool.get("queues");
    for (int i = 0; queues != null && i < queues.length(); i++) {
      HeapObject queue = queues.element(i);
      HeapObject array = queue == null ? null : queue.get("array");
      int size = queue == null ? 0 : queue.integer("top", 0) - queue.integer("base", 0);
      // What was taken leaves null; in a moment of change the size may be too large.
      for (int j = 0; array != null && size > 0 && j < array.length(); j++) {
        HeapObject task = array.element(j);
        if (task != null) {
          add(task);
        }
      }
    }
  }

  /** Adds the tasks of a {@code java.util.Timer}. */
  void addTimer(HeapObject taskQueue) {
    HeapObject array = taskQueue.get("queue");
    int size = taskQueue.integer("size", 0);
    for (int i = 1; array != null && i <= size && i < array.length(); i++) {
      HeapObject task = array.element(i);
      if (task != null && task.integer("state", 0) != TIMER_TASK_CANCELLED) {
        count++;
        if (tasks.size() < MOST) {
          tasks.add(ofTimer(task));
        }
      }
    }
  }

  private Task ofTimer(HeapObject task) {
    long period = task.bits("period", 0);
    Duration due =
        clock == null
            ? null
            : Duration.ofMillis(task.bits("nextExecutionTime", 0) - clock.millis());
    return new Task(
        Names.type(task.type().name()),
        period == 0 ? LeakedTask.Kind.DELAYED : LeakedTask.Kind.PERIODIC,
        due,
        period == 0 ? null : Duration.ofMillis(Math.abs(period)));
  }

  private void add(HeapObject task) {
    if (tasks.size() >= MOST) {
      count++;
      return;
    }
    boolean future = task.type().isA(JUC + "FutureTask");
    if (!future || task.integer("state", 0) < CANCELLED) {
      count++;
      tasks.add(task.type().isA(SCHEDULED) ? scheduled(task) : queued(task));
    }
  }

  private static Task queued(HeapObject task) {
    return new Task(type(task), LeakedTask.Kind.QUEUED, null, null);
  }

  private Task scheduled(HeapObject task) {
    long period = task.bits("period", 0);
    Duration due = clock == null ? null : Duration.ofNanos(task.bits("time", 0) - clock.nanoTime());
    if (period != 0) {
      return new Task(
          type(task), LeakedTask.Kind.PERIODIC, due, Duration.ofNanos(Math.abs(period)));
    }
    boolean waitsForWorker = due != null && (due.isNegative() || due.isZero());
    return waitsForWorker ? queued(task) : new Task(type(task), LeakedTask.Kind.DELAYED, due, null);
  }

  /** What a task does: the class of the user's that is inside of the JDK's and others' wrappers. */
  static String type(HeapObject task) {
    HeapObject inner = task;
    for (int i = 0; i < MOST_WRAPPERS && isWrapper(inner.type().name()); i++) {
      HeapObject next = unwrapped(inner);
      if (next == null) {
        break;
      }
      inner = next;
    }
    return Names.type(inner.type().name());
  }

  private static boolean isWrapper(String className) {
    return !Names.isLambda(className)
        && (Names.isJdk(className)
            || className.startsWith("com.google.common.util.concurrent.")
            || className.startsWith("org.springframework."));
  }

  private static @Nullable HeapObject unwrapped(HeapObject task) {
    for (String field : List.of("callable", "task", "fn", "runnable", "action", "delegate")) {
      HeapObject inner = task.get(field);
      if (inner != null) {
        return inner;
      }
    }
    return null;
  }
}
