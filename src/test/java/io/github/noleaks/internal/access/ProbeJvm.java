package io.github.noleaks.internal.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fresh JVM with a main class of our tests in it, in a folder of its own. */
public final class ProbeJvm {
  static final String OPEN_LANG = "--add-opens=java.base/java.lang=";
  static final String OPEN_CONCURRENT = "--add-opens=java.base/java.util.concurrent=";
  static final String EXPORT_VM = "--add-exports=java.base/jdk.internal.vm=";

  private static final long MOST_SECONDS = 60;

  private final Path folder;
  private final Path temporary;
  private final List<String> options = new ArrayList<>();

  /** Of a JVM that has ended. */
  public record Outcome(int exitCode, Map<String, String> answers, String out, String error) {}

  public ProbeJvm(Path folder) throws IOException {
    this.folder = folder;
    temporary = Files.createDirectories(folder.resolve("tmp"));
  }

  public ProbeJvm with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** The flags of the README; JDK 17 has no {@code jdk.internal.vm.ThreadContainers} to export. */
  static String[] flags(String reader) {
    return new String[] {OPEN_LANG + reader, OPEN_CONCURRENT + reader, EXPORT_VM + reader};
  }

  /** The folder for temporary files, which must be empty in the end. */
  Path temporary() {
    return temporary;
  }

  public Outcome run(Class<?> main, String... args) throws Exception {
    return start(Stream.of("-cp", ClassPaths.classes(), main.getName()), args);
  }

  /** With NoLeaks from a jar in place of the compiled classes. */
  Outcome runFrom(Path jar, Class<?> main, String... args) throws Exception {
    return start(Stream.of("-cp", ClassPaths.with(jar), main.getName()), args);
  }

  /** With NoLeaks as a module, and our tests as a part of it, as Surefire does that. */
  Outcome runAsModule(Path jar, Class<?> main, String... args) throws Exception {
    String module = "io.github.noleaks";
    return start(
        Stream.of(
            "--add-modules",
            "java.management", // Without it NoLeaks has nothing to watch with.
            "-p",
            jar.toString(),
            "--patch-module",
            module + "=" + ClassPaths.tests(),
            "-m",
            module + "/" + main.getName()),
        args);
  }

  private Outcome start(Stream<String> main, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(options);
    command.addAll(main.toList());
    command.addAll(List.of(args));
    Path out = folder.resolve("out.txt");
    Path error = folder.resolve("error.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(folder.resolve("work")).toFile())
            .redirectOutput(out.toFile())
            .redirectError(error.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end: " + command);
      }
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(out);
    return new Outcome(
        process.exitValue(), answers(printed), printed, Files.readString(error).strip());
  }

  private static Map<String, String> answers(String printed) {
    return printed
        .lines()
        .map(line -> line.split(AccessProbe.ANSWER, 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
