package com.acme;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Prices that come in, and a thread that takes them as they come. */
public final class PriceFeed implements AutoCloseable {
  private final BlockingQueue<Integer> prices = new LinkedBlockingQueue<>();
  private final Thread reader;
  private volatile int last;

  public PriceFeed(String article) {
    reader = new Thread(this::read, "price-of-" + article);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      while (true) {
        last = prices.take();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  public void publish(int price) {
    prices.add(price);
  }

  public int last() {
    return last;
  }

  @Override
  public void close() throws InterruptedException {
    reader.interrupt();
    reader.join();
  }
}
