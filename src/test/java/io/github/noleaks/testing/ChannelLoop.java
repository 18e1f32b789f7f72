package io.github.noleaks.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** A worker that waits for channels and tasks, with a timeout and without one in turn. */
final class ChannelLoop implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Selector selector = open();
  private final Thread thread;

  ChannelLoop(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static Selector open() {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    try {
      for (int turn = 0; selector.isOpen(); turn++) {
        switch (turn % 4) {
          case 0 -> selector.select();
          case 1 -> selector.selectNow();
          default -> selector.select(2);
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  void close() throws InterruptedException {
    execute(
        () -> {
          try {
            selector.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    thread.join();
  }
}
