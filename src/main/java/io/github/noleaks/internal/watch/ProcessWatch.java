package io.github.noleaks.internal.watch;

import io.github.noleaks.LeakedProcess;
import io.github.noleaks.internal.access.OwnProcesses;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees child processes of this JVM come and go. As long as the JDK waits for none, a mark and the
 * question whether it still holds cost two counters. Thread-safe.
 */
public final class ProcessWatch {
  private static final ProcessWatch SHARED = new ProcessWatch();
  private static final long TICK_MILLIS = 20;

  private volatile Children latest = Children.now();

  ProcessWatch() {}

  /**
   * The watch of this JVM.
   *
   * @return the watch
   */
  public static ProcessWatch shared() {
    return SHARED;
  }

  /**
   * Marks this moment. It looks at the processes only if one may have come since the last look.
   *
   * @return the mark
   */
  public ProcessMark mark() {
    Children children = latest;
    if (!children.isCurrent()) {
      children = Children.now();
      latest = children;
    }
    return new ProcessMark(children, uptimeMillis());
  }

  private static long uptimeMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  /**
   * Whether no child process can have come that is still alive. Cheap.
   *
   * @param mark a mark
   * @return {@code false} if a look is needed to tell
   */
  public boolean unchangedSince(ProcessMark mark) {
    return mark.children().isCurrent();
  }

  /**
   * The children that this JVM has started since and that are alive, without those that NoLeaks
   * started for itself.
   *
   * @param mark a mark
   * @return the facts about them, in the order of their numbers
   */
  public List<SeenProcess> since(ProcessMark mark) {
    return since(mark.children().handles(), mark.uptimeMillis());
  }

  /**
   * All children that are alive, without those that NoLeaks started for itself.
   *
   * @return the facts about them, in the order of their numbers
   */
  public List<SeenProcess> all() {
    return since(Set.of(), 0);
  }

  private static List<SeenProcess> since(Set<ProcessHandle> before, long markMillis) {
    Set<ProcessHandle> now = Children.handlesNow();
    Set<ProcessHandle> own = OwnProcesses.started();
    Optional<Instant> started = ProcessHandle.current().info().startInstant();
    List<SeenProcess> since = new ArrayList<>();
    now.stream()
        .filter(child -> !before.contains(child) && !own.contains(child))
        .sorted(Comparator.comparingLong(ProcessHandle::pid))
        .forEach(
            child -> {
              ProcessHandle.Info info = child.info();
              // Between two processes the system's clock is exact.
              long after =
                  started.isPresent() && info.startInstant().isPresent()
                      ? Duration.between(started.get(), info.startInstant().get()).toMillis()
                      : markMillis;
              if (after + TICK_MILLIS >= markMillis && isAlive(child)) {
                since.add(seen(child, info, Math.max(0, uptimeMillis() - after)));
              }
            });
    return since;
  }

  private static SeenProcess seen(ProcessHandle child, ProcessHandle.Info info, long ageMillis) {
    String command =
        info.commandLine().or(info::command).orElse("a command that the system does not tell");
    String start = info.startInstant().map(Instant::toString).orElse("?");
    return new SeenProcess(
        child.pid() + " " + start,
        new LeakedProcess(
            child.pid(), command, Duration.ofMillis(ageMillis), descendants(child), null),
        pipesOf(child.pid()));
  }

  private static int descendants(ProcessHandle child) {
    try {
      return (int) child.descendants().filter(ProcessWatch::isAlive).count();
    } catch (RuntimeException e) {
      return 0; // Not allowed.
    }
  }

  /** Not one that has ended and that nobody has asked how. */
  private static boolean isAlive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    List<String> lines = ProcFiles.lines("/proc/" + process.pid() + "/stat");
    return lines.isEmpty() || !isDead(lines.get(0));
  }

  /** The state comes after the name, which may hold anything. */
  static boolean isDead(String stat) {
    int state = stat.lastIndexOf(')') + 2;
    return state < stat.length() && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
  }

  /**
   * The pipes between this JVM and the streams of a process: descriptors of this JVM that lead to
   * them go with the process.
   *
   * @param pid the number of the process
   * @return as in the keys of {@link SeenChannel}, such as {@code pipe:[4711]}; empty where the
   *     system does not tell
   */
  public static Set<String> pipesOf(long pid) {
    return ChildPipes.of(pid);
  }
}
