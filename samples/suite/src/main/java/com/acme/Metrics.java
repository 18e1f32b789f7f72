package com.acme;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;

/** Counts things and publishes the count once a minute, as long as the process lives. */
public final class Metrics {
  private static final AtomicLong COUNT = new AtomicLong();

  static {
    Timer publisher = new Timer("metrics-publisher", true);
    publisher.schedule(
        new TimerTask() {
          @Override
          public void run() {
            System.getLogger("metrics").log(System.Logger.Level.DEBUG, COUNT.get());
          }
        },
        60_000,
        60_000);
  }

  private Metrics() {}

  /** Counts one more. */
  public static long increment() {
    return COUNT.incrementAndGet();
  }
}
