package io.github.noleaks.random;

import io.github.noleaks.testing.Planted;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names the threads of one planted leak after the test or class to blame, and expects each of them
 * to be reported. The names differ in the last number only, as those of a pool do.
 */
final class LeakNames implements ThreadFactory {
  private final RandomRun run;
  private final Blame.Expected expected;
  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  LeakNames(RandomRun run, Blame.Expected expected, String kind) {
    this.run = run;
    this.expected = expected;
    this.prefix = expected.owner() + " " + kind + " " + run.nextSerial() + "-";
  }

  String next() {
    String name = prefix + count.incrementAndGet();
    run.expect(name, expected);
    return name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, next());
    thread.setDaemon(true);
    return Planted.remember(thread);
  }

  /** Starts a thread that never ends by itself. */
  void start() {
    Thread thread = newThread(Waiting::forGood);
    thread.start();
    Planted.awaitParked(thread);
  }
}
