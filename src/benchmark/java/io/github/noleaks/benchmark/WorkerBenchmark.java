package io.github.noleaks.benchmark;

import io.github.noleaks.random.RandomSuitesMain;
import java.io.IOException;
import java.util.List;

/**
 * What a green test pays for everything that NoLeaks watches, beside 16 and 100 live threads: that
 * all of them are at rest, or that the test has used one of them. Exits with 1 if an aim is missed.
 */
public final class WorkerBenchmark {
  private final Table table = new Table();

  private WorkerBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    WorkerBenchmark benchmark = new WorkerBenchmark();
    benchmark.measure("with access", RandomSuitesMain.ACCESS, "auto");
    benchmark.measure("without access", List.of(), "off");
    benchmark.table.printAndExit();
  }

  private void measure(String how, List<String> options, String access)
      throws IOException, InterruptedException {
    table.remark(how);
    atRest(16, 15, options, access);
    atRest(100, 80, options, access);
    usingAPool(16, options, access);
    usingAPool(100, options, access);
  }

  private void atRest(int threads, int most, List<String> options, String access)
      throws IOException, InterruptedException {
    double[] micros = run(threads, "rest", options, access);
    String test = "an empty test, %d live threads: ".formatted(threads);
    table.row(test + "alone", micros[0], "µs");
    table.row(test + "added", micros[2], "µs", micros[2] <= most, "at most %d µs".formatted(most));
    table.row(test + "of CPU time", micros[3], "µs");
    table.row(test + "takes", micros[1] / micros[0], "x");
  }

  private void usingAPool(int threads, List<String> options, String access)
      throws IOException, InterruptedException {
    double[] micros = run(threads, "pool", options, access);
    String test = "a test with a pool, %d live threads: ".formatted(threads);
    table.row(test + "alone", micros[0], "µs");
    table.row(test + "added", micros[2], "µs");
    table.row(test + "of CPU time", micros[3], "µs");
  }

  private static double[] run(int threads, String kind, List<String> options, String access)
      throws IOException, InterruptedException {
    double[] figures =
        Jvm.figures(options, TestsBesideThreads.class, Integer.toString(threads), kind, access);
    // An idle worker of the common pool may have ended meanwhile.
    if (Math.abs(figures[4] - threads) > 2) {
      throw new IllegalStateException("%.0f threads, not %d".formatted(figures[4], threads));
    }
    return figures;
  }
}
