package com.acme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.noleaks.VerifyNoLeaks;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Twins: both forget to close, and both leave two senders in front of a full queue. The difference
 * is in who could still help them.
 */
@VerifyNoLeaks
class PurchasingTest {
  private static final List<Supplier<Offer>> SUPPLIERS =
      List.of(
          () -> new Offer("Hill", 120),
          () -> new Offer("Lake", 115),
          () -> new Offer("Wood", 130),
          () -> new Offer("Mill", 125));

  /**
   * When the test has ended, only the senders themselves know the queue: nobody will ever make room
   * in it. That is proven, so the verdict is STUCK FOR EVER.
   */
  @Test
  void takesTheFirstOffer() throws InterruptedException {
    Purchasing purchasing = new Purchasing();

    assertTrue(purchasing.firstOffer(SUPPLIERS).price() <= 130);
  }

  /**
   * Here the status page, a static field, still knows the queue: code that runs later could make
   * room in it. The verdict is BLOCKED, and the report names the way to the queue.
   */
  @Test
  void takesTheFirstOfferAndIsOnTheStatusPage() throws InterruptedException {
    Purchasing purchasing = new Purchasing();
    StatusPage.add(purchasing);

    assertTrue(purchasing.firstOffer(SUPPLIERS).price() <= 130);
  }
}
