package io.github.noleaks.benchmark;

import java.io.IOException;
import java.util.List;

/**
 * What it costs to know who created a thread: to the one that creates it, to a test that creates
 * very many of them, and to each test of a suite that runs in parallel. Exits with 1 if an aim is
 * missed.
 */
public final class OriginBenchmark {
  private static final List<String> ACCESS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

  private static final int VIRTUAL = 1_000_000;
  private static final int PLATFORM = 20_000;
  private static final String TURNS = "9";

  private final Table table = new Table();

  private OriginBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    OriginBenchmark benchmark = new OriginBenchmark();
    benchmark.creation();
    benchmark.manyThreads();
    benchmark.parallel();
    benchmark.table.printAndExit();
  }

  private void creation() throws IOException, InterruptedException {
    double[] nanos = Jvm.figures(ACCESS, CreatedThreads.class);
    table.row("creating a thread", nanos[0], "ns");
    table.row("a tag adds, with a stack of 5 frames", nanos[1], "ns");
    table.row("a tag adds, with a stack of 40 frames", nanos[2], "ns");
    table.row("a tag adds, once 1,000 stacks are recorded", nanos[3], "ns");
    table.row("making, setting and removing a test's tag", nanos[4], "ns");
    table.row("reading a tag, with access", nanos[5], "ns");
  }

  private void manyThreads() throws IOException, InterruptedException {
    if (Runtime.version().feature() < 21) {
      table.remark("virtual threads need JDK 21 or later: not measured here");
    } else {
      // As in the example of JEP 444. What does nothing at all takes no more than its tag does.
      double[] virtual = many("virtual", VIRTUAL, "sleep", "tag");
      double ratio = virtual[1] / virtual[0];
      table.row("a million virtual threads that sleep 1 ms", virtual[0] / 1e3, "s");
      table.row("the same: tags take", ratio, "x", ratio <= 1.15, "at most 1.15 x");
      table.row("the same: tags take, of CPU time", virtual[2], "x");
      kept("the same", virtual);
      double[] empty = many("virtual", VIRTUAL, "nothing", "tag");
      table.row("a million virtual threads that do nothing", empty[0] / 1e3, "s");
      table.row("the same: tags take", empty[1] / empty[0], "x");
      table.row("the same: tags take, of CPU time", empty[2], "x");
      kept("the same", empty);
      double[] anybodys = many("virtual", VIRTUAL, "nothing", "value");
      table.row("the same: any inherited value takes", anybodys[1] / anybodys[0], "x");
      table.row("the same: any inherited value, of CPU time", anybodys[2], "x");
    }
    double[] platform = many("platform", PLATFORM, "nothing", "tag");
    table.row("20,000 platform threads, each", platform[0] / 1e3, "µs");
    table.row("the same: tags take", platform[1] / platform[0], "x");
    kept("the same", platform);
  }

  private static double[] many(String kind, int threads, String task, String inherited)
      throws IOException, InterruptedException {
    return Jvm.figures(
        List.of("-Xms1g", "-Xmx1g"),
        ManyThreads.class,
        kind,
        Integer.toString(threads),
        task,
        inherited);
  }

  private void kept(String what, double[] figures) {
    double megabytes = figures[3] / 1e6;
    table.row(what + ": kept", megabytes, "MB", megabytes < 1, "under 1 MB");
    table.row(what + ": the owner is gone", figures[4], "", figures[4] == 1, "1");
  }

  private void parallel() throws IOException, InterruptedException {
    parallel("with access", ACCESS, "auto", "fork_join_pool");
    parallel("without access", List.of(), "off", "fork_join_pool");
    parallel("JUnit's own threads", ACCESS, "auto", "worker_thread_pool");
  }

  private void parallel(String how, List<String> options, String access, String executor)
      throws IOException, InterruptedException {
    double[] micros = Jvm.figures(options, ParallelTests.class, TURNS, access, executor);
    table.row("an empty test, in parallel, alone", micros[0], "µs");
    double added = micros[2];
    table.row("NoLeaks adds, " + how, added, "µs", added <= 20, "at most 20 µs");
    table.row("of CPU time, on all cores", micros[3], "µs");
  }
}
