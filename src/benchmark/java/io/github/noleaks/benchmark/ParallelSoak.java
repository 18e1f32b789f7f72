package io.github.noleaks.benchmark;

import io.github.noleaks.random.RandomSuitesMain;
import java.util.ArrayList;
import java.util.List;

/**
 * Random suites of 1,000 tests under 1 to 16 workers, 20 seeds each, with access and without. Each
 * planted leak must be reported once, against its own test or class; exits with 1 if one is not.
 */
public final class ParallelSoak {
  private static final int SEEDS = 20;
  private static final int MOST_WORKERS = 16;

  private ParallelSoak() {}

  public static void main(String[] args) throws Exception {
    boolean right = run(RandomSuitesMain.ACCESS, true);
    right &= run(List.of(), false);
    System.exit(right ? 0 : 1);
  }

  private static boolean run(List<String> options, boolean access) throws Exception {
    List<String> runs = new ArrayList<>(List.of(Boolean.toString(access)));
    for (int workers = 1; workers <= MOST_WORKERS; workers++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        runs.add(seed + ":" + workers);
      }
    }
    System.out.println(access ? "with access:" : "without access:");
    return Jvm.of(options, RandomSuitesMain.class, runs.toArray(String[]::new))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor()
        == 0;
  }
}
