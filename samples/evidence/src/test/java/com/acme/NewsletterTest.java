package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.noleaks.VerifyNoLeaks;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The workers are there before the tests, and no test starts a thread. One leaves a task behind.
 */
@VerifyNoLeaks
class NewsletterTest {
  private static ThreadPoolExecutor workers;

  @BeforeAll
  static void startWorkers() {
    workers =
        (ThreadPoolExecutor) Executors.newFixedThreadPool(2, task -> new Thread(task, "worker"));
    workers.prestartAllCoreThreads();
  }

  @AfterAll
  static void stopWorkers() {
    workers.shutdownNow();
  }

  @Test
  void writesToAFewReaders() throws InterruptedException {
    assertEquals("Dear Ada", new Newsletter(workers).writeTo(List.of("Ada", "Bob", "Eve")));
  }

  /** The fourth letter finds no room. */
  @Test
  void writesToManyReaders() throws InterruptedException {
    List<String> readers = List.of("Ada", "Bob", "Eve", "Joe");

    assertEquals("Dear Ada", new Newsletter(workers).writeTo(readers));
  }
}
