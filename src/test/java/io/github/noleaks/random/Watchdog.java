package io.github.noleaks.random;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Ends this JVM, and tells what all its threads do, if a run hangs. */
final class Watchdog {
  /** A run takes seconds; those of a loaded machine take a minute. */
  private static final long PATIENCE_SECONDS = 180;

  private final Semaphore runs = new Semaphore(0);

  /** Started before the first run, of which its thread is no part. */
  static Watchdog start() {
    Watchdog watchdog = new Watchdog();
    Thread thread = new Thread(watchdog::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
    return watchdog;
  }

  /** A run has ended. */
  void ended() {
    runs.release();
  }

  private void watch() {
    try {
      while (runs.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // The next one.
      }
    } catch (InterruptedException e) {
      return;
    }
    System.out.println("hangs:");
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              System.out.println(thread + " " + thread.getState());
              for (StackTraceElement frame : stack) {
                System.out.println("    at " + frame);
              }
            });
    Runtime.getRuntime().halt(2);
  }
}
