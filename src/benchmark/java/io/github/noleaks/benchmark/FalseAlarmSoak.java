package io.github.noleaks.benchmark;

import io.github.noleaks.VerifyNoLeaks;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Correct tests that shut their executor down right before they return, while a second process
 * keeps all cores busy. Not one of them may be called a leak; exits with 1 if one is.
 */
public final class FalseAlarmSoak {
  private static final int ROUNDS = 20;
  private static final int TESTS = 500;

  private FalseAlarmSoak() {}

  public static void main(String[] args) throws IOException {
    JupiterRun run = new JupiterRun(ShutsDown.class);
    long passed = 0;
    long alarms = 0;
    Process load = startLoad();
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        if (!load.isAlive()) {
          throw new IllegalStateException("the process that loads the cores has ended");
        }
        TestExecutionSummary summary = run.run();
        passed += summary.getTestsSucceededCount();
        alarms += summary.getTotalFailureCount();
        summary.getFailures().forEach(failure -> System.out.println(failure.getException()));
        System.out.printf(
            "round %d of %d: %d tests passed in %d ms, %d false alarms%n",
            round,
            ROUNDS,
            summary.getTestsSucceededCount(),
            summary.getTimeFinished() - summary.getTimeStarted(),
            summary.getTotalFailureCount());
      }
    } finally {
      load.destroyForcibly();
    }
    System.out.printf("%d tests passed, %d false alarms%n", passed, alarms);
    System.exit(alarms == 0 && passed == (long) ROUNDS * TESTS ? 0 : 1);
  }

  /** Ends with this JVM, or before. */
  static Process startLoad() throws IOException {
    return Jvm.of(List.of(), Load.class, Long.toString(ProcessHandle.current().pid()))
        .inheritIO()
        .start();
  }

  /** The second process: one busy thread a core, until its parent has ended. */
  static final class Load {
    private Load() {}

    public static void main(String[] args) {
      ProcessHandle parent = ProcessHandle.of(Long.parseLong(args[0])).orElseThrow();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        Thread burner =
            new Thread(
                () -> {
                  while (true) {
                    Thread.onSpinWait();
                  }
                });
        burner.setDaemon(true);
        burner.start();
      }
      parent.onExit().join();
    }
  }

  @VerifyNoLeaks
  static class ShutsDown {

    @RepeatedTest(TESTS)
    void shutsDown() throws Exception {
      ExecutorService executor = Executors.newFixedThreadPool(4);
      for (int i = 0; i < 8; i++) {
        executor.execute(Thread::onSpinWait);
      }
      executor.shutdown();
      Assertions.assertTrue(executor.awaitTermination(1, TimeUnit.MINUTES));
    }
  }
}
