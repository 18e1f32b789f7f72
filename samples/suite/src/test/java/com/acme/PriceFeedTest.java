package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The feed belongs to the class, not to the first test that uses it: nothing leaks here. */
class PriceFeedTest {
  private static PriceFeed feed;

  @BeforeAll
  static void open() {
    feed = new PriceFeed(Map.of("apple", 30, "pear", 45));
  }

  @AfterAll
  static void close() {
    feed.close();
  }

  @Test
  void knowsThePriceOfAnApple() {
    assertEquals(30, feed.price("apple"));
  }

  @Test
  void knowsThePriceOfAPear() {
    assertEquals(45, feed.price("pear"));
  }

  @Test
  void sellsNoPlums() {
    assertEquals(0, feed.price("plum"));
  }
}
