package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Starts the publisher's thread, which the rule in junit-platform.properties excuses. */
class MetricsTest {

  @Test
  void counts() {
    long first = Metrics.increment();

    assertEquals(first + 1, Metrics.increment());
  }
}
