package io.github.noleaks.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Classes of tests that do nothing, which JUnit runs in parallel, without NoLeaks and with it, as
 * JUnit's auto-detection registers it.
 */
final class ParallelTests {
  private static final List<Class<?>> CLASSES =
      List.of(
          A.class, B.class, C.class, D.class, E.class, F.class, G.class, H.class, I.class, J.class);
  private static final int TURNS_OF_CPU = 7;
  private static final int TESTS = 10 * Tests.METHODS * Tests.REPETITIONS;

  private static final Map<String, String> PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled", "true",
          "junit.jupiter.execution.parallel.mode.default", "concurrent",
          "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
          "junit.jupiter.execution.parallel.config.strategy", "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

  private ParallelTests() {}

  /**
   * Takes the number of turns, {@code noleaks.access}, and the executor that JUnit shall use.
   * Prints the wall time of a whole run by the number of its tests, in microseconds: without
   * NoLeaks, with it, and the median of the differences; then the difference of the CPU time, on
   * all cores.
   */
  public static void main(String[] args) throws InterruptedException {
    JupiterRun plain = new JupiterRun(CLASSES, parameters(args[1], args[2]), false);
    JupiterRun watched = new JupiterRun(CLASSES, parameters(args[1], args[2]), true);
    Alternating turns =
        Alternating.measure(
            Integer.parseInt(args[0]), () -> microsPerTest(plain), () -> microsPerTest(watched));
    // A shared machine takes wall time away from us, but hardly CPU time.
    double cpu = cpuMicrosPerTest(watched) - cpuMicrosPerTest(plain);
    System.out.printf("%s %s %s %s%n", turns.without(), turns.with(), turns.added(), cpu);
    System.exit(0);
  }

  private static Map<String, String> parameters(String access, String executor) {
    Map<String, String> parameters = new HashMap<>(PARALLEL);
    parameters.put("noleaks.access", access);
    parameters.put("junit.jupiter.execution.parallel.config.executor-service", executor);
    return parameters;
  }

  private static double microsPerTest(JupiterRun run) {
    long start = System.nanoTime();
    run.runAllGreen(TESTS);
    return (System.nanoTime() - start) / 1e3 / TESTS;
  }

  private static double cpuMicrosPerTest(JupiterRun run) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double[] micros = new double[TURNS_OF_CPU];
    for (int i = 0; i < TURNS_OF_CPU; i++) {
      long before = system.getProcessCpuTime();
      run.runAllGreen(TESTS);
      micros[i] = (system.getProcessCpuTime() - before) / 1e3 / TESTS;
    }
    return Alternating.median(micros);
  }

  abstract static class Tests {
    static final int METHODS = 4;
    static final int REPETITIONS = 500;

    @RepeatedTest(REPETITIONS)
    void one() {}

    @RepeatedTest(REPETITIONS)
    void two() {}

    @RepeatedTest(REPETITIONS)
    void three() {}

    @RepeatedTest(REPETITIONS)
    void four() {}
  }

  static class A extends Tests {}

  static class B extends Tests {}

  static class C extends Tests {}

  static class D extends Tests {}

  static class E extends Tests {}

  static class F extends Tests {}

  static class G extends Tests {}

  static class H extends Tests {}

  static class I extends Tests {}

  static class J extends Tests {}
}
