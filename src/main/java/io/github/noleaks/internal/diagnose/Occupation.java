package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a thread that serves others does at one moment: a task, or nothing, since it is where it
 * rests. The worker of a pool of the JDK's tells that by its stack alone. Of any other, such as an
 * event loop, and of a task that was there before and goes on, one has to know where it rested
 * before; what is remembered of that are words, its places.
 */
public final class Occupation {
  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";
  private static final String POOL_WORKER = POOL + ".runWorker";
  private static final String FORK_JOIN_WORKER = "java.util.concurrent.ForkJoinPool.runWorker";
  private static final String FORK_JOIN_TASK = "java.util.concurrent.ForkJoinTask.doExec";
  private static final String TIMER = "java.util.TimerThread.mainLoop";

  private static final Predicate<String> SERVING =
      Glob.any(
          List.of(
              "java.util.concurrent.*Queue.take",
              "java.util.concurrent.*Queue.poll",
              "java.util.concurrent.*Deque.take*",
              "java.util.concurrent.*Deque.poll*",
              "java.util.concurrent.*Service.take",
              "*ServerSocket*.accept",
              "*Datagram*.receive",
              "java.lang.ref.*Queue.remove*",
              "sun.nio.*WatchService*.take",
              "sun.nio.ch.SelectorImpl.select*"));

  /** Of these, a project has many libraries, and a third part of the name tells them apart. */
  private static final Set<String> LARGE_HOUSES =
      Set.of("org.apache", "org.eclipse", "com.google", "com.github", "com.sun", "org.jboss");

  private static final String TASK = "task ";
  private static final String REST = "rest ";
  private static final String WAIT = "wait ";
  private static final String HOME = "home ";

  private Occupation() {}

  /**
   * Whether a thread takes its tasks from a pool or a timer of the JDK's.
   *
   * @param thread the thread
   * @return {@code true} for a worker, idle or busy
   */
  public static boolean isWorker(LeakedThread thread) {
    return workerFrame(thread.stack()) >= 0;
  }

  private static int workerFrame(List<StackTraceElement> stack) {
    for (int i = stack.size() - 1; i >= 0; i--) {
      switch (Frames.name(stack.get(i))) {
        case POOL_WORKER, FORK_JOIN_WORKER, TIMER -> {
          return i;
        }
        default -> {
          // Further inside.
        }
      }
    }
    return -1;
  }

  /**
   * Whether it can be told what a thread waits for. One that runs is on its way elsewhere.
   *
   * @param thread the thread
   * @return {@code false} if another look may see it at another place
   */
  public static boolean isCalm(LeakedThread thread) {
    return thread.state() != Thread.State.BLOCKED
        && !thread.stack().isEmpty()
        && WaitCatalog.INSTANCE.find(thread).what().verdict() != Verdict.RUNNING;
  }

  /**
   * Whether a place is the task of a worker, which is over when the worker is elsewhere.
   *
   * @param place one of the places of a worker
   * @return {@code false} if it says where in its task the worker waits
   */
  public static boolean isTask(String place) {
    return place.startsWith(TASK);
  }

  /**
   * What is worth to be remembered of what a thread does now.
   *
   * @param thread the thread
   * @return its places; empty if it has nothing to do, or runs
   */
  public static Set<String> places(LeakedThread thread) {
    Set<String> places = new HashSet<>();
    if (isWorker(thread)) {
      String task = task(thread);
      if (task == null) {
        return Set.of();
      }
      places.add(TASK + task);
    }
    List<StackTraceElement> own = Frames.own(thread.stack());
    if (own.isEmpty() || !isCalm(thread)) {
      return places;
    }
    places.add(REST + names(own));
    places.add(WAIT + WaitCatalog.INSTANCE.find(thread).what().summary());
    for (StackTraceElement frame : own) {
      places.add(HOME + home(frame));
      if (isLambda(frame)) {
        places.add(HOME + Frames.name(frame));
      }
    }
    return places;
  }

  /**
   * The task that a thread is in and that it was not in before.
   *
   * @param thread the thread
   * @param known whether a place is known from before
   * @return the outermost frame of the task ({@code package.Class.method}), or {@code null} if the
   *     thread rests, does what it did before, or cannot be told from one that does
   */
  public static @Nullable String newTask(LeakedThread thread, Predicate<String> known) {
    if (thread.stack().stream().anyMatch(each -> Frames.isFramework(each) || Frames.isOurs(each))) {
      return null; // It runs a test itself, or a check.
    }
    if (isWorker(thread)) {
      String task = task(thread);
      if (task == null || !known.test(TASK + task)) {
        return task;
      }
    }
    List<StackTraceElement> own = Frames.own(thread.stack());
    if (own.isEmpty() || (known.test(REST + names(own)) && isKnownWait(thread, known))) {
      return null;
    }
    return newTaskOfLoop(thread, own, known);
  }

