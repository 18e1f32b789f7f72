package io.github.noleaks.internal.watch;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The classes that open things of their own, and not of a test's. Thread-safe. */
final class OtherOpeners implements Predicate<String> {
  /**
   * Which of JUnit's classes run the test is known elsewhere; others, like assertions, it calls.
   */
  private static final String JUNIT = "org.junit.";

  private static final String FOLDER = "/io/github/noleaks/internal/";

  /** Very many classes of the user's may open something, and each is asked for once or often. */
  private static final int MOST_KNOWN = 10_000;

  private final List<String> prefixes;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  private OtherOpeners(List<String> prefixes) {
    this.prefixes = prefixes;
  }

  private record Catalog(List<Entry> openers) {}

  private record Entry(String type, String reason) {}

  private record Frameworks(List<String> prefixes) {}

  static OtherOpeners read() {
    return new OtherOpeners(
        Stream.concat(
                read("watch/jvm-openings.json", Catalog.class).openers().stream().map(Entry::type),
                read("frameworks.json", Frameworks.class).prefixes().stream()
                    .filter(prefix -> !prefix.equals(JUNIT)))
            .toList());
  }

  private static <T> T read(String name, Class<T> type) {
    try (InputStream in = OtherOpeners.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new Gson().fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  @Override
  public boolean test(String type) {
    Boolean before = known.get(type);
    if (before != null) {
      return before;
    }
    boolean found = prefixes.stream().anyMatch(type::startsWith);
    if (known.size() < MOST_KNOWN) {
      known.put(type, found);
    }
    return found;
  }
}
