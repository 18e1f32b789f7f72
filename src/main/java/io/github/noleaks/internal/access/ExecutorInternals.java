package io.github.noleaks.internal.access;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what pools of the JDK have in their queues. It takes no lock, since who holds one may be
 * stuck, and calls no code of the user's; so what it reads of a pool at work is near to the truth
 * only. What is not as expected reads as unknown. Nothing throws. Thread-safe.
 */
public final class ExecutorInternals {
  /** A number that is not known. */
  public static final int UNKNOWN = QueueFields.UNKNOWN;

  private static final String JUC = "java.util.concurrent.";
  private static final String SCHEDULED = JUC + "ScheduledThreadPoolExecutor$ScheduledFutureTask";
  private static final String WORKER = JUC + "ThreadPoolExecutor$Worker";
  private static final String PER_TASK = JUC + "ThreadPerTaskExecutor";
  private static final String OF_POOL = JUC + "ForkJoinPool$WorkQueue";

  /** Below these bits a pool counts its workers; with one of them set it is being shut down. */
  private static final int COUNT_BITS = Integer.SIZE - 3;

  private static final int TERMINATED = 3;

  private final QueueFields queues = new QueueFields();
  private final InternalField workQueue = InternalField.of(ThreadPoolExecutor.class, "workQueue");
  private final InternalField control = InternalField.of(ThreadPoolExecutor.class, "ctl");
  private final InternalField core = InternalField.of(ThreadPoolExecutor.class, "corePoolSize");
  private final InternalField most = InternalField.of(ThreadPoolExecutor.class, "maximumPoolSize");
  private final InternalField completed =
      InternalField.of(ThreadPoolExecutor.class, "completedTaskCount");
  private final InternalField completedByWorker = InternalField.of(WORKER, "completedTasks");
  private final InternalField sequence = InternalField.of(SCHEDULED, "sequenceNumber");
  private final InternalField period = InternalField.of(SCHEDULED, "period");
  private final InternalField poolQueues = InternalField.of(ForkJoinPool.class, "queues");
  private final InternalField top = InternalField.of(OF_POOL, "top");
  private final InternalField base = InternalField.of(OF_POOL, "base");
  private final InternalField slots = InternalField.of(OF_POOL, "array");
  private final @Nullable Class<?> scheduledTask = scheduledTask();
  private final @Nullable AtomicLong sequencer = sequencer();
  private final @Nullable MethodHandle isLocked = isLocked();

  ExecutorInternals() {}

  /**
   * A task in a queue, as it was when it was read.
   *
   * @param className the class of what it runs, the JDK's wrappers left out
   * @param identity a number that it keeps as long as it lives, and hardly shares with another
   * @param sequence the number that the JDK gave it when it was scheduled; {@link #UNKNOWN} if it
   *     was not
   * @param periodic whether it runs again and again
   * @param delayNanos how long until it is due, negative if it is late; zero if it was not
   *     scheduled
   * @param cancelled whether it is only still there, and will not run
   */
  public record Task(
      String className,
      int identity,
      long sequence,
      boolean periodic,
      long delayNanos,
      boolean cancelled) {}

  /** How far a pool is on its way to its end. */
  public enum State {
    /** It takes tasks. */
    RUNNING,
    /** It was shut down. */
    SHUT_DOWN,
    /** It has ended. */
    TERMINATED
  }

