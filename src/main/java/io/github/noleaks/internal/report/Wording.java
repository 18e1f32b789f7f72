package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers, plurals and names as people read them. */
final class Wording {

  private static final int LONGEST_NAME = 80;

  /** "waiting for ...", "still running", "parked": the same for one and for many. */
  private static final Pattern VERBAL = Pattern.compile("(\\w+ing|\\w+ed|still|each)\\b.*");

  /** What comes before "on a full queue", "never cancelled", ": its executor ...". */
  private static final Pattern HEAD_NOUN =
      Pattern.compile("(.*?\\w)(?= (?:on|in|of|with|at|that|still|never)\\b|:|$)");

  private Wording() {}

  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : several(noun));
  }

  private static String several(String noun) {
    if (noun.endsWith("ss")) {
      return noun + "es";
    }
    return noun.endsWith("ory") ? noun.substring(0, noun.length() - 1) + "ies" : noun + 's';
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code sender on a full queue}, said of several: {@code senders on a full queue}. */
  static String plural(String summary) {
    Matcher noun = HEAD_NOUN.matcher(summary);
    if (VERBAL.matcher(summary).matches() || !noun.lookingAt()) {
      return summary;
    }
    return several(noun.group(1)) + summary.substring(noun.end()).replace(": its ", ": their ");
  }

  /** {@code order-sender-1 (#41)}; an unnamed thread is {@code #41}. */
  static String thread(LeakedThread thread) {
    String id = "#" + thread.id();
    if (thread.name().isEmpty()) {
      return id;
    }
    return name(thread.name()) + " (" + id + ')';
  }

  /** On one line, and of a bounded length. */
  static String name(String name) {
    String shown = printable(name);
    return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME - 1) + '…';
  }

  /** {@code 3 virtual threads}, or {@code 3 threads (1 virtual)} if not all are. */
  static String threads(List<LeakedThread> threads) {
    long virtual = threads.stream().filter(LeakedThread::virtual).count();
    if (virtual == 0) {
      return count(threads.size(), "thread");
    }
    return virtual == threads.size()
        ? count(virtual, "virtual thread")
        : count(threads.size(), "thread") + " (" + number(virtual) + " virtual)";
  }

  /**
   * Everything that was left behind: {@code 3 threads, 1 stuck worker, 2 tasks and 1 channel}.
   *
   * @param worker what to call a thread that was there before: it is not left behind, its task is
   */
  static String left(List<Leak> leaks, String worker) {
    int channels = leaks.stream().mapToInt(leak -> leak.channels().size()).sum();
    return left(leaks, worker, channels == 0 ? Map.of() : Map.of("channel", channels));
  }

  /** The same of one finding, its channels called by what they are: {@code 2 sockets}. */
  static String left(Leak leak, String worker) {
    Map<String, Integer> kinds = new TreeMap<>();
    leak.channels().forEach(channel -> kinds.merge(channel.kind().label(), 1, Integer::sum));
    return left(List.of(leak), worker, kinds);
  }

  private static String left(List<Leak> leaks, String worker, Map<String, Integer> channels) {
    List<LeakedThread> threads = leaks.stream().flatMap(leak -> leak.threads().stream()).toList();
    int tasks = leaks.stream().mapToInt(leak -> leak.tasks().size()).sum();
    int processes = leaks.stream().mapToInt(leak -> leak.processes().size()).sum();
    List<LeakedThread> fresh = threads.stream().filter(t -> t.task() == null).toList();
    List<String> parts = new ArrayList<>();
    if (!fresh.isEmpty()) {
      parts.add(threads(fresh));
    }
    if (fresh.size() < threads.size()) {
      parts.add(count(threads.size() - fresh.size(), worker));
    }
    if (tasks > 0) {
      parts.add(count(tasks, "task"));
    }
    channels.forEach((noun, number) -> parts.add(count(number, noun)));
    if (processes > 0) {
      parts.add(count(processes, "process"));
    }
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  /** As a reader would call the class of a task: a lambda by the class it was written in. */
  static String task(String className) {
    int lambda = className.indexOf("$$Lambda");
    return name(lambda > 0 ? "a lambda of " + className.substring(0, lambda) : className);
  }

  /** In the largest unit that leaves a number of two digits or more: {@code 90 s}, {@code 36 h}. */
  static String duration(Duration duration) {
    if (duration.toMillis() < 1_000) {
      return duration.toMillis() + " ms";
    }
    if (duration.toSeconds() < 120) {
      return duration.toSeconds() + " s";
    }
    if (duration.toMinutes() < 120) {
      return duration.toMinutes() + " min";
    }
    return duration.toHours() < 48 ? duration.toHours() + " h" : count(duration.toDays(), "day");
  }

  /** How long something has been there: {@code 2.3 s}, and longer times as {@link #duration}. */
  static String age(Duration age) {
    return age.toMillis() < 1_000 || age.toSeconds() >= 10
        ? duration(age)
        : String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1e3);
  }

  /**
   * A text on one line, without anything that moves the cursor, hides or turns text: those
   * characters are written as their Unicode escapes.
   */
  static String printable(String text) {
    StringBuilder shown = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmful(text, i)) {
        shown = shown == null ? new StringBuilder(text.substring(0, i)) : shown;
        shown.append(escape(c));
      } else if (shown != null) {
        shown.append(c);
      }
    }
    return shown == null ? text : shown.toString();
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
    };
  }

  private static boolean isHarmful(String text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
