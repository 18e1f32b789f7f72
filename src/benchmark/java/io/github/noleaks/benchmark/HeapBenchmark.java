package io.github.noleaks.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * What it takes to prove from a heap dump that threads are stuck for ever, beside what the heap
 * module of NetBeans' profiler takes to walk the same dump. Exits with 1 if an aim is missed.
 */
public final class HeapBenchmark {
  private static final int RUNS = 3;
  private static final String MOST_MEMORY = "-Xmx400m";

  private final Table table = new Table();
  private final Path directory;

  private HeapBenchmark(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("noleaks-heap");
    HeapBenchmark benchmark = new HeapBenchmark(directory);
    try {
      benchmark.smallJvm();
      benchmark.bigDump();
    } finally {
      delete(directory);
    }
    benchmark.table.printAndExit();
  }

  private void smallJvm() throws Exception {
    double[] ours = median(() -> Jvm.figures(List.of(), SmallJvm.class));
    table.row("small JVM: heap in use", ours[1] / 1e6, "MB");
    table.row("small JVM: dump and all", ours[0], "ms", ours[0] <= 400, "at most 400 ms");
    table.row("small JVM: threads proven stuck", ours[2], "", ours[2] == 1, "1");
  }

  private void bigDump() throws Exception {
    String dump = directory.resolve("big.hprof").toString();
    double[] generated = Jvm.figures(List.of("-Xmx2g"), HeapDumpGenerator.class, dump);
    table.row("big dump: objects", generated[0], "");
    table.row("big dump: size", generated[1] / 1e6, "MB");

    double[] theirs = Jvm.figures(List.of("-Xmx4g"), NetBeansWalk.class, dump);
    // What NetBeans leaves behind is not to be written to the disk while ours runs.
    delete(Path.of(dump + ".nbcache"));
    table.row("NetBeans: opening the dump", theirs[0] / 1e3, "s");
    table.row("NetBeans: the walk", theirs[1] / 1e3, "s");
    table.row("NetBeans: objects reached", theirs[2], "");

    double[] ours = median(() -> Jvm.figures(List.of(MOST_MEMORY), OurWalk.class, dump));
    double seconds = ours[0] / 1e3;
    table.row("NoLeaks with " + MOST_MEMORY + ": all", seconds, "s", seconds <= 3, "at most 3 s");
    double ratio = theirs[1] / ours[0];
    table.row("NetBeans' walk is slower by", ratio, "x", ratio >= 6, "at least 6 x");
    int stuck = HeapDumpGenerator.LOST_QUEUES * HeapDumpGenerator.SENDERS_PER_QUEUE;
    table.row("NoLeaks: threads proven stuck", ours[1], "", ours[1] == stuck, "" + stuck);
  }

  /** The run in the middle by its first figure. */
  private static double[] median(Callable<double[]> run) throws Exception {
    List<double[]> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      runs.add(run.call());
    }
    runs.sort(Comparator.comparingDouble(figures -> figures[0]));
    return runs.get(RUNS / 2);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
