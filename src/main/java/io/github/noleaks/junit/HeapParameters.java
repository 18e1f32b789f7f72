package io.github.noleaks.junit;

import io.github.noleaks.internal.check.Settings;
import io.github.noleaks.internal.dump.HeapSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration parameters about heap dumps. */
final class HeapParameters {
  private static final String HEAP = "noleaks.heap";
  private static final String MAX = "noleaks.heap.max";
  private static final String KEEP = "noleaks.heap.keep";
  private static final String DUMPS = "noleaks.heap.dumps";
  private static final String SHARE = "noleaks.heap.share";
  private static final String VALUES = "noleaks.report.values";

  static final List<String> KEYS = List.of(HEAP, MAX, KEEP, DUMPS, SHARE, VALUES);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg])");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}) ?%");
  private static final String TRUE_OR_FALSE = "true or false";

  private HeapParameters() {}

  /**
   * Adds what they say to settings.
   *
   * @throws io.github.noleaks.NoLeaksConfigurationException for a value that cannot be meant
   */
  static Settings parse(Parameters parameters, Settings settings, Path reportDir) {
    boolean keep = parameters.parse(KEEP, false, TRUE_OR_FALSE, Parameters::bool);
    HeapSettings limits =
        new HeapSettings(
            parameters.parse(HEAP, true, "auto, off", HeapParameters::mode),
            parameters.parse(
                MAX,
                settings.heap().maxBytes(),
                "a number with its unit, k, m or g, such as 512m",
                HeapParameters::bytes),
            keep ? reportDir : null,
            parameters.parse(VALUES, true, TRUE_OR_FALSE, Parameters::bool),
            parameters.parse(
                DUMPS, settings.heap().mostDumps(), "a number from 0 on", HeapParameters::number),
            parameters.parse(
                SHARE, settings.heap().share(), "a share from 0% to 100%", HeapParameters::share));
    return settings.lookingAtTheHeap(limits);
  }

  private static boolean mode(String value) {
    return switch (value) {
      case "auto" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException(value);
    };
  }

  private static long bytes(String value) {
    Matcher size = SIZE.matcher(value);
    if (!size.matches()) {
      throw new IllegalArgumentException(value);
    }
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "k" -> number << 10;
      case "m" -> number << 20;
      default -> number << 30;
    };
  }

  private static int number(String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw new IllegalArgumentException(value);
    }
    return Integer.parseInt(value);
  }

  private static double share(String value) {
    Matcher percent = PERCENT.matcher(value);
    if (!percent.matches() || Integer.parseInt(percent.group(1)) > 100) {
      throw new IllegalArgumentException(value);
    }
    return Integer.parseInt(percent.group(1)) / 100.0;
  }
}
