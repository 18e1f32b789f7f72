package io.github.noleaks.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.testing.Suite.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestExecutorService;

/** Suites whose tests run in parallel, the meetings of such tests, and who is blamed in the end. */
public final class Parallel {
  public static final String FORK_JOIN = "fork_join_pool";
  public static final String WORKER_THREADS = "worker_thread_pool";

  private static final String PREFIX = "junit.jupiter.execution.parallel.";

  private Parallel() {}

  /** Classes and methods run concurrently in four threads, where they don't say otherwise. */
  public static Map<String, String> parameters() {
    return Map.of(
        PREFIX + "enabled", "true",
        PREFIX + "mode.default", "concurrent",
        PREFIX + "mode.classes.default", "concurrent",
        PREFIX + "config.strategy", "fixed",
        PREFIX + "config.fixed.parallelism", "4");
  }

  public static Suite suite(Class<?>... classes) {
    Suite suite = Suite.of(classes);
    parameters().forEach(suite::with);
    return suite;
  }

  /** The same in threads of another kind; see {@link #hasBothExecutors}. */
  public static Suite suite(String executor, Class<?>... classes) {
    return suite(classes).with(PREFIX + "config.executor-service", executor);
  }

  /** Since 6.1 JUnit has two executors to choose from. */
  public static boolean hasBothExecutors() {
    return HierarchicalTestExecutorService.class
            .getClassLoader()
            .getResource(
                "org/junit/platform/engine/support/hierarchical/"
                    + "WorkerThreadPoolHierarchicalTestExecutorService.class")
        != null;
  }

  /** Waits for another test; fails if it doesn't come. */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, SECONDS)) {
        throw new IllegalStateException("the other test does not come");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each thread in each report, suppressed ones included, as in {@code who failed: thread}. */
  public static List<String> blamed(Results results) {
    List<String> blamed = new ArrayList<>();
    for (String name : results.failed()) {
      for (LeakReport report : reportsIn(results.failureOf(name).orElseThrow())) {
        report.threads().forEach(thread -> blamed.add(name + ": " + thread.name()));
      }
    }
    return blamed;
  }

  /** Each thread in each report with the test or class that is charged with it at last. */
  public static List<String> charged(Results results) {
    List<String> charged = new ArrayList<>();
    for (String name : results.failed()) {
      for (LeakReport report : reportsIn(results.failureOf(name).orElseThrow())) {
        for (Leak leak : report.leaks()) {
          String startedIn = leak.startedIn();
          String owner = startedIn == null ? report.subject() : startedIn;
          leak.threads().forEach(thread -> charged.add(owner + ": " + thread.name()));
        }
      }
    }
    return charged;
  }

  /** All leaks in all reports; each may stand for several threads. */
  public static List<Leak> leaks(Results results) {
    return results.failed().stream()
        .flatMap(name -> reportsIn(results.failureOf(name).orElseThrow()).stream())
        .flatMap(report -> report.leaks().stream())
        .toList();
  }

  private static List<LeakReport> reportsIn(Throwable failure) {
    return Stream.concat(Stream.of(failure), Arrays.stream(failure.getSuppressed()))
        .filter(LeaksFoundError.class::isInstance)
        .map(each -> ((LeaksFoundError) each).report())
        .toList();
  }
}
