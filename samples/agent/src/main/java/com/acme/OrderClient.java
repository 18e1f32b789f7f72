package com.acme;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends orders over a connection of its own. */
public final class OrderClient implements AutoCloseable {
  /** The last one, for whoever wants to know. It keeps the connection alive. */
  static volatile OrderClient last;

  private final Socket connection;

  public OrderClient(InetSocketAddress server) throws IOException {
    connection = new Socket(server.getAddress(), server.getPort());
    last = this;
  }

  public void send(String order) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write((order + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
