package com.acme;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what has happened. There is one a process, and it is never closed. */
public final class AuditLog {
  private static final AuditLog INSTANCE = new AuditLog();

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final AtomicInteger noted = new AtomicInteger();

  private AuditLog() {
    Thread writer = new Thread(this::write, "audit-writer");
    writer.setDaemon(true);
    writer.start();
  }

  public static AuditLog instance() {
    return INSTANCE;
  }

  public void note(String event) {
    noted.incrementAndGet();
    events.add(event);
  }

  /** How many events have been noted so far. */
  public int size() {
    return noted.get();
  }

  private void write() {
    try {
      while (true) {
        System.getLogger("audit").log(System.Logger.Level.DEBUG, events.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