  private static @Nullable Class<?> scheduledTask() {
    try {
      return Class.forName(SCHEDULED, false, null);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable AtomicLong sequencer() {
    try {
      Field field = ScheduledThreadPoolExecutor.class.getDeclaredField("sequencer");
      return field.trySetAccessible() && field.get(null) instanceof AtomicLong found ? found : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Not reflection: it is asked for each worker whenever a test begins. */
  private static @Nullable MethodHandle isLocked() {
    try {
      Method method = Class.forName(WORKER, false, null).getDeclaredMethod("isLocked");
      return method.trySetAccessible()
          ? MethodHandles.lookup()
              .unreflect(method)
              .asType(MethodType.methodType(boolean.class, Object.class))
          : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /**
   * Whether pools can be read at all.
   *
   * @return {@code false} if the package of the pools is not open
   */
  public boolean isReadable() {
    return workQueue.exists() && sequencer != null && sequence.exists() && isLocked != null;
  }

  /**
   * How many tasks have been scheduled in this JVM. While it stands still, none has been.
   *
   * @return the number that the next one gets, or {@link #UNKNOWN}
   */
  public long scheduledSoFar() {
    return sequencer == null ? UNKNOWN : sequencer.get();
  }

  /**
   * The executor that runs the tasks of another one.
   *
   * @param executor an executor, such as the wrapper around a single worker, or one of Guava's or
   *     Spring's
   * @return the innermost that can be read, possibly the same
   */
  public Executor unwrapped(Executor executor) {
    return ExecutorWrappers.unwrapped(executor);
  }

  /**
   * Whether this is one of the executors that can be read.
   *
   * @param executor an executor, unwrapped
   * @return {@code true} for the JDK's own and their subclasses
   */
  public boolean isKnown(Executor executor) {
    return executor instanceof ThreadPoolExecutor
        || executor instanceof ForkJoinPool
        || executor.getClass().getName().equals(PER_TASK);
  }

  /**
   * Whether the tasks of an executor wait for their time, and have numbers.
   *
   * @param executor an executor, unwrapped
   * @return {@code true} for a {@link ScheduledThreadPoolExecutor}
   */
  public boolean isScheduler(Executor executor) {
    return executor instanceof ScheduledThreadPoolExecutor
        && queues.isDelayed(workQueue.read(executor));
  }

  /**
   * How many tasks wait in the queue of an executor, cancelled ones among them.
   *
   * @param executor an executor, unwrapped
   * @return the number, or {@link #UNKNOWN} if the queue is not one of the JDK's
   */
  public int queued(Executor executor) {
    if (executor instanceof ThreadPoolExecutor) {
      return queues.length(workQueue.read(executor));
    }
    if (executor instanceof ForkJoinPool) {
      int queued = 0;
      if (poolQueues.read(executor) instanceof Object[] all) {
        for (Object each : all) {
          if (each != null) {
            queued += Math.max(0, top.readInt(each, 0) - base.readInt(each, 0));
          }
        }
      }
      return queued;
    }
    return isKnown(executor) ? 0 : UNKNOWN;
  }

  /**
   * The same, but of a scheduler without the cancelled tasks, if it has not too many.
   *
   * @param executor an executor, unwrapped
   * @return the number, or {@link #UNKNOWN}
   */
  public int pending(Executor executor) {
    return isScheduler(executor) ? queues.live(workQueue.read(executor)) : queued(executor);
  }

  /**
   * Whether a worker has a task.
   *
   * @param worker what {@link ThreadInternals#worker} gave
   * @return {@code true} also while it begins
   */
  public boolean isBusy(Object worker) {
    try {
      return isLocked != null && (boolean) isLocked.invokeExact(worker);
    } catch (Throwable e) {
      return false;
    }
  }

  /**
   * How many tasks a worker has done; one that it is busy with does not count.
   *
   * @param worker what {@link ThreadInternals#worker} gave
   * @return the number, or {@link #UNKNOWN}
   */
  public long completedBy(Object worker) {
    return completedByWorker.read(worker) instanceof Long number ? number : UNKNOWN;
  }

  /**
   * How many tasks were done by workers that have ended since.
   *
   * @param executor an executor, unwrapped
   * @return the number, or {@link #UNKNOWN}
   */
  public long completedByEnded(Executor executor) {
    return completed.read(executor) instanceof Long number ? number : UNKNOWN;
  }

  /**
   * How many workers an executor may have.
   *
   * @param executor an executor, unwrapped
   * @return the number, or {@link #UNKNOWN}
   */
  public int mostWorkers(Executor executor) {
    if (executor instanceof ForkJoinPool pool) {
      return pool.getClass() == ForkJoinPool.class ? pool.getParallelism() : UNKNOWN;
    }
    // A scheduler, whose queue has no end, never has more than its core.
    return (isScheduler(executor) ? core : most).readInt(executor, UNKNOWN);
  }

  /**
   * How far an executor is on its way to its end.
   *
   * @param executor an executor, unwrapped
   * @return its state, or {@code null} if that cannot be read
   */
  public @Nullable State state(Executor executor) {
    if (control.read(executor) instanceof AtomicInteger bits) {
      int state = bits.get() >> COUNT_BITS;
      return state < 0 ? State.RUNNING : state < TERMINATED ? State.SHUT_DOWN : State.TERMINATED;
    }
    if (executor instanceof ForkJoinPool pool && pool.getClass() == ForkJoinPool.class) {
      return !pool.isShutdown()
          ? State.RUNNING
          : pool.isTerminated() ? State.TERMINATED : State.SHUT_DOWN;
    }
    return null;
  }

  /**
   * The tasks in the queue of an executor, the cancelled ones among them; 10,000 at the most.
   *
   * @param executor an executor, unwrapped
   * @return the tasks, mostly in the order of the queue; empty also if they cannot be read
   */
  public List<Task> tasks(Executor executor) {
    List<Task> tasks = new ArrayList<>();
    if (executor instanceof ThreadPoolExecutor) {
      queues.elements(workQueue.read(executor)).forEach(each -> tasks.add(task(each)));
    } else if (poolQueues.read(executor) instanceof Object[] all) {
      for (Object queue : all) {
        if (slots.read(queue) instanceof Object[] elements) {
          for (Object each : elements) {
            if (each != null) {
              tasks.add(task(each));
            }
          }
        }
      }
    }
    return tasks;
  }

  private Task task(Object element) {
    String className = TaskFields.className(element);
    int identity = System.identityHashCode(element);
    Object own = scheduledTask == null ? null : TaskFields.undecorated(element, scheduledTask);
    if (own == null || !(sequence.read(own) instanceof Long number)) {
      return new Task(className, identity, UNKNOWN, false, 0, TaskFields.isOver(element));
    }
    if (own != element) {
      className = TaskFields.className(own);
    }
    boolean periodic = period.read(own) instanceof Long every && every != 0;
    long delay = own instanceof Delayed delayed ? delayed.getDelay(TimeUnit.NANOSECONDS) : 0;
    boolean cancelled = own instanceof Future<?> future && future.isCancelled();
    return new Task(className, identity, number, periodic, delay, cancelled);
  }
}
