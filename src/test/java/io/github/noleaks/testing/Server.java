package io.github.noleaks.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A fixture whose thread starts another one for each connection. */
public final class Server implements AutoCloseable {
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Thread> connections = new LinkedBlockingQueue<>();
  private final Thread acceptor;

  public Server(String name) {
    acceptor = Planted.parked(new Thread(this::serve, name));
  }

  private void serve() {
    try {
      while (true) {
        String name = requests.take();
        accepted.add(Planted.parked(new Thread(LockSupport::park, name)));
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Returns once the connection's thread is there. */
  public void connect(String name) {
    requests.add(name);
    try {
      connections.add(accepted.take());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end(acceptor);
    connections.forEach(Server::end);
  }

  private static void end(Thread thread) {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
