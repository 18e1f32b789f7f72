package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.noleaks.VerifyNoLeaks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each of these tests is right about the result. One of them leaves threads behind. */
@VerifyNoLeaks
class OrderServiceTest {
  private static final List<String> ORDERS =
      List.of("order-1", "order-2", "order-3", "order-4", "order-5");

  @Test
  void sendsAll() throws InterruptedException {
    OrderService service = new OrderService(new Warehouse(5));

    assertEquals(5, service.sendAll(ORDERS));
  }

  @Test
  void stopsWhenTheWarehouseIsFull() throws InterruptedException {
    OrderService service = new OrderService(new Warehouse(1));

    assertEquals(1, service.sendAll(ORDERS));
  }
}
