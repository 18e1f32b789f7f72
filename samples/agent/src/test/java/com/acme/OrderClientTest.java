package com.acme;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrderClientTest {
  private static ServerSocket server;

  @BeforeAll
  static void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  @Test
  void sendsAndCloses() throws IOException {
    try (OrderClient client = new OrderClient(address())) {
      client.send("tea");
    }
  }

  @Test
  void sendsAndForgets() throws IOException {
    OrderClient client = new OrderClient(address());
    client.send("milk");
  }
}
