package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.internal.evidence.ChannelEvidence;
import io.github.noleaks.internal.evidence.ChannelEvidence.Holding;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import io.github.noleaks.internal.evidence.HiddenChannels;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that the HTTP clients of the JDK keep for the next request, or have still in use. */
class JdkPoolsTest {
  private static final byte[] BODY = new byte[1 << 20];

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          try (var out = exchange.getResponseBody()) {
            out.write(BODY);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    Held.object = null;
  }

  private URI uri() {
    return URI.create(
        "http://"
            + InetAddress.getLoopbackAddress().getHostAddress()
            + ':'
            + server.getAddress().getPort()
            + '/');
  }

  /** What is said about all channels that are or belong to a class on their way. */
  private static List<ChannelEvidence> connectionsOf(String holder) {
    String[] names = Objects.requireNonNullElse(new File("/proc/self/fd").list(), new String[0]);
    List<Channel> all =
        Stream.of(names).map(Integer::valueOf).map(fd -> new Channel("fd " + fd, fd, -1)).toList();
    return HiddenChannels.ask(all).channels().stream()
        .filter(each -> String.valueOf(each.className()).endsWith(holder))
        .filter(each -> !each.heldBy().toString().contains("HTTP-Dispatcher"))
        .toList();
  }

  @Test
  void anIdleConnectionOfTheHttpClientIsPooled() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Held.object = client;
    client.send(HttpRequest.newBuilder(uri()).build(), BodyHandlers.ofByteArray());
    Awaitility.await()
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(connectionsOf("SocketChannel"))
                    .anyMatch(each -> each.holding() == Holding.POOLED)
                    .anyMatch(
                        each ->
                            each.heldBy()
                                .contains("idle in the pool of a java.net.http.HttpClient")));
  }

  @Test
  void aConnectionWithAnUnreadBodyIsNot() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    var response = client.send(HttpRequest.newBuilder(uri()).build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      Held.object = body;
      List<ChannelEvidence> evidence = connectionsOf("SocketChannel");
      assertThat(evidence).noneMatch(each -> each.holding() == Holding.POOLED);
      assertThat(connectionsOf("Selector"))
          .filteredOn(each -> each.holders().toString().contains("SelectorManager"))
          .isNotEmpty()
          .allMatch(each -> each.holding() == Holding.JVM);
      assertThat(evidence).anyMatch(each -> each.holding() == Holding.HELD);
      assertThat(evidence)
          .anyMatch(each -> each.heldBy().get(0).startsWith("static com.acme.waits.Held.object"));
    }
  }

  @Test
  void aKeptAliveConnectionIsPooledAndOneWithAnUnreadBodyIsNot() throws Exception {
    try (InputStream in = uri().toURL().openStream()) {
      Held.object = in;
      assertThat(connectionsOf("java.net.Socket"))
          .anyMatch(each -> each.holding() == Holding.HELD)
          .noneMatch(each -> each.holding() == Holding.POOLED);
      assertThat(in.readAllBytes()).hasSize(BODY.length);
    }
    assertThat(connectionsOf("java.net.Socket"))
        .anyMatch(
            each ->
                each.holding() == Holding.POOLED
                    && each.heldBy().contains("idle in the keep-alive cache of HttpURLConnection"));
  }
}
