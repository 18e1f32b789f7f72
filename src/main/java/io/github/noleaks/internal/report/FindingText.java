package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One finding as lines; what is not known has no line. */
final class FindingText {

  /** What a thread is called that was there before. */
  static final String OLDER = "older worker";

  private static final int MOST_THREADS = 10;
  private static final int MOST_HOLDERS = 8;
  private static final int MOST_STACKS = 4;
  private static final int WIDTH = 100;
  private static final long WORTH_TELLING = 500_000;
  private static final String INDENT = " ".repeat(3);
  private static final String NO_LABEL = " ".repeat(15);

  private final List<String> lines = new ArrayList<>();

  private FindingText() {}

  static List<String> of(int number, Leak leak) {
    FindingText text = new FindingText();
    text.write(number, leak);
    return text.lines;
  }

  private void write(int number, Leak leak) {
    lines.add(
        number
            + ") "
            + Wording.left(leak, OLDER)
            + ' '
            + leak.verdict().label()
            + ": "
            + summary(leak));
    field("threads", threads(leak.threads()));
    field("in task", TaskText.ofWorkers(leak.threads()));
    field("tasks", TaskText.of(leak.tasks()));
    field("channels", OpenText.channels(leak));
    field("processes", OpenText.processes(leak.processes()));
    field("class", OpenText.classes(leak.channels()));
    field("waits in", waitsIn(leak));
    field("held by", holders(leak.heldBy()));
    field("held by", OpenText.holders(leak.channels()));
    field("woken by", lines(leak.evidence().wokenBy()));
    field("retains", retains(leak.evidence().retains()));
    field("executor", executor(leak));
    at(leak);
    field(creation(leak), CreationText.of(leak));
    field("started in", leak.startedIn());
    field("fix", leak.fix());
    field("ignore", leak.ignore().isEmpty() ? null : leak.ignore());
    stacks(leak);
  }

  /** What channels lead to is no sentence, and has no plural. */
  private static String summary(Leak leak) {
    if (!leak.channels().isEmpty()) {
      return OpenText.shortened(leak.summary());
    }
    int count = leak.threads().size() + leak.tasks().size() + leak.processes().size();
    return Wording.printable(count == 1 ? leak.summary() : Wording.plural(leak.summary()));
  }

  private static String creation(Leak leak) {
    if (!leak.channels().isEmpty()) {
      return "opened by";
    }
    if (!leak.processes().isEmpty()) {
      return "started by";
    }
    boolean older = leak.threads().stream().allMatch(thread -> thread.task() != null);
    return older ? "worker by" : "created by";
  }

  private static @Nullable String waitsIn(Leak leak) {
    String state = leak.evidence().waitsFor();
    return leak.waitsIn() == null || state == null ? leak.waitsIn() : leak.waitsIn() + ": " + state;
  }

  /** What the heap says tells more than what is known about each task. */
  private static List<String> executor(Leak leak) {
    List<String> known = leak.evidence().executor();
    return known.isEmpty() ? TaskText.executors(leak.tasks()) : lines(known);
  }

  /** What is small is not worth a line. */
  private static @Nullable String retains(long bytes) {
    return bytes < WORTH_TELLING
        ? null
        : String.format(Locale.ROOT, "at most %,.1f MB that nothing else keeps alive", bytes / 1e6);
  }

  private static List<String> lines(List<String> sentences) {
    return sentences.stream().map(Wording::printable).toList();
  }

  private void at(Leak leak) {
    StackTraceElement at = leak.at();
    if (at != null) {
      field("at", StackText.frame(at));
      if (leak.sourceLine() != null) {
        lines.add(NO_LABEL + INDENT + ' ' + Wording.printable(leak.sourceLine()));
      }
    }
  }

  /**
   * All threads of a finding share a stack, but for idle ones, of which one tells enough, and those
   * of a deadlock, each with its own part.
   */
  private void stacks(Leak leak) {
    if (leak.verdict() != Verdict.DEADLOCKED) {
      field("stack", StackText.of(leak.stack()));
      return;
    }
    List<LeakedThread> threads = leak.threads();
    List<String> text = new ArrayList<>();
    for (LeakedThread thread : threads.subList(0, Math.min(MOST_STACKS, threads.size()))) {
      text.add("of " + Wording.thread(thread));
      StackText.of(thread.stack()).forEach(frame -> text.add("  " + frame));
    }
    if (threads.size() > MOST_STACKS) {
      text.add("… and " + Wording.count(threads.size() - MOST_STACKS, "more stack"));
    }
    field("stack", text);
  }

  private static List<String> threads(List<LeakedThread> threads) {
    boolean mixed =
        threads.stream().anyMatch(LeakedThread::virtual)
            && !threads.stream().allMatch(LeakedThread::virtual);
    List<String> lines = new ArrayList<>();
    if (threads.isEmpty()) {
      return lines;
    }
    StringBuilder line = new StringBuilder();
    int shown = Math.min(MOST_THREADS, threads.size());
    for (int i = 0; i < shown; i++) {
      LeakedThread thread = threads.get(i);
      String one = Wording.thread(thread) + (mixed && thread.virtual() ? " virtual" : "");
      if (line.length() + one.length() > WIDTH && !line.isEmpty()) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(one).append(i + 1 < threads.size() ? ", " : "");
    }
    if (threads.size() > shown) {
      line.append("… and ").append(Wording.number(threads.size() - shown)).append(" more");
    }
    lines.add(line.toString());
    return lines;
  }

  private static List<String> holders(@Nullable String heldBy) {
    if (heldBy == null) {
      return List.of();
    }
    List<String> all = heldBy.lines().map(Wording::printable).toList();
    if (all.size() <= MOST_HOLDERS) {
      return all;
    }
    List<String> some = new ArrayList<>(all.subList(0, MOST_HOLDERS));
    some.add("… and " + Wording.number(all.size() - MOST_HOLDERS) + " more");
    return some;
  }

  private void field(String label, @Nullable String value) {
    field(label, value == null ? List.of() : List.of(Wording.printable(value)));
  }

  private void field(String label, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      String start = i == 0 ? INDENT + label : "";
      lines.add(start + " ".repeat(NO_LABEL.length() - start.length()) + values.get(i));
    }
  }
}
