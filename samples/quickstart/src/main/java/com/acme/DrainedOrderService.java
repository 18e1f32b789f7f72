package com.acme;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * {@link OrderService} without its bug: it drains the outbox on every way out, so each sender gets
 * rid of its order and ends.
 */
public final class DrainedOrderService {
  private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(1);
  private final Warehouse warehouse;

  public DrainedOrderService(Warehouse warehouse) {
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
    int taken = 0;
    boolean room = true;
    for (int received = 0; received < orders.size(); received++) {
      String order = outbox.take();
      room = room && warehouse.take(order);
      if (room) {
        taken++;
      }
    }
    return taken;
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
