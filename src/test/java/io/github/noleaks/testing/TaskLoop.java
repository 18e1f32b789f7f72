package io.github.noleaks.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** A worker of one's own make. */
final class TaskLoop implements Executor {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;

  TaskLoop(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        tasks.take().run();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
