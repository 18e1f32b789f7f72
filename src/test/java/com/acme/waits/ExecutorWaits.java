package com.acme.waits;

import com.acme.waits.Situation.Prepared;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Waits for executors and for what runs in them. */
public final class ExecutorWaits {

  private static final String TASKS = "waiting for tasks of an executor that do not end";

  private ExecutorWaits() {}

  public static List<Situation> executors() {
    return List.of(
        inPool(
            "awaitTermination",
            "waiting for an executor to end",
            "ThreadPoolExecutor.awaitTermination",
            pool -> pool.awaitTermination(1, TimeUnit.HOURS)),
        inPool(
            "invokeAll",
            TASKS,
            "AbstractExecutorService.invokeAll",
            pool -> pool.invokeAll(List.of(endless()))),
        inPool(
            "invokeAny",
            TASKS,
            "AbstractExecutorService.invokeAny",
            pool -> pool.invokeAny(List.of(endless()))),
        inPool(
            "ExecutorCompletionService",
            TASKS,
            "ExecutorCompletionService.take",
            pool -> new ExecutorCompletionService<String>(pool).take().get()),
        Situation.of(
            "SubmissionPublisher",
            "publisher with a subscriber that does not keep up",
            "SubmissionPublisher.submit",
            () -> {
              Idle subscriber = new Idle();
              SubmissionPublisher<String> publisher = new SubmissionPublisher<>(Runnable::run, 1);
              publisher.subscribe(subscriber);
              return new Prepared(() -> publish(publisher), subscriber::cancel);
            }),
        Situation.of(
            "HttpClient.send",
            "waiting for an HTTP response",
            "HttpClient.send",
            () -> {
              HttpServer server = server();
              InetSocketAddress at = server.getAddress();
              URI uri = new URI("http", null, at.getHostString(), at.getPort(), "/", null, null);
              return new Prepared(
                  () ->
                      HttpClient.newHttpClient()
                          .send(
                              HttpRequest.newBuilder(uri).build(),
                              HttpResponse.BodyHandlers.ofString()),
                  () -> stop(server));
            }));
  }

  private interface Use {
    void of(ExecutorService pool) throws Exception;
  }

  private static Situation inPool(String name, String summary, String waitsIn, Use use) {
    return Situation.of(
        name,
        summary,
        waitsIn,
        () -> {
          ExecutorService pool = Executors.newCachedThreadPool();
          return new Prepared(
              () -> use.of(pool),
              () -> {
                pool.shutdownNow();
                if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
                  throw new AssertionError("the pool does not end");
                }
              });
        });
  }

  private static Callable<String> endless() {
    return () -> {
      new CountDownLatch(1).await();
      return "";
    };
  }

  private static void publish(SubmissionPublisher<String> publisher) {
    while (!Thread.currentThread().isInterrupted()) {
      publisher.submit("a");
    }
  }

  /** A server that takes every request and answers none. */
  private static HttpServer server() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {});
    server.start();
    return server;
  }

  /** Up to 20 a client cannot be closed: its thread ends when the client has been collected. */
  private static void stop(HttpServer server) throws InterruptedException {
    server.stop(0);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches("HttpClient-\\d+-SelectorManager")) {
        for (int i = 0; i < 2_000 && thread.isAlive(); i++) {
          System.gc();
          thread.join(10);
        }
      }
    }
  }

  /** Never asks for anything. */
  private static final class Idle implements Flow.Subscriber<String> {
    private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();

    void cancel() {
      subscription.get().cancel();
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
      subscription.set(granted);
    }

    @Override
    public void onNext(String item) {}

    @Override
    public void onError(Throwable throwable) {}

    @Override
    public void onComplete() {}
  }
}
