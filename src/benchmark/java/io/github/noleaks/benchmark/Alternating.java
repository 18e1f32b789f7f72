package io.github.noleaks.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The same work without and with what is measured, in turns in one JVM: what else the machine does
 * meanwhile hits both alike. Each turn runs in a fresh thread, which carries nothing from before.
 *
 * @param without the median of the turns without it
 * @param with the median of the turns with it
 * @param added the median of the differences between neighbours
 */
record Alternating(double without, double with, double added) {
  private static final int MOST_WARMUPS = 4;

  static Alternating measure(int turns, Callable<Double> without, Callable<Double> with)
      throws InterruptedException {
    for (int i = 0; i < Math.min(turns, MOST_WARMUPS); i++) {
      inFreshThread(without);
      inFreshThread(with);
    }
    double[] plain = new double[turns];
    double[] ours = new double[turns];
    double[] added = new double[turns];
    for (int i = 0; i < turns; i++) {
      // Who comes first finds the garbage of the other.
      if (i % 2 == 0) {
        plain[i] = inFreshThread(without);
        ours[i] = inFreshThread(with);
      } else {
        ours[i] = inFreshThread(with);
        plain[i] = inFreshThread(without);
      }
      added[i] = ours[i] - plain[i];
    }
    return new Alternating(median(plain), median(ours), median(added));
  }

  double ratio() {
    return with / without;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static double inFreshThread(Callable<Double> turn) throws InterruptedException {
    List<Double> results = new ArrayList<>();
    List<Exception> failures = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                results.add(turn.call());
              } catch (Exception e) {
                failures.add(e);
              }
            });
    thread.start();
    thread.join();
    if (results.isEmpty()) {
      throw new IllegalStateException(
          "a turn has failed", failures.isEmpty() ? null : failures.get(0));
    }
    return results.get(0);
  }
}
