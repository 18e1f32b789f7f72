package io.github.noleaks.junit.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A consumer that runs as a task in an older pool is at rest where it waits for a message. */
class ConsumerTasksTest {

  @BeforeEach
  void open() {
    OneWorker.open(Kind.POOL.create("of-all")).warm();
  }

  @AfterEach
  void end() {
    OneWorker.end();
  }

  private static void assertGreen(Witness witness, Class<?>... classes) {
    Suite suite = Suite.of(classes);
    if (witness == Witness.ACCESS) {
      witness.ask(suite);
    }
    Results results = suite.run();
    assertThat(results.failed()).as("%s", results).isEmpty();
  }

  /** A task that does not end, and does what it is told to. */
  static final class Consumer implements Runnable {
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean open = true;

    @Override
    public void run() {
      try {
        while (open) {
          messages.take().run();
        }
      } catch (InterruptedException e) {
        // Ended.
      } finally {
        ended.countDown();
      }
    }

    void send(Runnable message) {
      messages.add(message);
    }

    void sendAndWait() {
      CountDownLatch handled = new CountDownLatch(1);
      send(handled::countDown);
      Parallel.await(handled);
    }

    void end() {
      send(() -> open = false);
      Parallel.await(ended);
    }
  }

  private static Consumer running = new Consumer();

  @VerifyNoLeaks
  static class WithConsumer {
    @BeforeAll
    static void start() {
      running = new Consumer();
      OneWorker.get().execute(running);
    }

    @AfterAll
    static void end() {
      running.end();
    }

    @RepeatedTest(5)
    void sends() {
      running.sendAndWait();
    }

    @Test
    void doesNothing() {}

    @Test
    void sendsMany() {
      for (int i = 0; i < 20; i++) {
        running.sendAndWait();
      }
    }
  }

  @VerifyNoLeaks
  static class WithOlderConsumer {
    @RepeatedTest(5)
    void sends() {
      running.sendAndWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFixturesConsumerInAnOlderPool(Witness witness) {
    assertGreen(witness, WithConsumer.class);
  }

  @ParameterizedTest
  @EnumSource
  void aConsumerThatIsOlderThanTheClass(Witness witness) {
    running = new Consumer();
    OneWorker.get().execute(running);
    running.sendAndWait();
    try {
      assertGreen(witness, WithOlderConsumer.class);
    } finally {
      running.end();
    }
  }

  @VerifyNoLeaks
  static class LeavesConsumerStuck {
    @Test
    void sendsAndWaits() {
      running.sendAndWait();
    }

    @Test
    void leaks() {
      StuckTask task = new StuckTask(Way.LATCH);
      running.send(task);
      task.awaitStuck();
    }
  }

  /** The negative control of those above: a consumer is a worker, too. */
  @Test
  void aConsumerThatIsStuckInAMessage() {
    running = new Consumer();
    OneWorker.get().execute(running);
    running.sendAndWait();
    try {
      assertThat(Suite.of(LeavesConsumerStuck.class).run().failed()).containsExactly("leaks");
    } finally {
      StuckTask.releaseAll();
      running.end();
    }
  }
}
