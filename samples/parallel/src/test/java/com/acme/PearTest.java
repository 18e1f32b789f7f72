package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Runs beside {@link AppleTest}, and must not be blamed for what that forgets. */
class PearTest {

  @Test
  void readsAPriceAndClosesTheFeed() throws InterruptedException {
    Together.begin();
    try (PriceFeed feed = new PriceFeed("pears")) {
      Together.withFeed();
      assertEquals(0, feed.last());
    }
  }
}
