package io.github.noleaks.benchmark;

import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.OpeningWatch;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens and closes files and connections, a turn for each line that comes in, and prints the
 * nanoseconds that each took. Its JVM may have the agent or not.
 */
final class OpenedResources {
  private static final int BYTES = 64 * 1024;

  /** So often a test opens something; then the next test comes. */
  private static final int OF_ONE_TEST = 500;

  private final boolean recorded;
  private final Path file;
  private final ServerSocket server;

  private OpenedResources(boolean recorded) throws IOException {
    this.recorded = recorded;
    file = Files.createTempFile("noleaks-benchmark", ".bin");
    file.toFile().deleteOnExit();
    Files.write(file, new byte[BYTES]);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  public static void main(String[] args) throws IOException {
    boolean recorded = args[0].equals("recorded");
    if (recorded && !OpeningWatch.shared().isActive()) {
      throw new IllegalStateException("the agent is missing");
    }
    OpenedResources resources = new OpenedResources(recorded);
    Thread answering = new Thread(resources::answer);
    answering.setDaemon(true);
    answering.start();
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String turn; (turn = turns.readLine()) != null; ) {
      String[] words = turn.split(" ", 2);
      System.out.println(resources.run(words[0], Integer.parseInt(words[1])));
    }
    System.exit(0);
  }

  private double run(String what, int times) throws IOException {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      if (recorded && i % OF_ONE_TEST == 0) {
        Origins.enter(new Owner("a test", null));
      }
      switch (what) {
        case "open" -> open(5);
        case "file" -> writeAndRead();
        default -> connect();
      }
    }
    return (double) (System.nanoTime() - start) / times;
  }

  /** Below as many frames as a test may have. */
  private void open(int frames) throws IOException {
    if (frames > 0) {
      open(frames - 1);
    } else {
      new FileInputStream(file.toFile()).close();
    }
  }

  private void writeAndRead() throws IOException {
    try (OutputStream out = new FileOutputStream(file.toFile())) {
      out.write(new byte[BYTES]);
    }
    try (InputStream in = new FileInputStream(file.toFile())) {
      in.readAllBytes();
    }
  }

  private void connect() throws IOException {
    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.getOutputStream().write(1);
      socket.getInputStream().read();
    }
  }

  private void answer() {
    while (true) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(socket.getInputStream().read());
      } catch (IOException e) {
        return;
      }
    }
  }
}
