package io.github.noleaks.internal.watch;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The child processes of one moment.
 *
 * @param reapers the threads that wait for them
 * @param waiting the names of those that say which process they wait for
 * @param lastPid the number of the youngest process of the whole machine, or {@link #UNKNOWN}
 * @param handles the children; empty without looking if nothing waits for one
 */
record Children(Reapers reapers, Set<String> waiting, long lastPid, Set<ProcessHandle> handles) {
  static final long UNKNOWN = -1;

  /** Here the JDK waits for a process only if it is asked to. */
  private static final boolean WITHOUT_REAPERS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

  /** The children of now, with a look at all processes only if there may be one. */
  static Children now() {
    Reapers reapers = Reapers.now();
    if (reapers.isEmpty() && !WITHOUT_REAPERS) {
      return new Children(reapers, Set.of(), UNKNOWN, Set.of());
    }
    // In this order: whoever comes while we look is not among those that are waited for.
    Set<String> waiting = reapers.waiting();
    long lastPid = readLastPid();
    return new Children(reapers, waiting, lastPid, handlesNow());
  }

  static Set<ProcessHandle> handlesNow() {
    try {
      return ProcessHandle.current().children().collect(Collectors.toSet());
    } catch (RuntimeException e) {
      return Set.of(); // Not allowed.
    }
  }

  private static long readLastPid() {
    List<String> lines = ProcFiles.lines("/proc/loadavg");
    return lines.isEmpty() ? UNKNOWN : parseLastPid(lines.get(0));
  }

  static long parseLastPid(String loadavg) {
    try {
      long last = Long.parseLong(loadavg.substring(loadavg.lastIndexOf(' ') + 1).strip());
      return last > 0 ? last : UNKNOWN;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** Whether no child can have come. Cheap. */
  boolean isCurrent() {
    if (WITHOUT_REAPERS) {
      return false;
    }
    Reapers now = Reapers.now();
    if (now.isEmpty() || now.allWaitAs(waiting)) {
      return true;
    }
    // One that has nothing to do may just be getting a process.
    return now.areAmong(reapers) && lastPid != UNKNOWN && lastPid == readLastPid();
  }
}
