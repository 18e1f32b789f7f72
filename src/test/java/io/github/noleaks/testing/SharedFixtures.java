package io.github.noleaks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What many tests share, all of it warm: pools, a scheduler with tasks of its own, a timer, loops
 * of one's own make, an HTTP server and its client. Thread-safe.
 */
final class SharedFixtures implements AutoCloseable {
  private static final int KINDS = 9;
  private static final int WORKERS = 3;
  private static final long TICK_MICROS = 700;

  private final ThreadPoolExecutor pool =
      (ThreadPoolExecutor) Executors.newFixedThreadPool(WORKERS);
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(2);
  private final ForkJoinPool forkJoin = new ForkJoinPool(2);
  private final Timer timer = new Timer("shared-timer", true);
  private final TaskLoop loop = new TaskLoop("shared-loop");
  private final ChannelLoop channels = new ChannelLoop("shared-channels");
  private final ThreadPoolExecutor ofServer = warm(2);
  private final ThreadPoolExecutor ofClient = warm(2);
  private final HttpServer server;
  private final HttpClient client;
  private final URI address;

  /** Starts them, and uses each once. */
  SharedFixtures() throws Exception {
    pool.prestartAllCoreThreads();
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.prestartAllCoreThreads();
    var unused = scheduler.scheduleAtFixedRate(this::tick, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
    tickAgain();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(ofServer);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = exchange.getRequestURI().getPath().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    server.start();
    address =
        URI.create("http://" + loopback.getHostAddress() + ":" + server.getAddress().getPort());
    client = HttpClient.newBuilder().executor(ofClient).build();
    for (int kind = 0; kind < KINDS; kind++) {
      use(kind);
    }
  }

  private static ThreadPoolExecutor warm(int workers) {
    ThreadPoolExecutor warm = (ThreadPoolExecutor) Executors.newFixedThreadPool(workers);
    warm.prestartAllCoreThreads();
    return warm;
  }

  /** What the fixture does by itself, beside the tests. */
  private void tick() {
    spin(20);
  }

  private void tickAgain() {
    spin(20);
    if (!scheduler.isShutdown()) {
      var unused = scheduler.schedule(this::tickAgain, TICK_MICROS, TimeUnit.MICROSECONDS);
    }
  }

  private static void spin(long micros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  /** Uses some of them, chosen at random, and waits for all that it has set going. */
  void useSome(SplittableRandom random) throws Exception {
    int uses = random.nextInt(2, 5);
    for (int i = 0; i < uses; i++) {
      use(random.nextInt(KINDS));
    }
  }

  private void use(int kind) throws Exception {
    switch (kind) {
      case 0 -> useFutures();
      case 1 -> runAll(pool);
      case 2 -> scheduler.schedule(() -> spin(5), 200, TimeUnit.MICROSECONDS).get();
      case 3 -> forkJoin.submit(() -> IntStream.range(0, 8).parallel().forEach(i -> spin(5))).get();
      case 4 -> useTimer();
      case 5 -> runAll(loop);
      case 6 -> runAll(channels);
      case 7 -> CompletableFuture.runAsync(() -> spin(5), ForkJoinPool.commonPool()).get();
      default -> useServer();
    }
  }

  private void useFutures() throws Exception {
    List<Future<String>> results = new ArrayList<>();
    for (int i = 0; i < 2 * WORKERS; i++) {
      results.add(
          pool.submit(
              () -> {
                spin(10);
                return "done";
              }));
    }
    for (Future<String> result : results) {
      check("done", result::get);
    }
  }

  /** Returns when the last task has told so, while its worker is still on its way to rest. */
  private static void runAll(Executor executor) {
    CountDownLatch all = new CountDownLatch(2 * WORKERS);
    for (long i = all.getCount(); i > 0; i--) {
      executor.execute(all::countDown);
    }
    Parallel.await(all);
  }

  private void useTimer() {
    CountDownLatch done = new CountDownLatch(2);
    TimerTask task =
        new TimerTask() {
          @Override
          public void run() {
            done.countDown();
            if (done.getCount() == 0) {
              cancel();
            }
          }
        };
    timer.schedule(task, 0, 1);
    Parallel.await(done);
  }

  /** Over a connection that both sides keep open. */
  private void useServer() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/shared")).build();
    check("/shared", () -> client.send(request, BodyHandlers.ofString()).body());
    check("/shared", () -> client.sendAsync(request, BodyHandlers.ofString()).get().body());
  }

  private static void check(String expected, Callable<String> actual) throws Exception {
    if (!expected.equals(actual.call())) {
      throw new AssertionError("not as expected");
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.stop(0);
    timer.cancel();
    loop.close();
    channels.close();
    for (var each : List.of(pool, scheduler, forkJoin, ofServer, ofClient)) {
      each.shutdown();
      if (!each.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException(each + " does not end");
      }
    }
  }
}
