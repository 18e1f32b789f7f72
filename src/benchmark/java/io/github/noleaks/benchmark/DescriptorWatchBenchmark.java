package io.github.noleaks.benchmark;

import io.github.noleaks.internal.watch.DescriptorWatch;
import io.github.noleaks.internal.watch.ProcessWatch;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A test that opens nothing and starts no process: what it costs to find that out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DescriptorWatchBenchmark {

  /** How many files are open meanwhile, beside those of the JVM. */
  @Param({"0", "100", "300"})
  public int files;

  private final DescriptorWatch descriptors = DescriptorWatch.shared();
  private final ProcessWatch processes = ProcessWatch.shared();
  private final List<Closeable> open = new ArrayList<>();

  @Setup(Level.Trial)
  public void open() throws IOException {
    for (int i = 0; i < files; i++) {
      open.add(new FileInputStream("/dev/null"));
    }
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }

  /** The mark before the test and the question after it. */
  @Benchmark
  public boolean markAndCompare() {
    return descriptors.unchangedSince(descriptors.mark());
  }

  /** What a class or a run pays once. */
  @Benchmark
  public boolean exactMarkAndCompare() {
    return descriptors.sameSince(descriptors.exactMark());
  }

  /** The same for child processes. */
  @Benchmark
  public boolean markAndCompareProcesses() {
    return processes.unchangedSince(processes.mark());
  }

  /** While one child process lives. */
  @State(Scope.Benchmark)
  public static class Child {
    @SuppressWarnings("NullAway.Init")
    private Process process;

    @Setup(Level.Trial)
    public void start() throws IOException {
      process = new ProcessBuilder("sleep", "1000").start();
    }

    @TearDown(Level.Trial)
    public void end() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  /** And for child processes if there is one. */
  @Benchmark
  public boolean markAndCompareProcessesBesideOne(Child child) {
    return processes.unchangedSince(processes.mark());
  }
}
