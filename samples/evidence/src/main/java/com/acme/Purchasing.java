package com.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/** Asks all suppliers at the same time; the first offer wins. Must be closed. */
public final class Purchasing implements AutoCloseable {
  private final BlockingQueue<Offer> offers = new ArrayBlockingQueue<>(1);
  private final List<Thread> senders = new ArrayList<>();

  /** Asks each supplier in a thread of its own, and takes the first offer that comes. */
  public Offer firstOffer(List<Supplier<Offer>> suppliers) throws InterruptedException {
    for (Supplier<Offer> supplier : suppliers) {
      Thread sender = new Thread(() -> send(supplier.get()), "offer-" + (senders.size() + 1));
      senders.add(sender);
      sender.start();
    }
    // The second offer fills the queue, and those who send the others wait until we are closed.
    return offers.take();
  }

  private void send(Offer offer) {
    try {
      offers.put(offer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many offers have come that nobody has taken. */
  public int waiting() {
    return offers.size();
  }

  /** Sends away who still has an offer. */
  @Override
  public void close() {
    senders.forEach(Thread::interrupt);
  }
}
