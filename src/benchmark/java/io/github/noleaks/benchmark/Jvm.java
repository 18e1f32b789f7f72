package io.github.noleaks.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A fresh JVM like this one, with its class path. */
final class Jvm {
  private Jvm() {}

  static ProcessBuilder of(List<String> options, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** JUnit's auto-detection would also find RandomizedTesting, which needs JDK 21. */
  private static String classPath() {
    String all = System.getProperty("java.class.path");
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("randomizedtesting"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs the main class until it has ended, and gives the figures that it printed. */
  static double[] figures(List<String> options, Class<?> main, String... args)
      throws IOException, InterruptedException {
    System.out.printf("%s %s ...%n", main.getSimpleName(), String.join(" ", options));
    Process process = of(options, main, args).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    int exitCode = process.waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException(
          "%s has ended with %d: %s".formatted(main.getSimpleName(), exitCode, printed));
    }
    return Arrays.stream(printed.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
