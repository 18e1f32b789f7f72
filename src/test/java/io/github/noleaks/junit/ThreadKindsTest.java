package io.github.noleaks.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** However a platform thread was made and whatever it does: the report names it. */
class ThreadKindsTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private static List<String> namesIn(Results results, String test) {
    return results.reportOf(test).threads().stream().map(LeakedThread::name).toList();
  }

  /** Unlike {@link Planted#parked}, leaves it to the thread whether it is a daemon. */
  private static void park(String name, boolean daemon) {
    Thread thread = new Thread(LockSupport::park, name);
    thread.setDaemon(daemon);
    start(thread);
  }

  private static void start(Thread thread) {
    Planted.remember(thread).start();
    Planted.awaitParked(thread);
  }

  private static void run(Thread thread) throws InterruptedException {
    thread.start();
    thread.join();
  }

  @VerifyNoLeaks
  static class Started {
    @Test
    void user() {
      park("user", false);
    }

    @Test
    void daemon() {
      park("daemon", true);
    }

    @Test
    void byAThreadThatHasEnded() throws InterruptedException {
      run(new Thread(() -> park("grandchild", true), "child"));
    }

    @Test
    void inAGroupOfItsOwn() {
      start(new Thread(new ThreadGroup("of-the-test"), LockSupport::park, "grouped"));
    }

    @Test
    void ended() throws InterruptedException {
      Thread daemon = new Thread(() -> {}, "ended-daemon");
      daemon.setDaemon(true);
      run(daemon);
      run(new Thread(new ThreadGroup("of-the-test"), () -> {}, "ended-grouped"));
      Thread grandchild = new Thread(() -> {}, "ended-grandchild");
      run(new Thread(grandchild::start, "ended-child"));
      grandchild.join();
    }
  }

  @Test
  void namesThreadsHoweverTheyWereStarted() {
    Results results = Suite.of(Started.class).run();

    assertThat(results.failed())
        .containsExactly("byAThreadThatHasEnded", "daemon", "inAGroupOfItsOwn", "user");
    assertThat(results.failureOf("ended")).isEmpty();
    assertThat(namesIn(results, "user")).containsExactly("user");
    assertThat(results.reportOf("user").threads().get(0).daemon()).isFalse();
    assertThat(namesIn(results, "daemon")).containsExactly("daemon");
    assertThat(results.reportOf("daemon").threads().get(0).daemon()).isTrue();
    assertThat(namesIn(results, "byAThreadThatHasEnded")).containsExactly("grandchild");
    assertThat(namesIn(results, "inAGroupOfItsOwn")).containsExactly("grouped");
  }

  @VerifyNoLeaks
  @TestMethodOrder(OrderAnnotation.class)
  static class BuiltEarlier {
    static final Thread OF_THE_CLASS = new Thread(LockSupport::park, "of-the-class");
    static @Nullable Thread ofAnEarlierTest;
    private final Thread ofTheInstance = new Thread(LockSupport::park, "of-the-instance");

    @Test
    @Order(1)
    void builds() {
      ofAnEarlierTest = new Thread(LockSupport::park, "of-an-earlier-test");
    }

    @Test
    @Order(2)
    void startsThatOfAnEarlierTest() {
      start(requireNonNull(ofAnEarlierTest));
    }

    @Test
    @Order(3)
    void startsThatOfTheInstance() {
      start(ofTheInstance);
    }

    @Test
    @Order(4)
    void startsThatOfTheClass() {
      start(OF_THE_CLASS);
    }

    @Test
    @Order(5)
    void startsAndEndsThatOfTheInstance() throws InterruptedException {
      ofTheInstance.start();
      ofTheInstance.interrupt();
      ofTheInstance.join();
    }
  }

  @Test
  void chargesTheTestThatStartsAThreadNotTheOneThatBuildsIt() {
    Results results = Suite.of(BuiltEarlier.class).run();

    assertThat(results.failed())
        .containsExactly(
            "startsThatOfAnEarlierTest", "startsThatOfTheClass", "startsThatOfTheInstance");
    assertThat(results.failureOf("builds")).isEmpty();
    assertThat(results.failureOf("startsAndEndsThatOfTheInstance")).isEmpty();
    assertThat(namesIn(results, "startsThatOfAnEarlierTest")).containsExactly("of-an-earlier-test");
    assertThat(namesIn(results, "startsThatOfTheInstance")).containsExactly("of-the-instance");
    assertThat(namesIn(results, "startsThatOfTheClass")).containsExactly("of-the-class");
  }

  @VerifyNoLeaks
  static class Busy {
    @Test
    void leaks() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      Thread thread = new Thread(() -> spin(begun), "busy");
      thread.setDaemon(true);
      Planted.remember(thread).start();
      begun.await();
    }

    private static void spin(CountDownLatch begun) {
      begun.countDown();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    }

    @Test
    void stopsIt() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      Thread thread = new Thread(() -> spin(begun), "busy-until-stopped");
      thread.start();
      begun.await();
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void namesAThreadThatIsBusy() {
    Results results = Suite.of(Busy.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.failureOf("stopsIt")).isEmpty();
    assertThat(namesIn(results, "leaks")).containsExactly("busy");
    assertThat(results.reportOf("leaks").leaks().get(0).verdict()).isEqualTo(Verdict.RUNNING);
  }

  @VerifyNoLeaks
  static class Deadlock {
    private final ReentrantLock first = new ReentrantLock();
    private final ReentrantLock second = new ReentrantLock();
    private final CountDownLatch bothHoldOne = new CountDownLatch(2);

    @Test
    void leaks() {
      Thread one = transfer("transfer-1", first, second);
      Thread other = transfer("transfer-2", second, first);
      while (!second.hasQueuedThread(one) || !first.hasQueuedThread(other)) {
        Thread.onSpinWait();
      }
    }

    @Test
    void inTheSameOrder() throws InterruptedException {
      bothHoldOne.countDown();
      bothHoldOne.countDown();
      Thread one = transfer("transfer-3", first, second);
      Thread other = transfer("transfer-4", first, second);
      one.join();
      other.join();
    }

    private Thread transfer(String name, ReentrantLock from, ReentrantLock to) {
      Thread thread = new Thread(() -> lockBoth(from, to), name);
      thread.setDaemon(true);
      Planted.remember(thread).start();
      return thread;
    }

    private void lockBoth(ReentrantLock from, ReentrantLock to) {
      from.lock();
      try {
        bothHoldOne.countDown();
        bothHoldOne.await();
        to.lockInterruptibly();
        to.unlock();
      } catch (InterruptedException e) {
        // Released.
      } finally {
        from.unlock();
      }
    }
  }

  @Test
  void namesBothThreadsOfADeadlock() {
    Results results = Suite.of(Deadlock.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.failureOf("inTheSameOrder")).isEmpty();
    assertThat(namesIn(results, "leaks")).containsExactly("transfer-1", "transfer-2");
    assertThat(results.reportOf("leaks").leaks())
        .extracting("verdict")
        .containsExactly(Verdict.DEADLOCKED);
  }
}
