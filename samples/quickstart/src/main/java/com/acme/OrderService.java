package com.acme;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Sends orders to a warehouse. Each order is made ready by a thread of its own and goes through a
 * small outbox, which keeps the senders from running ahead of the warehouse.
 */
public final class OrderService {
  private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(1);
  private final Warehouse warehouse;

  public OrderService(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Sends orders until the warehouse has no room for the next one.
   *
   * @return how many orders the warehouse has taken
   */
  public int sendAll(List<String> orders) throws InterruptedException {
    for (int i = 0; i < orders.size(); i++) {
      startSender(i + 1, orders.get(i));
    }
    for (int taken = 0; taken < orders.size(); taken++) {
      if (!warehouse.take(outbox.take())) {
        // The bug: from here on nobody empties the outbox, and the senders that are left wait for
        // room in it for ever.
        return taken;
      }
    }
    return orders.size();
  }

  private void startSender(int number, String order) {
    new Thread(() -> send(order), "order-sender-" + number).start();
  }

  private void send(String order) {
    try {
      outbox.put(order);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
