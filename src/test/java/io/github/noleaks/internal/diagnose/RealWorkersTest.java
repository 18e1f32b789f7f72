package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.waits.IoWaits;
import com.sun.net.httpserver.HttpServer;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads the JDK starts for the user, at rest and at work. */
class RealWorkersTest {

  private static final String EXECUTOR = "idle worker: its executor was never shut down";

  /** Starts something that has threads, and gives what ends it. */
  interface Start {
    AutoCloseable start() throws Exception;
  }

  record Worker(String name, String summary, String waitsIn, boolean ofPool, Start start) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Worker> workers() {
    return Stream.of(
        new Worker(
            "fixed pool",
            EXECUTOR,
            "ThreadPoolExecutor.getTask",
            true,
            () -> used(Executors.newFixedThreadPool(1))),
        new Worker(
            "cached pool",
            EXECUTOR,
            "ThreadPoolExecutor.getTask",
            true,
            () -> used(Executors.newCachedThreadPool())),
        new Worker(
            "scheduled pool",
            "idle worker: its scheduled executor was never shut down",
            "ThreadPoolExecutor.getTask",
            true,
            () -> used(Executors.newScheduledThreadPool(1))),
        new Worker(
            "fork-join pool",
            "idle worker: its ForkJoinPool was never shut down",
            "ForkJoinPool.awaitWork",
            true,
            () -> used(new ForkJoinPool(1))),
        new Worker(
            "timer",
            "Timer never cancelled",
            "Timer",
            false,
            () -> {
              Timer timer = new Timer("acme-timer");
              return timer::cancel;
            }),
        new Worker(
            "timer with a task to come",
            "Timer never cancelled",
            "Timer",
            false,
            () -> {
              Timer timer = new Timer("acme-timer");
              timer.schedule(
                  new TimerTask() {
                    @Override
                    public void run() {}
                  },
                  3_600_000);
              return timer::cancel;
            }),
        new Worker(
            "http server",
            "HttpServer never stopped",
            "HttpServer.start",
            false,
            () -> {
              HttpServer server = HttpServer.create(loopback(), 0);
              server.start();
              return () -> server.stop(0);
            }),
        new Worker(
            "asynchronous channels",
            "idle worker: its AsynchronousChannelGroup was never shut down",
            "AsynchronousChannelGroup",
            true,
            () -> {
              AsynchronousChannelGroup group =
                  AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
              AsynchronousServerSocketChannel.open(group).bind(loopback());
              return group::shutdownNow;
            }),
        new Worker(
            "watch service",
            "WatchService never closed",
            "FileSystem.newWatchService",
            false,
            () -> {
              WatchService watch = FileSystems.getDefault().newWatchService();
              return watch;
            }),
        new Worker(
            "child process",
            "waiting for a child process that still runs",
            "ProcessBuilder.start",
            false,
            () -> {
              Process child = IoWaits.child();
              return () -> IoWaits.endOf(child);
            }));
  }

  @ParameterizedTest
  @MethodSource("workers")
  void tellsWhoseThreadItIs(Worker worker) throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    AutoCloseable started = worker.start().start();
    try {
      await()
          .pollInSameThread()
          .untilAsserted(
              () -> {
                List<LeakedThread> threads = since(before);
                List<Leak> leaks = Diagnosis.of(threads, t -> null, HeapEvidence.NONE);
                assertThat(leaks)
                    .as("%s", threads)
                    .anySatisfy(
                        leak -> {
                          assertThat(leak.summary()).isEqualTo(worker.summary());
                          assertThat(leak.waitsIn()).isEqualTo(worker.waitsIn());
                          assertThat(leak.threads())
                              .allMatch(t -> RestingPlace.isIdleWorker(t) == worker.ofPool());
                        });
              });
    } finally {
      started.close();
      awaitEndOf(before, worker.summary());
    }
  }

  @Test
  void tellsTheSelectorOfAnHttpClient() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "up to 20 a client cannot be closed");
    tellsWhoseThreadItIs(
        new Worker(
            "http client",
            "HttpClient still in use or not yet collected",
            "HttpClient",
            false,
            () -> {
              HttpClient client = HttpClient.newHttpClient();
              return () -> HttpClient.class.getMethod("close").invoke(client);
            }));
  }

  @Test
  void tellsTheThreadOfACleaner() throws Exception {
    AtomicReference<Object> inUse = new AtomicReference<>();
    tellsWhoseThreadItIs(
        new Worker(
            "cleaner",
            "thread of a Cleaner that is still in use",
            "Cleaner.create",
            false,
            () -> {
              inUse.set(Cleaner.create());
              return () -> inUse.set(null);
            }));
  }

  @Test
  void aWorkerInATaskIsNotIdle() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(1, r -> new Thread(r, "acme-pool-1"));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    try {
      pool.execute(
          () -> {
            begun.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      begun.await();
      await()
          .pollInSameThread()
          .untilAsserted(
              () -> {
                LeakedThread worker =
                    since(before).stream()
                        .filter(t -> t.name().equals("acme-pool-1"))
                        .findFirst()
                        .orElseThrow();
                Leak leak = Diagnosis.of(List.of(worker), t -> null, HeapEvidence.NONE).get(0);
                assertThat(leak.verdict()).isEqualTo(Verdict.BLOCKED);
                assertThat(leak.summary()).isEqualTo("waiting for a latch");
                assertThat(RestingPlace.isIdleWorker(worker)).isFalse();
                assertThat(RestingPlace.isDying(worker)).isFalse();
              });
    } finally {
      end.countDown();
      pool.shutdown();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static AutoCloseable used(ExecutorService pool) throws Exception {
    pool.submit(() -> {}).get();
    return () -> {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    };
  }

  private static void awaitEndOf(Set<Thread> before, String summary) {
    await()
        .pollInSameThread()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> {
              // A Cleaner's thread, and up to 20 an HttpClient's, end when they are collected.
              System.gc();
              return Diagnosis.of(since(before), t -> null, HeapEvidence.NONE).stream()
                  .noneMatch(leak -> leak.summary().equals(summary));
            });
  }

  private static List<LeakedThread> since(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        // The JDK keeps a reaper for a minute, and it may take the next child.
        .filter(
            thread ->
                !before.contains(thread) || thread.getName().startsWith("process reaper (pid"))
        .map(Facts::of)
        .toList();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
