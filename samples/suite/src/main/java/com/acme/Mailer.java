package com.acme;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends mails in the background. Whoever opens a mailer must close it. */
public final class Mailer implements AutoCloseable {
  private final ExecutorService worker =
      Executors.newFixedThreadPool(1, task -> new Thread(task, "mailer"));
  private final List<String> sent = new CopyOnWriteArrayList<>();

  /** Sends a mail; the future ends when it is on its way. */
  public Future<?> send(String mail) {
    return worker.submit(() -> sent.add(mail));
  }

  public List<String> sent() {
    return List.copyOf(sent);
  }

  @Override
  public void close() {
    worker.shutdown();
  }
}
