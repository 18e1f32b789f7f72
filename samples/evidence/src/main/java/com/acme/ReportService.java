package com.acme;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Writes reports in the background. Must be closed. */
public final class ReportService implements AutoCloseable {
  private final ExecutorService pool;

  /** With so many threads to write reports. */
  public ReportService(int workers) {
    pool = Executors.newFixedThreadPool(workers, task -> new Thread(task, "report-writer"));
  }

  /** Begins the report on a month. */
  public Future<String> report(String month) {
    return pool.submit(() -> write(month));
  }

  private String write(String month) throws Exception {
    // The bug: the total is counted by another worker of the same pool. If there is no other, the
    // task sits in the queue for ever, and its only worker waits for it right here.
    Future<Integer> total = pool.submit(() -> total(month));
    return month + ": " + total.get();
  }

  private static int total(String month) {
    return 100 * month.length();
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
