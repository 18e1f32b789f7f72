package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.AllowLeaks;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads of the JDK's network classes: harmless at rest, not when stuck in a callback. */
@Timeout(120)
class KnownThreadsNetworkTest {

  private static boolean harmless(Thread thread) {
    return KnownThreads.isHarmless(Threads.capture(thread));
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private interface Use {
    void of(URI uri) throws Exception;
  }

  private static void withServer(Use use) throws Exception {
    List<Thread> before = Threads.live();
    HttpServer server = HttpServer.create(anyPort(), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "shipped".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    List<Thread> ofServer =
        Threads.live(
            thread ->
                !before.contains(thread)
                    && (thread.getName().startsWith("HTTP-Dispatcher")
                        || thread.getName().startsWith("idle-timeout-task")));
    try {
      InetSocketAddress address = server.getAddress();
      use.of(
          URI.create(
              "http://%s:%d/".formatted(address.getAddress().getHostAddress(), address.getPort())));
      assertThat(ofServer)
          .as("a server that was not stopped is a leak")
          .isNotEmpty()
          .noneMatch(KnownThreadsNetworkTest::harmless);
    } finally {
      server.stop(0);
    }
    Threads.awaitEnd(ofServer);
  }

  @Test
  void theKeepAliveTimerOfHttpUrlConnectionIsHarmless() throws Exception {
    withServer(
        uri -> {
          try (InputStream body = uri.toURL().openStream()) {
            assertThat(body.readAllBytes()).isNotEmpty();
          }
          assertThat(Threads.named("Keep-Alive-Timer")).isNotEmpty();
          Threads.awaitHarmless(Threads.named("Keep-Alive-"));
        });
  }

  @Test
  void theThreadsOfAnHttpClientAreHarmlessUnlessABodyHandlerIsStuck() throws Exception {
    withServer(
        uri -> {
          HttpClient client = HttpClient.newHttpClient();
          HttpRequest request = HttpRequest.newBuilder(uri).build();
          CountDownLatch end = new CountDownLatch(1);
          BlockingQueue<Thread> where = new ArrayBlockingQueue<>(1);
          BodyHandler<String> stuckHandler =
              response -> {
                where.add(Thread.currentThread());
                Threads.waitFor(end);
                return BodySubscribers.ofString(StandardCharsets.UTF_8);
              };
          var response = client.sendAsync(request, stuckHandler);
          Thread stuck = where.take();
          try {
            assertThat(stuck.getName()).startsWith("HttpClient-");
            Threads.awaitState(stuck, Thread.State.WAITING);
            assertThat(harmless(stuck)).isFalse();
          } finally {
            end.countDown();
          }
          assertThat(response.get().body()).isEqualTo("shipped");
          assertThat(Threads.named("HttpClient-"))
              .extracting(Thread::getName)
              .anyMatch(name -> name.endsWith("-SelectorManager"));
          Threads.awaitHarmless(Threads.named("HttpClient-"));
        });
  }

  @Test
  @AllowLeaks(
      reason = "before 25 the spare workers of the default group are told from no user's pool")
  void theDefaultGroupOfAsynchronousChannelsIsHarmlessUnlessAHandlerIsStuck() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    BlockingQueue<Thread> where = new ArrayBlockingQueue<>(1);
    try (AsynchronousServerSocketChannel server =
            AsynchronousServerSocketChannel.open().bind(anyPort());
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
      var accepted = server.accept();
      client.connect(server.getLocalAddress()).get();
      try (AsynchronousSocketChannel peer = accepted.get()) {
        Threads.awaitHarmless(ofDefaultGroup());

        ByteBuffer buffer = ByteBuffer.allocate(1);
        client.read(buffer, null, new Stuck(where, end));
        peer.write(ByteBuffer.wrap(new byte[] {7})).get();
        Thread stuck = where.take();
        try {
          Threads.awaitState(stuck, Thread.State.WAITING);
          assertThat(harmless(stuck)).isFalse();
        } finally {
          end.countDown();
        }
      }
    }
    Threads.awaitHarmless(ofDefaultGroup());
  }

  private record Stuck(BlockingQueue<Thread> where, CountDownLatch end)
      implements CompletionHandler<Integer, Object> {
    @Override
    public void completed(Integer result, Object attachment) {
      where.add(Thread.currentThread());
      Threads.waitFor(end);
    }

    @Override
    public void failed(Throwable failure, Object attachment) {}
  }

  /**
   * Before 25 the spare workers of the group's pool are plain threads with plain names, which
   * nothing tells from a user's: they are not in the catalog, and not in question here.
   */
  private static List<Thread> ofDefaultGroup() {
    List<Thread> group =
        Threads.live(
            thread ->
                thread.getName().startsWith("InnocuousThread-")
                    || new Suspect(Threads.capture(thread))
                        .frames().stream().anyMatch(frame -> frame.contains("EventHandlerTask")));
    assertThat(group).isNotEmpty();
    return group;
  }
}
