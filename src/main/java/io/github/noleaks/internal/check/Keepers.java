package io.github.noleaks.internal.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The libraries that keep what they have opened for the next one who needs it. */
final class Keepers {
  private static final String DATA = "keepers.txt";
  private static final List<String> PREFIXES = read();

  private Keepers() {}

  static boolean contains(String className) {
    return PREFIXES.stream().anyMatch(className::startsWith);
  }

  private static List<String> read() {
    try (InputStream in = Keepers.class.getResourceAsStream(DATA)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + DATA + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + DATA + " cannot be read", e);
    }
  }
}
