package io.github.noleaks.internal.diagnose;

import io.github.noleaks.OpenChannel;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths, addresses and commands without what changes from run to run: the folders that hold the
 * project, temporary files and the user's own, random parts of names, ports that the system chose.
 */
final class StablePlace {

  /** Linux hands out ports from here on, other systems from 49152. */
  private static final int FIRST_EPHEMERAL = 32_768;

  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})(?![\\w.:])");
  private static final Pattern STATE = Pattern.compile(" [A-Z][A-Z0-9_]+$");
  private static final Pattern RANDOM =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}"
              + "|(?<![\\p{L}\\d])(?=\\p{XDigit}*\\d)\\p{XDigit}{8,}(?![\\p{L}\\d])");
  private static final Pattern LONG_NUMBER = Pattern.compile("\\d{5,}");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern EXECUTABLE = Pattern.compile("^\\S*/(?=[^/\\s])");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\d]+");
  private static final List<Pattern> FOLDERS = folders();

  private StablePlace() {}

  /** What a channel leads to, for recognising it in another run. */
  static String of(OpenChannel channel) {
    if (channel.kind() == OpenChannel.Kind.PIPE) {
      return ""; // The target says which end it is; both are opened at once.
    }
    return hasAddress(channel)
        ? ports(STATE.matcher(channel.target()).replaceFirst(""))
        : numbers(folders(channel.target(), ""), NUMBER);
  }

  /** What the command of a process is, for recognising it in another run. */
  static String of(String command) {
    String shorter = EXECUTABLE.matcher(command.replace('\\', '/')).replaceFirst("");
    return numbers(folders(shorter, ""), NUMBER);
  }

  static boolean hasAddress(OpenChannel channel) {
    return switch (channel.kind()) {
      case SOCKET, LISTENER, DATAGRAM -> PORT.matcher(channel.target()).find();
      default -> false;
    };
  }

  /** A pattern that fits a path in every run. */
  static String pathPattern(String path) {
    return numbers(folders(path.replace('\\', '/'), "*"), LONG_NUMBER);
  }

  /** A pattern that fits a command in every run. */
  static String commandPattern(String command) {
    String shorter = EXECUTABLE.matcher(command.replace('\\', '/')).replaceFirst("*/");
    return numbers(folders(shorter, "*"), LONG_NUMBER);
  }

  /** Such as {@code 127.0.0.1:*}, if the system chose the port. */
  static String ports(String address) {
    return PORT.matcher(address)
        .replaceAll(
            port ->
                Integer.parseInt(port.group(1)) < FIRST_EPHEMERAL
                    ? Matcher.quoteReplacement(port.group())
                    : ":*");
  }

  /** What texts have in common, with a star for each word that differs. */
  static String common(Set<String> texts, String otherwise) {
    String first = texts.iterator().next();
    List<String> words = words(first);
    boolean[] differs = new boolean[words.size()];
    String skeleton = WORD.matcher(first).replaceAll("*");
    for (String text : texts) {
      List<String> others = words(text);
      if (!WORD.matcher(text).replaceAll("*").equals(skeleton)) {
        return otherwise;
      }
      for (int i = 0; i < differs.length; i++) {
        differs[i] |= !others.get(i).equals(words.get(i));
      }
    }
    Matcher matcher = WORD.matcher(first);
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; matcher.find(); i++) {
      matcher.appendReplacement(
          pattern, differs[i] ? "*" : Matcher.quoteReplacement(matcher.group()));
    }
    return matcher.appendTail(pattern).toString();
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(word -> word.group()).toList();
  }

  private static String numbers(String text, Pattern number) {
    return number.matcher(RANDOM.matcher(text).replaceAll("*")).replaceAll("*");
  }

  private static String folders(String text, String replacement) {
    String shorter = text.replace('\\', '/');
    for (Pattern folder : FOLDERS) {
      shorter = folder.matcher(shorter).replaceAll(replacement);
    }
    return shorter;
  }

  /** The longer ones first: one may lie in another. */
  private static List<Pattern> folders() {
    Set<String> folders = new LinkedHashSet<>();
    for (String key : List.of("java.io.tmpdir", "user.dir", "user.home")) {
      String value = System.getProperty(key, "");
      if (!value.isEmpty()) {
        add(value, folders);
        try {
          // As the system tells it of an open file.
          add(Path.of(value).toRealPath().toString(), folders);
        } catch (IOException | InvalidPathException e) {
          // Then nothing lies in it.
        }
      }
    }
    return folders.stream()
        .sorted(Comparator.comparing(String::length).reversed())
        .map(folder -> Pattern.compile("(?<![\\w./-])" + Pattern.quote(folder)))
        .toList();
  }

  private static void add(String folder, Set<String> folders) {
    String plain = folder.replace('\\', '/').replaceAll("/+$", "");
    if (!plain.isEmpty()) {
      folders.add(plain + '/');
    }
  }
}
