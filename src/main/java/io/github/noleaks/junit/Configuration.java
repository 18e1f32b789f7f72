package io.github.noleaks.junit;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.check.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The {@code noleaks.*} configuration parameters, parsed as a whole. */
final class Configuration {
  static final String PREFIX = "noleaks.";

  private static final String CHECK = "noleaks.check";
  private static final String DETECT = "noleaks.detect";
  private static final String SCOPE = "noleaks.scope";
  private static final String SETTLE = "noleaks.settle";
  private static final String FAILED_TESTS = "noleaks.failed-tests";
  private static final String IGNORE = "noleaks.ignore.";
  private static final String REPORT_DIR = "noleaks.report.dir";
  private static final String ACCESS = "noleaks.access";
  private static final String SELF_TEST = "noleaks.self-test";

  private static final List<String> KEYS =
      Stream.concat(
              Stream.of(
                  CHECK,
                  DETECT,
                  SCOPE,
                  SETTLE,
                  FAILED_TESTS,
                  IGNORE + "NAME",
                  REPORT_DIR,
                  ACCESS,
                  SELF_TEST),
              HeapParameters.KEYS.stream())
          .toList();

  private final Parameters parameters;
  private final Settings settings;
  private final Path reportDir;
  private final boolean selfTest;

  /**
   * Parses everything.
   *
   * @throws NoLeaksConfigurationException for an unknown key, or a value that cannot be meant
   */
  Configuration(Parameters parameters) {
    this.parameters = parameters;
    refuseUnknownKeys();
    this.reportDir =
        parameters.parse(REPORT_DIR, defaultReportDir(), "a folder", Configuration::path);
    this.settings = HeapParameters.parse(parameters, parseSettings(), reportDir);
    this.selfTest = parameters.parse(SELF_TEST, true, "true or false", Parameters::bool);
  }

  Settings settings() {
    return settings;
  }

  Path reportDir() {
    return reportDir;
  }

  boolean selfTest() {
    return selfTest;
  }

  private Settings parseSettings() {
    Settings defaults = rules(Settings.defaults());
    return new Settings(
        parameters.parse(CHECK, defaults.check(), words(Check.class), word(Check.class)),
        parameters.parse(SCOPE, defaults.scope(), words(Scope.class), word(Scope.class)),
        parameters.parse(SETTLE, defaults.settle(), Durations.ALLOWED, Durations::parse),
        parameters.parse(
            DETECT,
            defaults.detect(),
            "all, or a list of threads, executors, channels, processes",
            Configuration::resources),
        parameters.parse(
            FAILED_TESTS,
            defaults.failedTests(),
            words(FailedTests.class),
            word(FailedTests.class)),
        defaults.rules(),
        defaults.heap(),
        parameters.parse(
            ACCESS, defaults.access(), "auto, attach, off", Configuration::accessMode));
  }

  private static AccessMode accessMode(String value) {
    return Arrays.stream(AccessMode.values())
        .filter(mode -> inWords(mode).equals(value))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  private Settings rules(Settings around) {
    Settings settings = around;
    for (String key : parameters.names()) {
      if (key.startsWith(IGNORE)) {
        settings = settings.ignoring(key, parameters.get(key).orElse(""), parameters.sourceOf(key));
      }
    }
    return settings;
  }

  private void refuseUnknownKeys() {
    Set<String> unknown = new TreeSet<>();
    for (String key : parameters.names()) {
      boolean isRule = key.startsWith(IGNORE) && key.length() > IGNORE.length();
      if (!isRule && !KEYS.contains(key)) {
        unknown.add(
            "unknown key %s = \"%s\" (from %s)"
                .formatted(key, parameters.get(key).orElse(""), parameters.sourceOf(key)));
      }
    }
    if (!unknown.isEmpty()) {
      throw new NoLeaksConfigurationException(
          String.join("; ", unknown) + ": the keys are " + String.join(", ", KEYS));
    }
  }

  /** Each constant but the first, which stands for "not said". */
  private static <E extends Enum<E>> List<E> choices(Class<E> type) {
    E[] all = type.getEnumConstants();
    return Arrays.asList(all).subList(1, all.length);
  }

  private static String inWords(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> String words(Class<E> type) {
    return choices(type).stream().map(Configuration::inWords).collect(Collectors.joining(", "));
  }

  private static <E extends Enum<E>> Function<String, E> word(Class<E> type) {
    return value ->
        choices(type).stream()
            .filter(choice -> inWords(choice).equals(value))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new);
  }

  private static Set<Resource> resources(String value) {
    if (value.equals("all")) {
      return EnumSet.allOf(Resource.class);
    }
    Set<Resource> resources = EnumSet.noneOf(Resource.class);
    for (String each : value.split(",", -1)) {
      resources.add(Resource.valueOf(each.trim().toUpperCase(Locale.ROOT)));
    }
    return resources;
  }

  private static Path path(String value) {
    if (value.isEmpty()) {
      throw new InvalidPathException(value, "empty");
    }
    return Path.of(value);
  }

  private static Path defaultReportDir() {
    boolean gradle =
        !Files.exists(Path.of("pom.xml"))
            && (Files.exists(Path.of("build.gradle.kts")) || Files.exists(Path.of("build.gradle")));
    return Path.of(gradle ? "build" : "target", "noleaks");
  }
}
