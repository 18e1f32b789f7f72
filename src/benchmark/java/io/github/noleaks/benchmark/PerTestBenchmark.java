package io.github.noleaks.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Empty tests while 100 threads live, without an extension, with NoLeaks and with
 * RandomizedTesting: the difference is what a check costs a test, JUnit's calls included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(EmptyTests.COUNT)
public class PerTestBenchmark {

  /** The class of tests, by its name in this package. */
  @Param({"EmptyTests$Plain", "EmptyTests$WithNoLeaks", "EmptyTestsWithRandomizedTesting"})
  public String tests = "";

  @SuppressWarnings("NullAway.Init")
  private JupiterRun run;

  @SuppressWarnings("NullAway.Init")
  private ParkedThreads parked;

  @Setup(Level.Trial)
  public void start() throws InterruptedException, ClassNotFoundException {
    run = new JupiterRun(Class.forName(PerTestBenchmark.class.getPackageName() + "." + tests));
    parked = new ParkedThreads(100, 10);
  }

  @TearDown(Level.Trial)
  public void stop() throws InterruptedException {
    parked.end();
  }

  @Benchmark
  public long run() {
    return run.runAllGreen(EmptyTests.COUNT);
  }
}
