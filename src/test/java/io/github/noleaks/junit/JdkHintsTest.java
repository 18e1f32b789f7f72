package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.Leak;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the report says to do about threads of the JDK, from a test to its report. */
class JdkHintsTest {
  private static final ConcurrentLinkedQueue<AutoCloseable> OPEN = new ConcurrentLinkedQueue<>();

  @AfterEach
  void removePlanted() throws Exception {
    for (AutoCloseable each : OPEN) {
      each.close();
    }
    OPEN.clear();
    Planted.removeAll();
  }

  private static HttpServer server() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Tasks that wait for each other, so that each has a worker of its own. */
  private static void useAll(ExecutorService pool, int workers) throws Exception {
    CountDownLatch all = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      pool.execute(
          () -> {
            Planted.remember(Thread.currentThread());
            all.countDown();
            try {
              all.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    all.await();
  }

  @VerifyNoLeaks
  static class LeftOpen {
    @Test
    void httpServer() throws Exception {
      HttpServer server = server();
      OPEN.add(() -> server.stop(0));
    }

    @Test
    void watchService() throws Exception {
      OPEN.add(FileSystems.getDefault().newWatchService());
    }

    @Test
    void timer() {
      Timer timer = new Timer("acme-timer");
      OPEN.add(timer::cancel);
    }

    @Test
    void twentyWorkers() throws Exception {
      useAll(Planted.neverShutDown(Executors.newFixedThreadPool(20)), 20);
    }

    @Test
    void forkJoinPool() throws Exception {
      useAll(Planted.neverShutDown(new ForkJoinPool(4)), 4);
    }
  }

  private static Leak only(Results results, String test) {
    List<Leak> leaks = results.reportOf(test).leaks();
    assertThat(leaks).as("%s", leaks).hasSize(1);
    assertThat(leaks.get(0).verdict()).isEqualTo(Verdict.IDLE_WORKER);
    return leaks.get(0);
  }

  @Test
  void eachIsOneFindingWithTheCallThatEndsIt() {
    Results results = Suite.of(LeftOpen.class).run();

    Leak server = only(results, "httpServer");
    assertThat(server.summary()).isEqualTo("HttpServer never stopped");
    assertThat(server.fix()).startsWith("call stop(0) on the HttpServer");
    assertThat(only(results, "watchService").fix()).startsWith("close the WatchService");
    assertThat(only(results, "timer").fix()).startsWith("call cancel() on the Timer");
    Leak twenty = only(results, "twentyWorkers");
    assertThat(twenty.threads()).hasSize(20);
    assertThat(twenty.fix()).startsWith("call shutdown() and awaitTermination() on the executor");
    Leak pool = only(results, "forkJoinPool");
    assertThat(pool.threads()).hasSizeGreaterThan(1);
    assertThat(pool.fix()).startsWith("call shutdown() and awaitTermination() on the pool");
  }

  @VerifyNoLeaks
  static class Closed {
    @Test
    void httpServer() throws Exception {
      server().stop(0);
    }

    @Test
    void idleHttpClient() throws Exception {
      HttpServer server = server();
      try {
        HttpResponse<Void> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://localhost:" + server.getAddress().getPort()))
                        .build(),
                    HttpResponse.BodyHandlers.discarding());
        assertThat(response.statusCode()).isEqualTo(200);
      } finally {
        server.stop(0);
      }
    }

    @Test
    void watchService() throws Exception {
      FileSystems.getDefault().newWatchService().close();
    }

    @Test
    void pools() throws Exception {
      for (ExecutorService pool : List.of(Executors.newFixedThreadPool(20), new ForkJoinPool(4))) {
        pool.submit(() -> {}).get();
        pool.shutdown();
      }
    }
  }

  @Test
  void whatIsClosedAndAnIdleHttpClientAreNoLeaks() {
    assertThat(Suite.of(Closed.class).with("noleaks.settle", "5s").run().failed()).isEmpty();
  }
}
