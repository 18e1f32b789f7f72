package io.github.noleaks.junit.channels;

import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.VerifyNoLeaks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bodies of HTTP responses, which their readers have to close. */
@VerifyNoLeaks
class HttpBodies {
  /** More than any buffer on the way can take. */
  private static final int SIZE = 32 << 20;

  private static HttpServer server;
  private static ExecutorService workers;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    workers = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(workers);
    server.createContext(
        "/",
        exchange -> {
          boolean large = exchange.getRequestURI().getPath().equals("/large");
          exchange.sendResponseHeaders(200, large ? SIZE : 5);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(new byte[large ? SIZE : 5]);
          } catch (IOException e) {
            // The client does not want it.
          }
        });
    server.start();
    client = HttpClient.newHttpClient();
    client.send(request("/small"), BodyHandlers.ofString());
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    workers.shutdownNow();
    client = null; // Up to JDK 20 only the garbage collector ends it.
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
        .build();
  }

  private static InputStream body(String path) throws Exception {
    return client.send(request(path), BodyHandlers.ofInputStream()).body();
  }

  @Test
  void reads() throws Exception {
    try (InputStream in = body("/small")) {
      in.readAllBytes();
    }
  }

  @Test
  void closesUnread() throws Exception {
    body("/large").close();
  }

  @Test
  void leaves() throws Exception {
    // Another connection than the idle one: that would have been there before.
    try (InputStream first = body("/large")) {
      Kept.keep(body("/large"));
      first.read();
    }
  }
}
