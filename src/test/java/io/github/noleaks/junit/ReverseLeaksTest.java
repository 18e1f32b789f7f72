package io.github.noleaks.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.StandardError;
import io.github.noleaks.testing.Suite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A test that ends what a fixture has started for all is warned of, and fails nothing. */
class ReverseLeaksTest {
  private static final String OUTER = "ReverseLeaksTest.";

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** What one suite prints; nothing in it may fail. */
  static String printedBy(Suite suite) {
    return StandardError.during(() -> assertThat(suite.run().failed()).isEmpty());
  }

  static String printedBy(Class<?>... classes) {
    return printedBy(Suite.of(classes));
  }

  static Thread consumer() {
    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    Thread consumer =
        new Thread(
            () -> {
              try {
                while (true) {
                  queue.take();
                }
              } catch (InterruptedException e) {
                // Told to end.
              }
            },
            "consumer");
    consumer.setDaemon(true);
    consumer.start();
    Planted.awaitParked(consumer);
    return consumer;
  }

  static void end(Thread thread) {
    thread.interrupt();
    join(thread);
  }

  static void join(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
    pool.prestartAllCoreThreads();
    awaitIdle(pool);
    return pool;
  }

  private static void awaitIdle(ThreadPoolExecutor pool) {
    try {
      Thread worker = pool.submit(Thread::currentThread).get();
      Planted.awaitParked(worker);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static void shutDown(@Nullable ExecutorService pool) {
    try {
      requireNonNull(pool).shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class WithConsumer {
    static @Nullable Thread consumer;

    @BeforeAll
    static void start() {
      consumer = consumer();
    }

    @AfterAll
    static void stop() {
      end(requireNonNull(consumer));
    }

    @Test
    void a() {}

    @Test
    void c() {}
  }

  static class EndsTheConsumer extends WithConsumer {
    @Test
    void b() {
      end(requireNonNull(consumer));
    }
  }

  static class TellsTheConsumerToEnd extends WithConsumer {
    @Test
    void b() {
      requireNonNull(consumer).interrupt(); // And does not wait for it.
    }
  }

  @Test
  void warnsOfAThreadThatEndsWhenItsTestIsOver() {
    // We wait 5 ms for it. A loaded machine may need more: then nobody is told, as nothing is sure.
    assertThat(
            Stream.generate(() -> printedBy(TellsTheConsumerToEnd.class))
                .limit(50)
                .anyMatch(
                    each -> each.contains("b() ended what it did not start: thread consumer")))
        .isTrue();
  }

  @Test
  void warnsOfAThreadThatATestHasEnded() {
    assertThat(printedBy(EndsTheConsumer.class))
        .containsOnlyOnce("NoLeaks")
        .containsPattern(
            "NoLeaks: ReverseLeaksTest.EndsTheConsumer.b\\(\\) ended what it did not start:"
                + " thread consumer \\(#\\d+\\), of the fixtures of"
                + " ReverseLeaksTest.EndsTheConsumer; the test after it had to do without");
  }

  @Test
  void theClassMayEndItItself() {
    assertThat(printedBy(WithConsumer.class)).isEmpty();
  }

  static class EndsItLast extends WithConsumer {
    @Test
    void z() {
      end(requireNonNull(consumer));
    }
  }

  @Test
  void nobodyMissesWhatTheLastTestEnds() {
    assertThat(printedBy(EndsItLast.class)).isEmpty();
  }

  static class MayEndIt extends WithConsumer {
    @Test
    @AllowLeaks(reason = "to be seen")
    void b() {
      end(requireNonNull(consumer));
    }
  }

  @Test
  void saysNothingWhereLeaksAreAllowedOrTheCheckIsOff() {
    assertThat(printedBy(MayEndIt.class)).isEmpty();
    assertThat(printedBy(Suite.of(Unannotated.class).global().with("noleaks.check", "off")))
        .isEmpty();
  }

  @Test
  void doesNotFailWhateverTheCheckSays() {
    for (String check : new String[] {"fail", "warn"}) {
      assertThat(printedBy(Suite.of(Unannotated.class).global().with("noleaks.check", check)))
          .contains(OUTER + "Unannotated.b() ended what it did not start: thread consumer");
    }
  }

  @TestMethodOrder(MethodName.class)
  static class Unannotated {
    static final Thread[] CONSUMER = new Thread[1];

    @BeforeAll
    static void start() {
      CONSUMER[0] = consumer();
    }

    @Test
    void b() {
      end(CONSUMER[0]);
    }

    @Test
    void c() {}
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class ClosesTheServer {
    static @Nullable ServerSocket server;
    static @Nullable Thread acceptor;

    @BeforeAll
    static void open() throws IOException {
      ServerSocket opened = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      server = opened;
      Thread thread = new Thread(() -> serve(opened), "acceptor");
      acceptor = thread;
      thread.start();
      while (!rests(thread)) {
        Thread.onSpinWait();
      }
    }

    /** In the JVM's own code: its state does not tell. */
    private static boolean rests(Thread thread) {
      StackTraceElement[] stack = thread.getStackTrace();
      return stack.length > 0
          && stack[0].isNativeMethod()
          && Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("accept"));
    }

    private static void serve(ServerSocket server) {
      try {
        while (true) {
          server.accept().close();
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    @Test
    void a() throws IOException {
      requireNonNull(server).close();
      join(requireNonNull(acceptor));
    }

    @Test
    void b() {}

    @Test
    void c() {}
  }

  @Test
  void warnsOfAServerThatATestHasClosed() {
    assertThat(printedBy(ClosesTheServer.class))
        .contains(OUTER + "ClosesTheServer.a() ended what it did not start: thread acceptor (#")
        .contains("; the 2 tests after it had to do without");
  }
}
