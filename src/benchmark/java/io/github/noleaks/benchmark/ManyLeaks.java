package io.github.noleaks.benchmark;

import io.github.noleaks.LeakReport;
import io.github.noleaks.NoLeaks;
import io.github.noleaks.Options;
import io.github.noleaks.Snapshot;
import java.time.Duration;

/**
 * The report about many leaked threads that are stuck in some dozens of ways.
 *
 * @param threads how many threads it is about
 * @param lines how long it is
 * @param time what it took to find them, diagnose them and write it, settling apart
 */
record ManyLeaks(int threads, long lines, Duration time) {
  private static final int STACKS = 40;

  static ManyLeaks measure(int threads) throws InterruptedException {
    Snapshot before = NoLeaks.snapshot(Options.defaults().settlingFor(Duration.ZERO));
    ParkedThreads parked = new ParkedThreads(threads, STACKS);
    try {
      long start = System.nanoTime();
      LeakReport report = before.find();
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new ManyLeaks(report.threads().size(), report.text().lines().count(), time);
    } finally {
      parked.end();
    }
  }
}
