package io.github.noleaks.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks, prints what was aimed at beside what was measured, and exits with 1 if an
 * aim was missed.
 */
public final class Benchmarks {
  private static final int LEAKED = 10_000;

  private final Table table = new Table();

  private Benchmarks() {}

  public static void main(String[] args) throws RunnerException, InterruptedException {
    Benchmarks benchmarks = new Benchmarks();
    benchmarks.manyLeaks();
    benchmarks.threadWatch();
    benchmarks.descriptorWatch();
    benchmarks.perTest();
    benchmarks.settle();
    benchmarks.table.printAndExit();
  }

  private void manyLeaks() throws InterruptedException {
    ManyLeaks many = ManyLeaks.measure(LEAKED);
    table.row(
        "leaked threads in the report", many.threads(), "", many.threads() == LEAKED, "10,000");
    double seconds = many.time().toMillis() / 1_000.0;
    table.row("10,000 leaked threads: time", seconds, "s", seconds < 2, "under 2 s");
    table.row(
        "10,000 leaked threads: lines", (double) many.lines(), "", many.lines() < 200, "under 200");
  }

  private void threadWatch() throws RunnerException {
    List<String> threadCounts = List.of("10", "100", "1000");
    Collection<RunResult> results = run(ThreadWatchBenchmark.class, "threads", threadCounts);
    for (String threads : threadCounts) {
      double ours = micros(results, "markAndCompare", "threads", threads);
      // Older threads are asked one by one: 15 µs a test for 16 of them, and 80 for 100.
      double most = Math.max(15, 0.8 * Integer.parseInt(threads));
      table.row(
          "mark and compare, " + threads + " threads",
          ours,
          "µs",
          ours <= most,
          "at most %.0f µs".formatted(most));
    }
    double others = micros(results, "allStackTracesTwice", "threads", "100");
    table.row("getAllStackTraces twice, 100 threads", others, "µs");
    double ratio = others / micros(results, "markAndCompare", "threads", "100");
    table.row("that is dearer by", ratio, "x", ratio >= 100, "at least 100 x");
  }

  private void descriptorWatch() throws RunnerException {
    List<String> fileCounts = List.of("0", "100", "300");
    Collection<RunResult> results = run(DescriptorWatchBenchmark.class, "files", fileCounts);
    for (String files : fileCounts) {
      double ours = micros(results, "markAndCompare", "files", files);
      table.row(
          "mark and compare, " + files + " open files", ours, "µs", ours <= 20, "at most 20 µs");
    }
    double none = micros(results, "markAndCompareProcesses", "files", "0");
    table.row("mark and compare, no process", none, "µs", none <= 5, "at most 5 µs");
    double one = micros(results, "markAndCompareProcessesBesideOne", "files", "0");
    table.row("mark and compare, beside a process", one, "µs");
  }

  private void perTest() throws RunnerException {
    List<String> tests = new ArrayList<>(List.of("EmptyTests$Plain", "EmptyTests$WithNoLeaks"));
    boolean randomizedTesting = Runtime.version().feature() >= 21;
    if (randomizedTesting) {
      tests.add("EmptyTestsWithRandomizedTesting");
    }
    Collection<RunResult> results = run(PerTestBenchmark.class, "tests", tests);
    double plain = micros(results, "run", "tests", tests.get(0));
    double ours = micros(results, "run", "tests", tests.get(1)) - plain;
    table.row("an empty test alone", plain, "µs");
    table.row("an empty test: NoLeaks adds", ours, "µs");
    if (!randomizedTesting) {
      table.remark("RandomizedTesting for Jupiter needs JDK 21 or later: not compared here");
      return;
    }
    double theirs = micros(results, "run", "tests", tests.get(2)) - plain;
    table.row("an empty test: RandomizedTesting adds", theirs, "µs");
    // A difference within the noise may come out as nothing at all.
    double ratio = theirs / Math.max(ours, 0.1);
    table.row("that is dearer by", ratio, "x", ratio >= 10, "at least 10 x");
  }

  private void settle() throws RunnerException {
    Collection<RunResult> results =
        run(SettleBenchmark.class, "tests", List.of("Plain", "WithNoLeaks"));
    double added =
        (micros(results, "run", "tests", "WithNoLeaks") - micros(results, "run", "tests", "Plain"))
            / 1_000;
    table.row(
        "threads that end within 1 ms: NoLeaks adds", added, "ms", added <= 5, "at most 5 ms");
  }

  private static Collection<RunResult> run(
      Class<?> benchmark, String parameter, List<String> values) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("\\." + benchmark.getSimpleName() + "\\.")
            .param(parameter, values.toArray(new String[0]))
            .forks(1)
            .warmupIterations(4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .build();
    return new Runner(options).run();
  }

  /** The time of one operation of the method's benchmark with that value of its parameter. */
  private static double micros(
      Collection<RunResult> results, String method, String parameter, String value) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .filter(result -> value.equals(result.getParams().getParam(parameter)))
        .mapToDouble(result -> result.getPrimaryResult().getScore())
        .findFirst()
        .orElseThrow();
  }
}
