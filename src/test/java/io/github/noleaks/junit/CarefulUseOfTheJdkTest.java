package io.github.noleaks.junit;

import static io.github.noleaks.junit.CarefulTestsTest.assertGreen;
import static io.github.noleaks.junit.CarefulTestsTest.runAnnotated;
import static io.github.noleaks.junit.CarefulTestsTest.runGlobally;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.junit.CarefulTestsTest.Watched;
import io.github.noleaks.testing.Planted;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Tests are not blamed for the threads that the JDK keeps for itself once they have used it. */
class CarefulUseOfTheJdkTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  static class WithTheCommonPool implements Watched {
    @Test
    void parallelStream() {
      assertThat(IntStream.range(0, 100_000).parallel().filter(i -> i % 2 == 0).count())
          .isEqualTo(50_000);
    }

    @Test
    void supplyAsync() {
      assertThat(CompletableFuture.supplyAsync(() -> "done").join()).isEqualTo("done");
    }

    @Test
    void manyInThePoolItself() {
      List<CompletableFuture<String>> futures = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        futures.add(CompletableFuture.supplyAsync(() -> "done", ForkJoinPool.commonPool()));
      }
      futures.forEach(CompletableFuture::join);
    }

    @Test
    void withinItsTime() {
      assertThat(CompletableFuture.supplyAsync(() -> "done").orTimeout(1, HOURS).join())
          .isEqualTo("done");
    }

    @Test
    void outOfTime() {
      CompletableFuture<String> never = new CompletableFuture<String>().orTimeout(1, MILLISECONDS);
      assertThatThrownBy(never::join).isInstanceOf(CompletionException.class);
    }

    @Test
    void delayed() {
      assertThat(
              CompletableFuture.supplyAsync(
                      () -> "done", CompletableFuture.delayedExecutor(5, MILLISECONDS))
                  .join())
          .isEqualTo("done");
    }
  }

  @VerifyNoLeaks
  static class VerifiedCommonPool extends WithTheCommonPool {}

  @Test
  void theCommonPool() {
    assertGreen(WithTheCommonPool.class, runAnnotated(VerifiedCommonPool.class));
  }

  @Test
  void theCommonPoolGlobally() {
    assertGreen(WithTheCommonPool.class, runGlobally(WithTheCommonPool.class));
  }

  static class WithIo implements Watched {
    @Test
    void httpUrlConnection() throws Exception {
      try (Server server = new Server()) {
        HttpURLConnection connection = (HttpURLConnection) server.uri().toURL().openConnection();
        try (InputStream body = connection.getInputStream()) {
          assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("hello");
        }
      }
    }

    @Test
    void httpClientThatIsDropped() throws Exception {
      try (Server server = new Server()) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("hello");
        assertThat(client.sendAsync(request, BodyHandlers.ofString()).get().body())
            .isEqualTo("hello");
      }
    }

    @Test
    void fileChannel(@TempDir Path folder) throws Exception {
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertThat(channel.write(UTF_8.encode("hello"))).isEqualTo(5);
      }
    }

    @Test
    void socketChannel() throws Exception {
      try (ServerSocketChannel server = loopback();
          SocketChannel client = SocketChannel.open(server.getLocalAddress());
          SocketChannel accepted = server.accept()) {
        client.write(UTF_8.encode("hello"));
        assertThat(accepted.read(ByteBuffer.allocate(8))).isEqualTo(5);
      }
    }

    @Test
    void childProcess() throws Exception {
      assertThat(java().waitFor()).isZero();
    }

    @Test
    void childProcessAwaitedByItsHandle() throws Exception {
      assertThat(java().toHandle().onExit().get().isAlive()).isFalse();
    }

    private static Process java() throws Exception {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    @Test
    void flightRecording() {
      try (Recording recording = new Recording()) {
        recording.enable("jdk.ThreadSleep");
        recording.start();
        recording.stop();
      }
    }
  }

  /** Says hello, until it is stopped as its documentation asks for. */
  private static final class Server implements AutoCloseable {
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final HttpServer server;

    Server() throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(executor);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(UTF_8));
            exchange.close();
          });
      server.start();
    }

    URI uri() {
      return URI.create(
          "http://"
              + server.getAddress().getAddress().getHostAddress()
              + ":"
              + server.getAddress().getPort()
              + "/");
    }

    @Override
    public void close() {
      server.stop(0);
      executor.shutdown();
    }
  }

  private static ServerSocketChannel loopback() throws Exception {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @VerifyNoLeaks
  static class VerifiedIo extends WithIo {}

  @Test
  void inputAndOutput() {
    assertGreen(WithIo.class, runAnnotated(VerifiedIo.class));
  }

  @Test
  void inputAndOutputGlobally() {
    assertGreen(WithIo.class, runGlobally(WithIo.class));
  }

  static class WithVirtualThreads implements Watched {
    @Test
    void joined() throws InterruptedException {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        threads.add(VirtualThreads.start("joined", () -> CarefulTestsTest.sleep(5)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    @Test
    void interruptedAsTheLastThing() {
      VirtualThreads.start("interrupted", () -> CarefulTestsTest.sleep(60_000)).interrupt();
    }

    @Test
    void endsShortlyAfterTheTest() {
      VirtualThreads.start("ends-shortly-after", () -> CarefulTestsTest.sleep(200));
    }

    @Test
    void executorClosed() throws Exception {
      ExecutorService executor = newExecutor();
      for (int i = 0; i < 100; i++) {
        executor.execute(() -> CarefulTestsTest.sleep(5));
      }
      ((AutoCloseable) executor).close();
    }

    @Test
    void executorShutDownAsTheLastThing() throws Exception {
      ExecutorService executor = newExecutor();
      executor.execute(() -> CarefulTestsTest.sleep(5));
      executor.shutdown();
    }

    @Test
    void socketChannel() throws Exception {
      ExecutorService executor = newExecutor();
      CompletableFuture<Thread> reader = new CompletableFuture<>();
      try (ServerSocketChannel server = loopback()) {
        Future<Integer> read =
            executor.submit(
                () -> {
                  reader.complete(Thread.currentThread());
                  try (SocketChannel accepted = server.accept()) {
                    return accepted.read(ByteBuffer.allocate(8));
                  }
                });
        Planted.awaitParked(reader.join()); // So the JDK has to wake it, by a poller.
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
          client.write(UTF_8.encode("hello"));
        }
        assertThat(read.get()).isEqualTo(5);
      }
      executor.shutdown();
    }

    private static ExecutorService newExecutor() throws ReflectiveOperationException {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
  }

  @VerifyNoLeaks
  static class VerifiedVirtualThreads extends WithVirtualThreads {}

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreads() {
    assertGreen(WithVirtualThreads.class, runAnnotated(VerifiedVirtualThreads.class));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsGlobally() {
    assertGreen(WithVirtualThreads.class, runGlobally(WithVirtualThreads.class));
  }
}
