package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.OpenChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The open channels and the child processes of a finding in a few lines. */
final class OpenText {
  private static final int MOST_TARGETS = 10;
  private static final int MOST_CLASSES = 3;
  private static final int MOST_HOLDERS = 8;
  private static final int LONGEST = 200;
  private static final String REAPER =
      "the thread \"process reaper\" waits for %s end, and goes with it";

  private OpenText() {}

  /** Where they lead to; none if the heading says it. */
  static List<String> channels(Leak leak) {
    Map<String, Integer> targets = new LinkedHashMap<>();
    leak.channels().stream()
        .map(OpenChannel::target)
        .filter(target -> !target.isEmpty())
        .forEach(target -> targets.merge(target, 1, Integer::sum));
    List<String> lines = new ArrayList<>();
    if (targets.size() != 1 || !targets.containsKey(leak.summary())) {
      targets.forEach((target, count) -> lines.add(times(count) + shortened(target)));
    }
    return cut(lines, MOST_TARGETS);
  }

  /** Of which classes the objects are that hold them open. */
  static List<String> classes(List<OpenChannel> channels) {
    List<String> names =
        channels.stream()
            .map(OpenChannel::className)
            .filter(Objects::nonNull)
            .distinct()
            .map(Wording::name)
            .toList();
    return names.isEmpty() ? names : List.of(String.join(", ", cut(names, MOST_CLASSES)));
  }

  /** The ways by which those objects are held; most channels of a finding are held by the same. */
  static List<String> holders(List<OpenChannel> channels) {
    Set<String> ways = new LinkedHashSet<>();
    channels.forEach(channel -> ways.addAll(channel.heldBy()));
    return cut(ways.stream().map(Wording::printable).toList(), MOST_HOLDERS);
  }

  /** What runs, for how long, and who waits for it. */
  static List<String> processes(List<LeakedProcess> processes) {
    if (processes.isEmpty()) {
      return List.of();
    }
    List<String> lines =
        new ArrayList<>(cut(processes.stream().map(OpenText::process).toList(), MOST_TARGETS));
    lines.add(REAPER.formatted(processes.size() == 1 ? "its" : "each one's"));
    return lines;
  }

  private static String process(LeakedProcess process) {
    return shortened(process.command())
        + " (pid "
        + process.pid()
        + "), for "
        + Wording.age(process.age())
        + (process.descendants() == 0
            ? ""
            : ", and " + Wording.count(process.descendants(), "process") + " of its own");
  }

  /** What others have named, on one line and of a bounded length. */
  static String shortened(String text) {
    String shown = Wording.printable(text);
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + '…';
  }

  private static String times(int count) {
    return count == 1 ? "" : Wording.number(count) + " × ";
  }

  private static List<String> cut(List<String> lines, int most) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, most));
    shown.add("… and " + Wording.number(lines.size() - most) + " more");
    return shown;
  }
}
