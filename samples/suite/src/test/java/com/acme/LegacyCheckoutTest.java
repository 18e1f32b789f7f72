package com.acme;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Map;
import org.junit.Test;

/** JUnit 4, and clean: the feed is closed, the publisher of the metrics is excused by a rule. */
public class LegacyCheckoutTest {

  @Test
  public void addsUpPrices() {
    try (PriceFeed feed = new PriceFeed(Map.of("apple", 30, "pear", 45))) {
      assertEquals(75, feed.price("apple") + feed.price("pear"));
    }
  }

  @Test
  public void countsCheckouts() {
    assertTrue(Metrics.increment() > 0);
  }
}
