package io.github.noleaks.benchmark;

import io.github.noleaks.random.RandomSuitesMain;
import io.github.noleaks.testing.SharedFixturesSuite;
import java.util.List;

/**
 * Thousands of correct tests over warm pools, a scheduler, a timer, loops and an HTTP server that
 * they share, with access and without, while a second process keeps all cores busy. None of them
 * may be called a leak; exits with 1 if one is.
 */
public final class SharedFixturesSoak {
  /** Of 300 tests each. */
  private static final String ROUNDS = "7";

  private SharedFixturesSoak() {}

  public static void main(String[] args) throws Exception {
    Process load = FalseAlarmSoak.startLoad();
    try {
      boolean right = run("with access", RandomSuitesMain.ACCESS, "auto");
      right &= run("without access", List.of(), "off");
      if (!load.isAlive()) {
        throw new IllegalStateException("the process that loads the cores has ended");
      }
      System.exit(right ? 0 : 1);
    } finally {
      load.destroyForcibly();
    }
  }

  private static boolean run(String how, List<String> options, String access) throws Exception {
    System.out.println(how + ":");
    return Jvm.of(options, SharedFixturesSuite.class, ROUNDS, access, "0")
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor()
        == 0;
  }
}
