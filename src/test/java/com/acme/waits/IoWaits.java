package com.acme.waits;

import com.acme.waits.Situation.Prepared;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.util.List;

/** Waits for sockets, pipes, processes and files. */
public final class IoWaits {

  private static final String ACCEPT = "waiting for a connection to a server socket";
  private static final String READ = "reading from a socket";

  private IoWaits() {}

  public static List<Situation> sockets() {
    return List.of(
        Situation.of(
            "accept",
            ACCEPT,
            "ServerSocket.accept",
            () -> {
              ServerSocket server = server();
              return new Prepared(server::accept, server::close);
            }),
        Situation.of(
            "accept with a timeout",
            ACCEPT,
            "ServerSocket.accept",
            () -> {
              ServerSocket server = server();
              server.setSoTimeout(3_600_000);
              return new Prepared(server::accept, server::close);
            }),
        Situation.of(
            "accept on a channel",
            ACCEPT,
            "ServerSocketChannel.accept",
            () -> {
              ServerSocketChannel server =
                  ServerSocketChannel.open().bind(new InetSocketAddress(loopback(), 0));
              return new Prepared(server::accept, server::close);
            }),
        Situation.of(
            "socket read",
            READ,
            "Socket.SocketInputStream.read",
            () -> {
              Connection c = new Connection();
              return new Prepared(() -> c.near.getInputStream().read(), c::close);
            }),
        Situation.of(
            "readLine from a socket",
            READ,
            "BufferedReader.readLine",
            () -> {
              Connection c = new Connection();
              return new Prepared(
                  () ->
                      new BufferedReader(
                              new InputStreamReader(
                                  c.near.getInputStream(), StandardCharsets.UTF_8))
                          .readLine(),
                  c::close);
            }),
        Situation.of(
            "socket write",
            "writing to a socket whose other side does not read",
            "OutputStream.write",
            () -> {
              Connection c = new Connection();
              return new Prepared(() -> writeForEver(c.near.getOutputStream()), c::close);
            }),
        Situation.of(
            "socket channel read",
            READ,
            "SocketChannel.read",
            () -> {
              ServerSocket server = server();
              SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
              return new Prepared(
                  () -> channel.read(ByteBuffer.allocate(1)),
                  () -> {
                    channel.close();
                    server.close();
                  });
            }),
        Situation.of(
            "datagram socket",
            "waiting for a datagram",
            "DatagramSocket.receive",
            () -> {
              DatagramSocket socket = new DatagramSocket(0, loopback());
              return new Prepared(
                  () -> socket.receive(new DatagramPacket(new byte[1], 1)), socket::close);
            }),
        Situation.of(
            "datagram channel",
            "waiting for a datagram",
            "DatagramChannel.receive",
            () -> {
              DatagramChannel channel =
                  DatagramChannel.open().bind(new InetSocketAddress(loopback(), 0));
              return new Prepared(() -> channel.receive(ByteBuffer.allocate(1)), channel::close);
            }),
        Situation.of(
            "selector",
            "waiting in a selector",
            "Selector.select",
            () -> {
              Selector selector = Selector.open();
              return new Prepared(selector::select, selector::close);
            }));
  }

  private static void writeForEver(OutputStream out) throws Exception {
    while (true) {
      out.write(new byte[1 << 16]);
    }
  }

  public static List<Situation> pipesAndFiles() {
    return List.of(
        Situation.of(
            "PipedInputStream",
            "reading from an empty pipe",
            "PipedInputStream.read",
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              // Interrupting does not do: it looks for its writer's thread each second.
              return new Prepared(in::read, out::close);
            }),
        Situation.of(
            "PipedOutputStream",
            "writing to a full pipe",
            "OutputStream.write",
            () -> {
              PipedInputStream in = new PipedInputStream(1);
              PipedOutputStream out = new PipedOutputStream(in);
              in.available();
              return new Prepared(() -> out.write(new byte[8]), in::close);
            }),
        Situation.of(
            "Pipe",
            "reading from an empty pipe",
            "Pipe.SourceChannel.read",
            () -> {
              Pipe pipe = Pipe.open();
              return new Prepared(
                  () -> pipe.source().read(ByteBuffer.allocate(1)),
                  () -> {
                    pipe.sink().close();
                    pipe.source().close();
                  });
            }),
        Situation.of(
            "WatchService.take",
            "waiting for a file system event",
            "WatchService.take",
            () -> {
              WatchService watch = FileSystems.getDefault().newWatchService();
              return new Prepared(watch::take, watch::close);
            }),
        Situation.of(
            "waitFor",
            "waiting for a child process that still runs",
            "Process.waitFor",
            () -> {
              Process child = child();
              return new Prepared(child::waitFor, () -> endOf(child));
            }));
  }

  /** The wait for input from a child process; on Windows and 17 it is a file like any other. */
  public static Situation childOutput() {
    return Situation.of(
        "output of a child process",
        "",
        "BufferedInputStream.read",
        () -> {
          Process child = child();
          return new Prepared(() -> child.getInputStream().read(), () -> endOf(child));
        });
  }

  /** A JVM that reads its standard input until that is closed: there is one on every system. */
  public static Process child() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path source = Path.of("src", "test", "java", "com", "acme", "waits", "ReadsItsInput.java");
    return new ProcessBuilder(java, "-Xshare:auto", source.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void endOf(Process child) throws InterruptedException {
    child.destroyForcibly();
    child.waitFor();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static ServerSocket server() throws Exception {
    return new ServerSocket(0, 1, loopback());
  }

  /** Both ends of a connection. */
  private static final class Connection {
    final Socket near;
    final Socket far;

    Connection() throws Exception {
      try (ServerSocket server = server()) {
        near = new Socket(server.getInetAddress(), server.getLocalPort());
        far = server.accept();
      }
    }

    void close() throws IOException {
      near.close();
      far.close();
    }
  }
}
