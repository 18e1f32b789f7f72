package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Both tests run beside each other and beside {@link PearTest}. One forgets its feed. */
class AppleTest {

  @Test
  void readsAPriceAndClosesTheFeed() throws InterruptedException {
    Together.begin();
    try (PriceFeed feed = new PriceFeed("apples")) {
      Together.withFeed();
      assertEquals(0, feed.last());
    }
  }

  @Test
  void readsAPriceAndForgetsTheFeed() throws InterruptedException {
    Together.begin();
    PriceFeed feed = new PriceFeed("forgotten-apples");
    Together.withFeed();
    assertEquals(0, feed.last());
  }
}
