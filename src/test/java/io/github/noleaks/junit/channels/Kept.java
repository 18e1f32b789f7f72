package io.github.noleaks.junit.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What the tests of our suites leave open, for as long as the suites run. */
final class Kept {
  private static final ConcurrentLinkedQueue<AutoCloseable> OPEN = new ConcurrentLinkedQueue<>();

  /** There before all suites; connections to it need not be accepted. */
  private static volatile @Nullable ServerSocket server;

  private Kept() {}

  static <T extends AutoCloseable> T keep(T resource) {
    OPEN.add(resource);
    return resource;
  }

  static ServerSocket server() {
    ServerSocket known = server;
    if (known == null) {
      throw new IllegalStateException("no server");
    }
    return known;
  }

  static void startServer() throws IOException {
    System.gc(); // Garbage makes dumps large, and then what was dropped is not in them.
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Our own tests leave nothing open. */
  static void closeAll() throws Exception {
    for (AutoCloseable each; (each = OPEN.poll()) != null; ) {
      each.close();
    }
    ServerSocket known = server;
    if (known != null) {
      known.close();
    }
    server = null;
    // What the suites have dropped is closed by the garbage collector alone.
    System.gc();
  }
}
