package io.github.noleaks.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Green tests while a number of threads live that were there before, without NoLeaks and with all
 * that it does, as JUnit's auto-detection registers it.
 */
final class TestsBesideThreads {
  private static final int TURNS = 21;
  private static final int TESTS = 1_000;

  /** So many turns before anything is measured, or it would be the compiler's time. */
  private static final int WARM_UP = 20;

  private static final int DEPTHS = 10;
  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(
          1,
          task -> {
            Thread thread = new Thread(task, "warm");
            thread.setDaemon(true);
            return thread;
          });

  private TestsBesideThreads() {}

  /**
   * Takes the number of live threads, {@code rest} or {@code pool} for what the tests do, and
   * {@code noleaks.access}. Prints the time of a test in microseconds: without NoLeaks, with it,
   * and the median of the differences; the same difference of CPU time, of the thread that runs the
   * tests; then how many threads there were.
   */
  public static void main(String[] args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    Class<?> tests = args[1].equals("pool") ? UsePool.class : Empty.class;
    Map<String, String> parameters = Map.of("noleaks.access", args[2]);
    JupiterRun plain = new JupiterRun(List.of(tests), parameters, false);
    JupiterRun watched = new JupiterRun(List.of(tests), parameters, true);
    // What JUnit and the JVM start once, and a warm common pool, belong to the threads that live.
    IntStream.range(0, 1_000).parallel().forEach(i -> Thread.onSpinWait());
    POOL.submit(Thread::onSpinWait).get();
    for (int i = 0; i < WARM_UP; i++) {
      plain.runAllGreen(TESTS);
      watched.runAllGreen(TESTS);
    }
    // One runs the turn.
    new ParkedThreads(threads - 1 - live(), DEPTHS);
    Alternating turns =
        Alternating.measure(TURNS, () -> microsPerTest(plain), () -> microsPerTest(watched));
    // A shared machine takes wall time away from us, but hardly CPU time.
    Alternating cpu =
        Alternating.measure(TURNS, () -> cpuMicrosPerTest(plain), () -> cpuMicrosPerTest(watched));
    System.out.printf(
        "%s %s %s %s %d%n", turns.without(), turns.with(), turns.added(), cpu.added(), live() + 1);
    System.exit(0);
  }

  private static int live() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static double microsPerTest(JupiterRun run) {
    long start = System.nanoTime();
    run.runAllGreen(TESTS);
    return (System.nanoTime() - start) / 1e3 / TESTS;
  }

  private static double cpuMicrosPerTest(JupiterRun run) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    run.runAllGreen(TESTS);
    return (threads.getCurrentThreadCpuTime() - start) / 1e3 / TESTS;
  }

  static class Empty {
    @RepeatedTest(TESTS)
    void empty() {}
  }

  static class UsePool {
    @RepeatedTest(TESTS)
    void usePool() throws Exception {
      POOL.submit(Thread::onSpinWait).get();
    }
  }
}
