package io.github.noleaks.random;

import java.util.List;

/** Runs random suites in a JVM of their own, and prints how each of them ended. */
public final class RandomSuitesMain {
  /** The options that open the JDK to NoLeaks. */
  public static final List<String> ACCESS =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

  private RandomSuitesMain() {}

  /**
   * Exits with 1 if something was wrong, with 2 if a run hangs.
   *
   * @param args whether there is access, then a seed and a number of workers for each run, as in
   *     {@code true 1:4 2:16}
   */
  public static void main(String[] args) throws Exception {
    RandomSuites suites = new RandomSuites(Boolean.parseBoolean(args[0]));
    Watchdog watchdog = Watchdog.start();
    int tests = 0;
    int planted = 0;
    int reported = 0;
    int wrong = 0;
    for (String each : List.of(args).subList(1, args.length)) {
      String[] run = each.split(":", 2);
      RandomSuites.Outcome outcome = suites.run(Long.parseLong(run[0]), Integer.parseInt(run[1]));
      watchdog.ended();
      tests += outcome.tests();
      planted += outcome.planted();
      reported += outcome.reported();
      for (String problem : outcome.problems()) {
        System.out.printf("seed %s, %s workers: %s%n", run[0], run[1], problem);
        wrong++;
      }
    }
    System.out.printf(
        "%,d tests in %d runs: %,d leaked threads planted, %,d reported, %d problems%n",
        tests, args.length - 1, planted, reported, wrong);
    System.exit(wrong == 0 ? 0 : 1);
  }
}
