package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedProcess;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An {@code @IgnoreLeaks} line, ready to paste, that fits a leak and little else. */
final class IgnoreSnippet {

  private static final int LONGEST_NAME = 80;

  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern COUNTER_AT_END = Pattern.compile("(?<=[^\\p{L}\\d])\\d+$");

  private IgnoreSnippet() {}

  /**
   * Writes the line.
   *
   * @param own the innermost own frame, if there is one
   * @param waiting the JDK frame the threads wait in, if there is one
   */
  static String of(
      List<LeakedThread> threads,
      @Nullable StackTraceElement own,
      @Nullable StackTraceElement waiting) {
    StackTraceElement task = commonTask(threads);
    String name = commonName(threads);
    boolean named =
        name != null
            && threads.stream().noneMatch(t -> WaitCatalog.INSTANCE.isDefaultName(t.name()));
    List<String> asked = new ArrayList<>();
    if (task != null) {
      // Not by the worker's name: it will be stuck in other tasks another time.
      asked.add(attribute("task", Stable.frame(task)));
      if (isOwn(task, threads.get(0))) {
        return line(asked);
      }
      // Such as FutureTask.run, which many tasks begin with: the rest tells whose it is.
    }
    if (named || own == null) {
      if (name != null && !name.isBlank()) {
        asked.add(attribute("thread", shortened(name)));
      }
    }
    if (!named) {
      StackTraceElement frame = own != null ? own : waiting;
      if (frame != null) {
        asked.add(attribute("anyFrame", Stable.frame(frame)));
      }
    }
    if (!named && own == null) {
      // A name such as "pool-*-thread-*" and a frame of the JDK fit all idle workers there are.
      String creator = Creators.innermostOwn(threads);
      if (creator != null) {
        asked.add(attribute("creator", creator));
      }
    }
    if (asked.isEmpty()) {
      asked.add(attribute("threadClass", threads.get(0).className()));
    }
    return line(asked);
  }

  /** The lines for tasks that were left in a queue, one for each class; empty if there are none. */
  static String ofTasks(List<LeakedTask> tasks) {
    return tasks.stream()
        .map(task -> Stable.task(task.className()))
        .distinct()
        .sorted()
        .map(type -> line(List.of(attribute("task", type))))
        .collect(Collectors.joining(" "));
  }

  /**
   * The line for channels of one finding.
   *
   * @param place what they lead to, as {@link StablePlace} has it
   */
  static String ofChannels(List<OpenChannel> channels, String place) {
    OpenChannel first = channels.get(0);
    boolean alike = channels.stream().map(OpenChannel::target).distinct().count() == 1;
    String pattern;
    boolean vague = false;
    if (first.target().isEmpty() || place.isEmpty()) {
      pattern = first.kind().label();
      vague = true;
    } else if (StablePlace.hasAddress(first)) {
      pattern = address(place);
      vague = pattern.endsWith(":*");
    } else {
      pattern = alike ? StablePlace.pathPattern(withoutRemark(first)) : "*" + place;
    }
    return line(withCreator(attribute("channel", shortened(pattern)), vague, first.opener()));
  }

  /** The end of a connection that has a port of its own, the other end's first. */
  private static String address(String place) {
    String[] ends = place.split("→", -1);
    String last = ends[ends.length - 1].strip();
    String first = ends[0].strip();
    return last.endsWith(":*") && !first.endsWith(":*") ? first : last;
  }

  private static String withoutRemark(OpenChannel channel) {
    List<String> names = channel.names();
    // The second one, if it is no other than the first but for the remark.
    return names.size() > 1 && names.get(0).startsWith(names.get(1)) ? names.get(1) : names.get(0);
  }

  /**
   * The line for processes of one finding; empty if there is nothing to know them by.
   *
   * @param place what they run, as {@link StablePlace} has it
   */
  static String ofProcesses(List<LeakedProcess> processes, String place) {
    LeakedProcess first = processes.get(0);
    boolean alike = processes.stream().map(LeakedProcess::command).distinct().count() == 1;
    String pattern = alike ? StablePlace.commandPattern(first.command()) : "*" + place;
    boolean vague = place.isBlank();
    List<String> asked =
        withCreator(attribute("process", vague ? "*" : shortened(pattern)), vague, first.opener());
    return vague && asked.size() == 1 ? "" : line(asked);
  }

  /** What fits a lot gets the creator beside it, if that is known. */
  private static List<String> withCreator(String asked, boolean vague, @Nullable Origin opener) {
    String creator = vague ? Creators.innermostOwn(opener) : null;
    return creator == null ? List.of(asked) : List.of(asked, attribute("creator", creator));
  }

  private static String line(List<String> asked) {
    return "@IgnoreLeaks(" + String.join(", ", asked) + ", reason = \"…\")";
  }

  /** The task all these workers got stuck in, or {@code null} if some are not older than that. */
  private static @Nullable StackTraceElement commonTask(List<LeakedThread> threads) {
    StackTraceElement common = null;
    for (LeakedThread thread : threads) {
      StackTraceElement frame = thread.task() == null ? null : frame(thread.task());
      if (frame == null || (common != null && !Stable.frame(common).equals(Stable.frame(frame)))) {
        return null;
      }
      common = frame;
    }
    return common;
  }

  private static @Nullable StackTraceElement frame(String task) {
    int dot = task.lastIndexOf('.');
    return dot < 1
        ? null
        : new StackTraceElement(task.substring(0, dot), task.substring(dot + 1), null, -1);
  }

  private static boolean isOwn(StackTraceElement task, LeakedThread thread) {
    String name = Frames.name(task);
    return Frames.own(thread.stack()).stream().anyMatch(frame -> Frames.name(frame).equals(name));
  }

  private static String shortened(String pattern) {
    return pattern.length() <= LONGEST_NAME ? pattern : pattern.substring(0, LONGEST_NAME) + '*';
  }

  /**
   * A pattern for all names: numbers that differ become {@code *}, and so does a counter at the end
   * of a name, which would differ in the next run. {@code null} if the names have more differences.
   */
  static @Nullable String commonName(List<LeakedThread> threads) {
    Set<String> names = new LinkedHashSet<>();
    threads.forEach(thread -> names.add(thread.name()));
    String first = names.iterator().next();
    List<String> numbers = numbers(first);
    boolean[] differs = new boolean[numbers.size()];
    String skeleton = Stable.threadName(first);
    for (String name : names) {
      if (!Stable.threadName(name).equals(skeleton)) {
        return null;
      }
      List<String> others = numbers(name);
      if (others.size() != numbers.size()) {
        return null;
      }
      for (int i = 0; i < differs.length; i++) {
        differs[i] |= !others.get(i).equals(numbers.get(i));
      }
    }
    if (COUNTER_AT_END.matcher(first).find() || WaitCatalog.INSTANCE.isDefaultName(first)) {
      for (int i = 0; i < differs.length; i++) {
        differs[i] |= i == differs.length - 1 || WaitCatalog.INSTANCE.isDefaultName(first);
      }
    }
    Matcher matcher = DIGITS.matcher(first);
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; matcher.find(); i++) {
      matcher.appendReplacement(pattern, differs[i] ? "*" : matcher.group());
    }
    return matcher.appendTail(pattern).toString();
  }

  private static List<String> numbers(String name) {
    return DIGITS.matcher(name).results().map(result -> result.group()).toList();
  }

  /** As Java source: what cannot be typed becomes {@code ?}, which stands for one character. */
  private static String attribute(String name, String value) {
    StringBuilder text = new StringBuilder(name).append(" = \"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        text.append('?');
      } else if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
