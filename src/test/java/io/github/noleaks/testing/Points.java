package io.github.noleaks.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Points in time, by name, at which tests that run in parallel wait for one another. */
public final class Points {
  private static final Map<String, CountDownLatch> POINTS = new ConcurrentHashMap<>();

  private Points() {}

  private static CountDownLatch point(String name) {
    return POINTS.computeIfAbsent(name, key -> new CountDownLatch(1));
  }

  /** None has been passed. */
  public static void forget() {
    POINTS.clear();
  }

  public static void pass(String name) {
    point(name).countDown();
  }

  /** Waits until it was passed; fails if that takes too long. */
  public static void await(String name) {
    Parallel.await(point(name));
  }

  /** Waits for the end of a test, its check included, in a class extended with {@link Over}. */
  public static void awaitEnd(String method) {
    await("end of " + method);
  }

  public static boolean isOver(String method) {
    return point("end of " + method).getCount() == 0;
  }

  /** Tells when a test is over, its check included. */
  public static final class Over implements TestWatcher {
    @Override
    public void testSuccessful(ExtensionContext context) {
      pass("end of " + context.getRequiredTestMethod().getName());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
      testSuccessful(context);
    }
  }
}
