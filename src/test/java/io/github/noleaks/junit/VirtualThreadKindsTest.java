package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Whatever a virtual thread does: the report names it, and none of the JDK's carriers. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadKindsTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private static Thread start(String name, Runnable task) {
    return Planted.remember(VirtualThreads.start(name, task));
  }

  @VerifyNoLeaks
  static class LeftBehind {
    @Test
    void parked() {
      Planted.awaitParked(start("parked", LockSupport::park));
    }

    @Test
    void parkedInsideSynchronized() {
      Object monitor = new Object();
      Planted.awaitParked(start("holder", () -> parkHolding(monitor)));
    }

    @Test
    void enteringSynchronized() {
      Object monitor = new Object();
      Planted.awaitParked(start("owner", () -> parkHolding(monitor)));
      Thread entering = start("entering", () -> parkHolding(monitor));
      while (entering.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
    }

    private static void parkHolding(Object monitor) {
      synchronized (monitor) {
        LockSupport.park();
      }
    }

    private final Thread built = VirtualThreads.unstarted("of-field", LockSupport::park);

    @Test
    void builtByTheConstructor() {
      Planted.remember(built).start();
      Planted.awaitParked(built);
    }

    @Test
    void startedByAThreadThatHasEnded() throws InterruptedException {
      CompletableFuture<Thread> grandchild = new CompletableFuture<>();
      start("child", () -> grandchild.complete(start("grandchild", LockSupport::park))).join();
      Planted.awaitParked(grandchild.join());
    }

    @Test
    void ended() throws InterruptedException {
      Object monitor = new Object();
      Thread holder = start("holder-that-ends", () -> parkHolding(monitor));
      Planted.awaitParked(holder);
      LockSupport.unpark(holder);
      holder.join();
      VirtualThreads.start("ended", () -> {}).join();
    }
  }

  private static List<String> namesIn(Results results, String test) {
    assertThat(results.reportOf(test).threads()).allMatch(LeakedThread::virtual);
    return results.reportOf(test).threads().stream().map(LeakedThread::name).toList();
  }

  @Test
  void namesVirtualThreadsWhateverTheyDo() {
    Results results = Suite.of(LeftBehind.class).run();

    assertThat(results.failed())
        .containsExactly(
            "builtByTheConstructor",
            "enteringSynchronized",
            "parked",
            "parkedInsideSynchronized",
            "startedByAThreadThatHasEnded");
    assertThat(results.failureOf("ended")).isEmpty();
    assertThat(namesIn(results, "builtByTheConstructor")).containsExactly("of-field");
    assertThat(namesIn(results, "enteringSynchronized"))
        .containsExactlyInAnyOrder("owner", "entering");
    assertThat(namesIn(results, "parked")).containsExactly("parked");
    assertThat(namesIn(results, "parkedInsideSynchronized")).containsExactly("holder");
    assertThat(namesIn(results, "startedByAThreadThatHasEnded")).containsExactly("grandchild");
  }

  /** On its own: it keeps a carrier from all other virtual threads, and there may be only one. */
  @VerifyNoLeaks
  static class Busy {
    @Test
    void leaks() throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      start(
          "busy",
          () -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
              Thread.onSpinWait();
            }
          });
      begun.await();
    }
  }

  @Test
  void namesAVirtualThreadThatIsBusy() {
    Results results = Suite.of(Busy.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(namesIn(results, "leaks")).containsExactly("busy");
  }

  private static ExecutorService newExecutor() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  @VerifyNoLeaks
  static class OfAnExecutor {
    static final List<Long> IDS = new ArrayList<>();

    @Test
    void leaks() throws Exception {
      ExecutorService executor = Planted.neverShutDown(newExecutor());
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(3);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        executor.execute(
            () -> {
              synchronized (threads) {
                threads.add(Thread.currentThread());
              }
              begun.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                // Released.
              }
            });
      }
      begun.await();
      threads.forEach(Planted::awaitParked);
      IDS.clear();
      threads.forEach(thread -> IDS.add(thread.getId()));
    }

    @Test
    void idle() throws Exception {
      ExecutorService executor = Planted.neverShutDown(newExecutor());
      Thread thread = executor.submit(Thread::currentThread).get();
      thread.join();
    }
  }

  @Test
  void namesTheThreadsOfAnExecutorButNotAnExecutorWithoutThreads() {
    Results results = Suite.of(OfAnExecutor.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.failureOf("idle")).isEmpty();
    assertThat(results.reportOf("leaks").threads())
        .allMatch(LeakedThread::virtual)
        .extracting(LeakedThread::id)
        .containsExactlyInAnyOrderElementsOf(OfAnExecutor.IDS);
  }
}
