package io.github.noleaks.junit.channels;

import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.Arrays;

/** Runs suites in a JVM of its own, and prints how each test that failed did so. */
final class SuiteMain {
  /** Stands before the name of each test that failed. */
  static final String FAILED = "== failed: ";

  static final String DONE = "== done";

  private SuiteMain() {}

  /** Arguments: settings as key=value, and the names of classes. */
  public static void main(String[] args) throws Exception {
    Kept.startServer();
    Class<?>[] tests =
        Arrays.stream(args)
            .filter(each -> !each.contains("="))
            .map(SuiteMain::load)
            .toArray(Class<?>[]::new);
    Suite suite =
        Suite.of(tests)
            .with("noleaks.heap", "auto")
            .with("noleaks.heap.share", "100%")
            .with("noleaks.heap.dumps", "1000000")
            .with("noleaks.access", "auto");
    for (String each : args) {
      if (each.contains("=")) {
        suite =
            suite.with(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
      }
    }
    Results results = suite.run();
    for (String each : results.failed()) {
      System.out.println(FAILED + each);
      System.out.println(results.failureOf(each).orElseThrow());
    }
    System.out.println(DONE);
    Kept.closeAll();
    // What was dropped may have threads that run on.
    Runtime.getRuntime().halt(0);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
