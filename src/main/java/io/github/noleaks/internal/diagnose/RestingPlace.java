package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Where a worker waits when it has nothing to do, and how a dying thread looks. */
public final class RestingPlace {
  /** For frames: thousands of leaked threads have few different ones. */
  private static final Bounded<String, Boolean> ENDING_KNOWN = new Bounded<>(2_000);

  private static final Set<String> WORKERS =
      Set.of(
          "java.util.concurrent.ThreadPoolExecutor.runWorker",
          "java.util.concurrent.ForkJoinPool.runWorker");

  private static final Predicate<String> SERVING =
      Glob.any(
          List.of(
              "java.util.concurrent.*Queue.take",
              "java.util.concurrent.*Deque.take*",
              "*ServerSocket*.accept"));

  private static final String TIMED_ACCEPT = "timedAccept";

  private static final Predicate<String> ENDING;
  private static final Predicate<String> EDGES;

  static {
    Exits exits = Frames.read("/io/github/noleaks/internal/diagnose/exits.json", Exits.class);
    ENDING = Glob.any(exits.ending());
    EDGES = Glob.any(exits.edges());
  }

  private record Exits(List<String> ending, List<String> edges) {}

  private RestingPlace() {}

  /**
   * Whether a thread is the idle worker of a pool, one that may start its workers at any time, long
   * after it was made. The thread of a {@code Timer} is not: it starts with its timer.
   *
   * @param thread the thread
   * @return {@code true} if it waits for its next task
   */
  public static boolean isIdleWorker(LeakedThread thread) {
    Wait wait = WaitCatalog.INSTANCE.find(thread).what();
    return wait.verdict() == Verdict.IDLE_WORKER && wait.isOfPool();
  }

  /**
   * Whether a thread waits in its own code, for as long as it takes, for the next element of a
   * queue or the next connection. Such a thread does not end by itself.
   *
   * @param thread the thread
   * @return {@code true} if it serves whoever sends it something
   */
  public static boolean isServing(LeakedThread thread) {
    List<StackTraceElement> head = Frames.head(thread.stack());
    return !head.isEmpty()
        && thread.state() != Thread.State.TIMED_WAITING
        && thread.state() != Thread.State.BLOCKED
        && SERVING.test(Frames.name(head.get(head.size() - 1)))
        && head.stream().noneMatch(frame -> frame.getMethodName().equals(TIMED_ACCEPT));
  }

  /**
   * Whether a thread does nothing before another one, or somebody outside, gives it a reason to.
   *
   * @param thread the thread
   * @return {@code false} if it works, is about to, or has a clock that will wake it
   */
  public static boolean isCalm(LeakedThread thread) {
    return !isDying(thread)
        && (thread.state() == Thread.State.WAITING || isServing(thread) || isIdleWorker(thread));
  }

  /**
   * Whether a thread is a worker of one of the JDK's pools, idle or busy, by its stack.
   *
   * @param thread the thread
   * @return {@code true} if it takes its tasks from a pool
   */
  public static boolean isWorker(LeakedThread thread) {
    return thread.stack().stream().anyMatch(frame -> WORKERS.contains(Frames.name(frame)));
  }

  /**
   * Whether a thread seems to be on its way out: it has ended, has no frames, is in one of the
   * calls the JDK makes when a thread ends, or runs with nothing but the outermost JDK frames.
   * Those are also the first moments of a thread: either way it is worth another look.
   *
   * @param thread the thread
   * @return {@code true} if it will likely be gone, or look different, in a moment
   */
  public static boolean isDying(LeakedThread thread) {
    if (thread.state() == Thread.State.TERMINATED || thread.stack().isEmpty()) {
      return true;
    }
    List<StackTraceElement> head = Frames.head(thread.stack());
    for (StackTraceElement frame : head) {
      if (ENDING_KNOWN.get(Frames.name(frame), ENDING::test)) {
        return true;
      }
    }
    return thread.state() == Thread.State.RUNNABLE
        && head.size() == thread.stack().size()
        && EDGES.test(Frames.name(head.get(0)));
  }
}
