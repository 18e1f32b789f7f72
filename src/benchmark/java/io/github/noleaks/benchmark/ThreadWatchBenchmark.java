package io.github.noleaks.benchmark;

import io.github.noleaks.internal.watch.ThreadMark;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** A test that starts no thread: what it costs to find that out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ThreadWatchBenchmark {

  /** How many threads live meanwhile. */
  @Param({"10", "100", "1000"})
  public int threads;

  private final ThreadWatch watch = ThreadWatch.shared();

  @SuppressWarnings("NullAway.Init")
  private ParkedThreads parked;

  @Setup(Level.Trial)
  public void start() throws InterruptedException {
    parked = new ParkedThreads(threads, 10);
    // The workers of a warm common pool are the one thing that is looked at one by one.
    IntStream.range(0, 1_000).parallel().forEach(i -> Thread.onSpinWait());
  }

  @TearDown(Level.Trial)
  public void stop() throws InterruptedException {
    parked.end();
  }

  /** The mark before the test and the question after it. */
  @Benchmark
  public boolean markAndCompare() {
    ThreadMark mark = watch.mark();
    return watch.unchangedSince(mark);
  }

  /** What others do: all threads before, all threads after. */
  @Benchmark
  public int allStackTracesTwice() {
    int before = Thread.getAllStackTraces().size();
    return Thread.getAllStackTraces().size() - before;
  }
}
