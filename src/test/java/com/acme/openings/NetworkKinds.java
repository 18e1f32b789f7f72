package com.acme.openings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Sockets and channels of the network. */
final class NetworkKinds {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Path folder;
  private final Scenario scenario;

  NetworkKinds(Path folder, Scenario scenario) {
    this.folder = folder;
    this.scenario = scenario;
  }

  void run() throws Exception {
    sockets();
    channels();
    asynchronous();
    unixDomain();
  }

  private void sockets() throws Exception {
    scenario.run("ServerSocket", () -> new ServerSocket(0));
    scenario.run("ServerSocket on loopback", () -> new ServerSocket(0, 1, LOOPBACK));
    scenario.run("Socket, not connected", Socket::new);
    scenario.run(
        "Socket, bound",
        () -> {
          Socket socket = new Socket();
          socket.bind(new InetSocketAddress(LOOPBACK, 0));
          return socket;
        });
    scenario.run("DatagramSocket", () -> new DatagramSocket(0));
    try (ServerSocket server = new ServerSocket(0, 9, LOOPBACK)) {
      scenario.run("Socket", () -> new Socket(LOOPBACK, server.getLocalPort()));
      server.accept().close();
      scenario.run(
          "reader of a socket",
          () -> {
            Socket socket = new Socket(LOOPBACK, server.getLocalPort());
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
          });
      server.accept().close();
      Socket client = new Socket(LOOPBACK, server.getLocalPort());
      scenario.run("accept", server::accept);
      client.close();
    }
    ServerSocket closed = new ServerSocket(0, 1, LOOPBACK);
    int port = closed.getLocalPort();
    closed.close();
    scenario.run(
        "refused",
        () -> {
          try {
            return new Socket(LOOPBACK, port);
          } catch (java.net.ConnectException e) {
            return null;
          }
        });
  }

  private void channels() throws Exception {
    scenario.run("SocketChannel", SocketChannel::open);
    scenario.run("ServerSocketChannel", () -> ServerSocketChannel.open().bind(null));
    scenario.run("DatagramChannel", () -> DatagramChannel.open().bind(null));
    try (ServerSocketChannel server =
        ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
      scenario.run("SocketChannel, connected", () -> SocketChannel.open(server.getLocalAddress()));
      server.accept().close();
      SocketChannel client = SocketChannel.open(server.getLocalAddress());
      scenario.run("accept of a channel", server::accept);
      client.close();
      scenario.run(
          "a channel with a key",
          () -> {
            Selector selector = Selector.open();
            SocketChannel channel = SocketChannel.open(server.getLocalAddress());
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            return () -> {
              key.channel().close();
              selector.close();
            };
          });
      server.accept().close();
    }
  }

  private void asynchronous() throws Exception {
    try (ServerSocketChannel server =
        ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
      scenario.run(
          "AsynchronousSocketChannel",
          () -> {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            channel.connect(server.getLocalAddress()).get();
            return channel;
          });
      server.accept().close();
    }
    scenario.run(
        "AsynchronousServerSocketChannel",
        () -> AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0)));
    scenario.run(
        "asynchronous accept",
        () -> {
          AsynchronousServerSocketChannel server =
              AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
          SocketChannel client = SocketChannel.open(server.getLocalAddress());
          AsynchronousSocketChannel accepted = server.accept().get();
          client.close();
          server.close();
          return accepted;
        });
  }

  private void unixDomain() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (ServerSocketChannel server =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      scenario.run("Unix domain socket", () -> SocketChannel.open(address));
      server.accept().close();
    }
    scenario.run(
        "Unix domain server",
        () -> {
          Path other = folder.resolve("t");
          return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
              .bind(UnixDomainSocketAddress.of(other));
        });
  }
}
