package com.acme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sees to it that the tests of this sample run at the same time. */
final class Together {
  private static final CountDownLatch ALL_RUN = new CountDownLatch(3);
  private static final CountDownLatch ALL_HAVE_A_FEED = new CountDownLatch(3);

  private Together() {}

  static void begin() throws InterruptedException {
    meet(ALL_RUN);
  }

  static void withFeed() throws InterruptedException {
    meet(ALL_HAVE_A_FEED);
  }

  private static void meet(CountDownLatch point) throws InterruptedException {
    point.countDown();
    assertTrue(point.await(30, TimeUnit.SECONDS), "the other tests do not come");
  }
}
