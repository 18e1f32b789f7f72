package io.github.noleaks.benchmark;

import io.github.noleaks.VerifyNoLeaks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
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

/** Tests whose four threads end by themselves within a millisecond after the test has returned. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(SettleBenchmark.TESTS)
public class SettleBenchmark {
  static final int TESTS = 100;

  /** The class of tests, by its name in this one. */
  @Param({"Plain", "WithNoLeaks"})
  public String tests = "";

  @SuppressWarnings("NullAway.Init")
  private JupiterRun run;

  @Setup(Level.Trial)
  public void start() throws ClassNotFoundException {
    run = new JupiterRun(Class.forName(SettleBenchmark.class.getName() + "$" + tests));
  }

  @Benchmark
  public long run() {
    return run.runAllGreen(TESTS);
  }

  static class Plain {
    @RepeatedTest(TESTS)
    void endsSoon() {
      startThreadsThatEndSoon();
    }
  }

  @VerifyNoLeaks
  static class WithNoLeaks {
    @RepeatedTest(TESTS)
    void endsSoon() {
      startThreadsThatEndSoon();
    }
  }

  private static void startThreadsThatEndSoon() {
    CountDownLatch returned = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      new Thread(() -> endSoonAfter(returned), "ends-soon-" + i).start();
    }
    returned.countDown();
  }

  private static void endSoonAfter(CountDownLatch returned) {
    try {
      returned.await();
    } catch (InterruptedException e) {
      return;
    }
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(900));
  }
}
