package com.acme;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

/** Writes newsletters with workers that others use as well. */
public final class Newsletter {
  private final ExecutorService workers;
  private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(2);

  /** With the workers of the whole application. */
  public Newsletter(ExecutorService workers) {
    this.workers = workers;
  }

  /** Begins to write to some readers; returns when the first letters are in the outbox. */
  public String writeTo(List<String> readers) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(Math.min(3, readers.size()));
    workers.execute(() -> write(readers, begun));
    begun.await();
    return outbox.take();
  }

  private void write(List<String> readers, CountDownLatch begun) {
    try {
      for (String reader : readers) {
        begun.countDown();
        // The bug: the outbox has room for two, and nobody takes more than one letter from it.
        outbox.put("Dear " + reader);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
