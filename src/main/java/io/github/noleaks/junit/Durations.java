package io.github.noleaks.junit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
final class Durations {
  static final String ALLOWED = "a number with its unit, ms, s or m, such as 500ms or 2s";

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?(ms|s|m)");

  private Durations() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException if it is not {@link #ALLOWED}
   */
  static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }
}
