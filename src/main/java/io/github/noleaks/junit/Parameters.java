package io.github.noleaks.junit;

import io.github.noleaks.NoLeaksConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The configuration parameters with their names and where each comes from. JUnit gives an extension
 * values by name only, so the names are collected from the places JUnit itself reads.
 */
final class Parameters {
  private static final String FILE = "junit-platform.properties";

  private final Function<String, Optional<String>> lookup;
  private final Set<String> names = new TreeSet<>();
  private final Properties file;

  /**
   * Collects the names.
   *
   * @param lookup JUnit's own way to a value
   * @param requested the names that the request to the launcher had, if that is known
   */
  Parameters(Function<String, Optional<String>> lookup, Collection<String> requested) {
    this.lookup = lookup;
    this.file = readFile();
    addNames(requested);
    addNames(System.getProperties().stringPropertyNames());
    addNames(file.stringPropertyNames());
  }

  /** The names that are ours, known or not, sorted. */
  Set<String> names() {
    return names;
  }

  Optional<String> get(String name) {
    return lookup.apply(name);
  }

  /**
   * A value in the form that is wanted.
   *
   * @throws NoLeaksConfigurationException if the parser refuses it
   */
  <T> T parse(String key, T otherwise, String allowed, Function<String, T> parser) {
    return get(key)
        .map(
            value -> {
              try {
                return parser.apply(value.trim());
              } catch (IllegalArgumentException e) {
                throw new NoLeaksConfigurationException(
                    key, value, sourceOf(key), "allowed is " + allowed);
              }
            })
        .orElse(otherwise);
  }

  static boolean bool(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException();
    }
    return value.equals("true");
  }

  /** In the order in which JUnit looks. */
  String sourceOf(String name) {
    Optional<String> value = get(name);
    if (value.equals(Optional.ofNullable(System.getProperty(name)))) {
      return "a system property";
    }
    if (value.equals(Optional.ofNullable(file.getProperty(name)))) {
      return FILE;
    }
    return "the launcher's configuration parameters";
  }

  private void addNames(Collection<String> all) {
    all.stream()
        .filter(name -> name.startsWith(Configuration.PREFIX))
        // A system property is seen by every engine of this JVM, but only JUnit's own lookup says
        // whether this run takes it.
        .filter(name -> lookup.apply(name).isPresent())
        .forEach(names::add);
  }

  private static Properties readFile() {
    Properties properties = new Properties();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    ClassLoader known = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    try (InputStream in = known.getResourceAsStream(FILE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException | IllegalArgumentException e) {
      // JUnit reads the same file and has told its own error; without it there is nothing to name.
    }
    return properties;
  }
}
