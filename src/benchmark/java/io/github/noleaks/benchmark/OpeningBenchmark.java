package io.github.noleaks.benchmark;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the agent costs that records openings: three JVMs, without it, with it, and with it and a
 * recorder that walks the stack, do the same work in turns. Exits with 1 if an aim is missed.
 */
public final class OpeningBenchmark implements Closeable {
  private static final int WARMUPS = 10;
  private static final int TURNS = 41;

  private final Table table = new Table();
  private final Worker plain;
  private final Worker registered;
  private final Worker recorded;

  private OpeningBenchmark(String agent) throws IOException {
    plain = new Worker(List.of(), "plain");
    registered = new Worker(List.of(agent), "registered");
    recorded = new Worker(List.of(agent), "recorded");
  }

  public static void main(String[] args) throws IOException {
    Table table;
    try (OpeningBenchmark benchmark = new OpeningBenchmark("-javaagent:" + agent())) {
      benchmark.measure();
      table = benchmark.table;
    }
    table.printAndExit();
  }

  private static Path agent() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "benchmark"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("noleaks-[\\d.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the jar is missing"));
    }
  }

  private void measure() throws IOException {
    Figures opening = turns("open", 5_000);
    table.row("opening and closing a file", opening.plain, "ns");
    double registry = opening.registered - opening.plain;
    table.row("the registry adds", registry, "ns", registry <= 2_000, "at most 2 µs");
    table.row("the stack adds", opening.recorded - opening.registered, "ns");
    ratio("writing and reading 64 KB", turns("file", 500));
    ratio("connecting, a byte there and back", turns("connection", 200));
  }

  private void ratio(String what, Figures figures) {
    table.row(what, figures.plain / 1_000, "µs");
    double ratio = figures.ratio;
    table.row("with the agent it takes", ratio, "x", ratio <= 1.1, "at most 1.1 x");
  }

  private record Figures(double plain, double registered, double recorded, double ratio) {}

  private Figures turns(String what, int times) throws IOException {
    double[] without = new double[TURNS];
    double[] registry = new double[TURNS];
    double[] whole = new double[TURNS];
    double[] ratios = new double[TURNS];
    for (int i = -WARMUPS; i < TURNS; i++) {
      double first = plain.run(what, times);
      double second = recorded.run(what, times);
      double third = registered.run(what, times);
      if (i >= 0) {
        without[i] = first;
        whole[i] = second;
        registry[i] = third;
        ratios[i] = second / first;
      }
    }
    return new Figures(
        Alternating.median(without),
        Alternating.median(registry),
        Alternating.median(whole),
        Alternating.median(ratios));
  }

  @Override
  public void close() {
    plain.process.destroyForcibly();
    registered.process.destroyForcibly();
    recorded.process.destroyForcibly();
  }

  private static final class Worker {
    private final Process process;
    private final PrintStream turns;
    private final BufferedReader figures;

    Worker(List<String> options, String mode) throws IOException {
      process = Jvm.of(options, OpenedResources.class, mode).start();
      turns = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      figures =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    double run(String what, int times) throws IOException {
      turns.println(what + " " + times);
      String line = figures.readLine();
      if (line == null) {
        throw new IOException("the JVM has ended");
      }
      return Double.parseDouble(line);
    }
  }
}
