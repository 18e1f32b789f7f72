package io.github.noleaks.internal.access;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the JDK knows about threads and does not tell. It only reads fields, and calls nothing
 * that could change a thread that runs; what is not as expected reads as unknown. Nothing throws.
 * Thread-safe; obtained from {@link Access}.
 */
public final class ThreadInternals {
  /** The number of a worker's tasks where that is not known. */
  public static final long UNKNOWN = -1;

  private static final String MAP = "java.lang.ThreadLocal$ThreadLocalMap";
  private static final String HOLDER = "java.lang.Thread$FieldHolder";
  private static final String DELEGATE = "java.util.concurrent.Executors$DelegatedExecutorService";
  private static final String WORKER = "java.util.concurrent.ThreadPoolExecutor$Worker";

  private final Openings openings;
  private final InheritedValues inherited;
  private final InternalField target;
  private final InternalField holder;
  private final InternalField task;
  private final InternalField container;
  private final InternalField pool;
  private final InternalField completedTasks;
  private final InternalField delegate;
  private final ThreadContainers containers;
  private final ExecutorInternals executors;

  private ThreadInternals(Openings openings, InheritedValues inherited) {
    this.openings = openings;
    this.inherited = inherited;
    target = InternalField.of(Thread.class, "target");
    holder = InternalField.of(Thread.class, "holder");
    task = InternalField.of(HOLDER, "task");
    container = InternalField.of(Thread.class, "container");
    pool = InternalField.of(WORKER, "this$0");
    completedTasks = InternalField.of(WORKER, "completedTasks");
    delegate = InternalField.of(DELEGATE, "e");
    containers = new ThreadContainers();
    executors = new ExecutorInternals();
  }

  /** Finds the fields; {@code null} if not even the values that threads inherit can be read. */
  static @Nullable ThreadInternals resolve(Openings openings) {
    InheritedValues inherited =
        new InheritedValues(
            InternalField.of(Thread.class, "inheritableThreadLocals"),
            InternalField.of(MAP, "table"),
            InternalField.of(MAP + "$Entry", "value"));
    return inherited.isReadable() ? new ThreadInternals(openings, inherited) : null;
  }

  Openings openings() {
    return openings;
  }

  boolean isComplete() {
    return openings.isComplete();
  }

  /**
   * The value that a thread carries for a key: what it inherited, or what was set in it since.
   *
   * @param thread a thread, platform or virtual, that may be running
   * @param key the key
   * @return the value, or {@code null} if it has none
   */
  public @Nullable Object inherited(Thread thread, InheritableThreadLocal<?> key) {
    return inherited.read(thread, key);
  }

  /**
   * The virtual threads that are alive, each once.
   *
   * @return the threads; empty if there are none or they may not be listed
   */
  public List<Thread> virtualThreads() {
    return containers.virtualThreads();
  }

  /**
   * The pool that a thread works for.
   *
   * @param thread a thread
   * @return the pool, or {@code null} if the thread is no worker of a pool of the JDK's
   */
  public @Nullable Executor executor(Thread thread) {
    if (thread instanceof ForkJoinWorkerThread worker) {
      return worker.getPool();
    }
    if (pool.read(taskOf(thread)) instanceof Executor executor) {
      return executor;
    }
    // A pool that makes a thread for each task is at the same time the container of its threads.
    return container.read(thread) instanceof Executor executor ? executor : null;
  }

  /**
   * The pool inside of a wrapper of the JDK's, such as the one around a single worker.
   *
   * @param executor an executor
   * @return the innermost executor, possibly the same
   */
  public Executor unwrapped(Executor executor) {
    Executor inner = executor;
    while (delegate.read(inner) instanceof Executor next) {
      inner = next;
    }
    return inner;
  }

  /**
   * The reader of pools and their queues.
   *
   * @return the same as long as this one lives
   */
  public ExecutorInternals executors() {
    return executors;
  }

  /**
   * What a worker of a {@link java.util.concurrent.ThreadPoolExecutor} is to its pool.
   *
   * @param thread a thread
   * @return the pool's own record of it, or {@code null} if it is no such worker
   */
  public @Nullable Object worker(Thread thread) {
    Object work = taskOf(thread);
    return pool.read(work) == null ? null : work;
  }

  /**
   * How many tasks a worker of a {@link java.util.concurrent.ThreadPoolExecutor} has done. A task
   * that it is busy with does not count.
   *
   * @param worker the worker
   * @return the number, or {@link #UNKNOWN}
   */
  public long completedTasks(Thread worker) {
    return completedTasks.read(taskOf(worker)) instanceof Long number ? number : UNKNOWN;
  }

  /** What the thread was made to run. */
  private @Nullable Object taskOf(Thread thread) {
    return target.exists() ? target.read(thread) : task.read(holder.read(thread));
  }
}
