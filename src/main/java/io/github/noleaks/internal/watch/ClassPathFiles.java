package io.github.noleaks.internal.watch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The jars, modules and folders on the class path, as the kernel names them. Not what is in the
 * folders: whoever opens that is a test.
 */
final class ClassPathFiles {
  private static final List<String> PROPERTIES =
      List.of("java.class.path", "jdk.module.path", "jdk.module.upgrade.path");
  private static final List<String> OPTIONS = List.of("-javaagent:", "-Xbootclasspath/a:");

  /** Up to here the class path may be one jar that names the others, as build tools make it. */
  private static final int FEW = 3;

  private volatile Known known = new Known("", Set.of());

  private record Known(String text, Set<String> files) {}

  boolean contains(String file) {
    String text = text();
    Known current = known;
    if (!current.text().equals(text)) {
      current = new Known(text, files(text));
      known = current;
    }
    return current.files().contains(file);
  }

  /** Build tools set the property once the JVM runs. */
  private static String text() {
    StringBuilder text = new StringBuilder();
    for (String property : PROPERTIES) {
      text.append(System.getProperty(property, "")).append(File.pathSeparatorChar);
    }
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      for (String option : OPTIONS) {
        if (argument.startsWith(option)) {
          text.append(file(argument.substring(option.length()))).append(File.pathSeparatorChar);
        }
      }
    }
    return text.toString();
  }

  /** Without the options of an agent. */
  private static String file(String value) {
    int options = value.indexOf('=');
    return options < 0 ? value : value.substring(0, options);
  }

  private static Set<String> files(String text) {
    Set<String> files = new HashSet<>();
    List<String> entries =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(text)
            .filter(entry -> !entry.isEmpty())
            .toList();
    Deque<String> left = new ArrayDeque<>(entries);
    while (!left.isEmpty()) {
      String file = real(left.remove());
      if (file != null && files.add(file) && entries.size() <= FEW) {
        left.addAll(namedBy(file));
      }
    }
    return files;
  }

  static @Nullable String real(String path) {
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException | RuntimeException e) {
      return null; // Not there.
    }
  }

  private static List<String> namedBy(String jar) {
    if (!jar.endsWith(".jar")) {
      return List.of();
    }
    try (JarFile file = new JarFile(jar)) {
      Manifest manifest = file.getManifest();
      String others = manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
      if (others == null) {
        return List.of();
      }
      URI base = Path.of(jar).toUri();
      return Pattern.compile(" +")
          .splitAsStream(others.strip())
          .map(base::resolve)
          .filter(uri -> "file".equals(uri.getScheme()))
          .map(uri -> Path.of(uri).toString())
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