  /** Whoever waits for a time, or for whatever may come, is where a loop may well rest. */
  private static boolean isKnownWait(LeakedThread thread, Predicate<String> known) {
    return thread.state() == Thread.State.RUNNABLE
        || thread.state() == Thread.State.TIMED_WAITING
        || isServing(thread)
        || known.test(WAIT + WaitCatalog.INSTANCE.find(thread).what().summary());
  }

  private static boolean isServing(LeakedThread thread) {
    return Frames.head(thread.stack()).stream().anyMatch(frame -> SERVING.test(Frames.name(frame)));
  }

  /**
   * A loop is at home in the classes in which it was seen at rest and those inside of them, one of
   * a library in all of that library. What it does there it may do for reasons of its own; other
   * code that it calls is a task.
   */
  private static @Nullable String newTaskOfLoop(
      LeakedThread thread, List<StackTraceElement> own, Predicate<String> known) {
    StackTraceElement outermost = own.get(own.size() - 1);
    boolean isOfLibrary = !ClassPlaces.isInFolder(outermost.getClassName());
    String library = isOfLibrary ? home(outermost) : null;
    if (!isOfLibrary && !isHome(outermost, known)) {
      return null; // It was never seen at rest.
    }
    boolean allOfLibraries = true;
    for (int i = own.size() - 1; i >= 0; i--) {
      StackTraceElement frame = own.get(i);
      if (!home(frame).equals(library) && !isHome(frame, known)) {
        return Frames.name(frame);
      }
      allOfLibraries &= !ClassPlaces.isInFolder(frame.getClassName());
    }
    return allOfLibraries || isKnownWait(thread, known) ? null : Frames.name(own.get(0));
  }

  /** The lambdas of one class may be the loop and its tasks. */
  private static boolean isHome(StackTraceElement frame, Predicate<String> known) {
    if (isLambda(frame)) {
      return known.test(HOME + Frames.name(frame));
    }
    String home = home(frame);
    int end = home.length();
    while (end > 0) {
      if (known.test(HOME + home.substring(0, end))) {
        return true;
      }
      end = home.lastIndexOf('$', end - 1);
    }
    return false;
  }

  private static boolean isLambda(StackTraceElement frame) {
    return frame.getMethodName().startsWith("lambda$");
  }

  private static String names(List<StackTraceElement> frames) {
    StringBuilder names = new StringBuilder();
    frames.forEach(frame -> names.append(Frames.name(frame)).append(' '));
    return names.toString();
  }

  private static String home(StackTraceElement frame) {
    String type = frame.getClassName();
    if (ClassPlaces.isInFolder(type)) {
      return type;
    }
    String[] parts = type.split("\\.", 4);
    if (parts.length <= 2) {
      return type;
    }
    String house = parts[0] + '.' + parts[1];
    return LARGE_HOUSES.contains(house) ? house + '.' + parts[2] : house;
  }

  /**
   * The task of a worker: its outermost frame that is not the JDK's; if there is none, the call of
   * the JDK's that it waits in.
   *
   * @param thread a worker
   * @return {@code package.Class.method}, or {@code null} if it is idle, or between two tasks
   */
  public static @Nullable String task(LeakedThread thread) {
    List<StackTraceElement> stack = thread.stack();
    int entry = entry(stack, workerFrame(stack));
    if (entry < 0) {
      return null;
    }
    for (int i = entry; i >= 0; i--) {
      StackTraceElement frame = stack.get(i);
      if (!Frames.isJdk(frame) && !Frames.isLambdaShell(frame)) {
        return Frames.name(frame);
      }
    }
    // A method of the JDK's was handed over as it is: the call it waits in says most.
    List<StackTraceElement> inside = stack.subList(0, entry + 1);
    String call = WaitCatalog.INSTANCE.find(thread).waitsIn(inside, false);
    return call == null ? Frames.name(stack.get(entry)) : call;
  }

  /** The outermost frame of the task, or {@code -1} if there is none. */
  private static int entry(List<StackTraceElement> stack, int worker) {
    if (worker <= 0) {
      return -1;
    }
    StackTraceElement inside = stack.get(worker - 1);
    switch (Frames.name(stack.get(worker))) {
      case POOL_WORKER -> {
        String type = inside.getClassName();
        return type.equals(POOL) || type.equals(POOL + "$Worker") ? -1 : worker - 1;
      }
      case TIMER -> {
        return Frames.isJdk(inside) ? -1 : worker - 1;
      }
      default -> {
        for (int i = worker - 1; i > 0; i--) {
          if (Frames.name(stack.get(i)).equals(FORK_JOIN_TASK)) {
            return i - 1;
          }
        }
        return -1;
      }
    }
  }
}
