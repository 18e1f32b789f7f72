package io.github.noleaks.internal.watch;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files and socket paths that the JVM opens for itself, from a list in a resource. */
final class OwnPaths implements Predicate<String> {
  private static final String RESOURCE = "/io/github/noleaks/internal/watch/own-paths.json";

  /** One reason, with patterns in which a star stands for anything. */
  record Entry(List<String> paths, String why) {}

  private final Pattern known;
  private final ClassPathFiles classPath = new ClassPathFiles();

  OwnPaths() {
    String home = System.getProperty("java.home");
    String javaHome = Objects.requireNonNullElse(ClassPathFiles.real(home), home);
    String pid = Long.toString(ProcessHandle.current().pid());
    known =
        Pattern.compile(
            read().stream()
                .flatMap(entry -> entry.paths().stream())
                .map(path -> path.replace("${java.home}", javaHome).replace("${pid}", pid))
                .map(OwnPaths::regex)
                .collect(Collectors.joining("|")),
            Pattern.DOTALL);
  }

  static List<Entry> read() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(OwnPaths.class.getResourceAsStream(RESOURCE)),
            StandardCharsets.UTF_8)) {
      return List.of(Objects.requireNonNull(new Gson().fromJson(reader, Entry[].class)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String regex(String glob) {
    return Arrays.stream(glob.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  @Override
  public boolean test(String path) {
    return !path.isEmpty() && (known.matcher(path).matches() || classPath.contains(path));
  }
}
