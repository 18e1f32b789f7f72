package io.github.noleaks.internal.access;

import static io.github.noleaks.internal.access.ThreadInternalsProbe.INTERNALS;
import static io.github.noleaks.internal.access.ThreadInternalsProbe.KEY;
import static io.github.noleaks.internal.access.ThreadInternalsProbe.UNUSED;
import static io.github.noleaks.internal.access.ThreadInternalsProbe.await;
import static io.github.noleaks.internal.access.ThreadInternalsProbe.end;
import static io.github.noleaks.internal.access.ThreadInternalsProbe.poolOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** The part of {@link ThreadInternalsProbe} that needs virtual threads. */
final class VirtualThreadInternals {
  private VirtualThreadInternals() {}

  static void inheritedByVirtual() throws Exception {
    Thread before = VirtualThreads.unstarted("before", () -> {});
    KEY.set("ours");
    CountDownLatch end = new CountDownLatch(1);
    Thread unstarted = VirtualThreads.unstarted("unstarted", () -> {});
    Thread waiting = VirtualThreads.start("waiting", () -> await(end));
    Thread running =
        VirtualThreads.start(
            "running",
            () -> {
              while (end.getCount() > 0) {
                Thread.onSpinWait();
              }
            });
    assertThat(INTERNALS.inherited(before, KEY)).isNull();
    for (Thread each : List.of(unstarted, waiting, running)) {
      assertThat(INTERNALS.inherited(each, KEY)).isEqualTo("ours");
      assertThat(INTERNALS.inherited(each, UNUSED)).isNull();
    }
    end.countDown();
    waiting.join();
    running.join();
  }

  static void virtualThreads() throws Exception {
    assertThat(INTERNALS.virtualThreads()).isEmpty();
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> expected = new ArrayList<>();
    Thread platform = new Thread(() -> await(end));
    platform.start();
    Thread unstarted = VirtualThreads.unstarted("unstarted", () -> {});
    for (int i = 0; i < 3; i++) {
      expected.add(VirtualThreads.start("alone", () -> await(end)));
    }
    ExecutorService perTask = perTask();
    ExecutorService pool =
        Executors.newFixedThreadPool(2, task -> VirtualThreads.unstarted("worker", task));
    LinkedBlockingQueue<Thread> inside = new LinkedBlockingQueue<>();
    for (ExecutorService each : List.of(perTask, pool)) {
      for (int i = 0; i < 2; i++) {
        each.execute(
            () -> {
              inside.add(Thread.currentThread());
              await(end);
            });
        expected.add(inside.take());
      }
    }
    // An executor that belongs to a virtual thread.
    Thread owner = VirtualThreads.start("owner", () -> runInside(inside, end));
    expected.add(owner);
    expected.add(inside.take());
    assertThat(INTERNALS.virtualThreads())
        .containsExactlyInAnyOrderElementsOf(expected)
        .doesNotContain(unstarted, platform);
    end.countDown();
    end(perTask);
    end(pool);
    platform.join();
    for (Thread each : expected) {
      each.join();
    }
    while (!INTERNALS.virtualThreads().isEmpty()) {
      Thread.onSpinWait(); // They leave their containers after they have been joined.
    }
  }

  private static void runInside(LinkedBlockingQueue<Thread> inside, CountDownLatch end) {
    ExecutorService own = perTask();
    own.execute(
        () -> {
          inside.add(Thread.currentThread());
          await(end);
        });
    await(end);
    own.shutdown();
  }

  static void poolsOfVirtual() throws Exception {
    ExecutorService perTask = perTask();
    assertThat(poolOf(perTask)).isSameAs(perTask);
    end(perTask);
    Thread alone = VirtualThreads.start("alone", () -> {});
    assertThat(INTERNALS.executor(alone)).isNull();
    assertThat(INTERNALS.completedTasks(alone)).isEqualTo(ThreadInternals.UNKNOWN);
    alone.join();
  }

  /** Since 21: a virtual thread for each task. */
  private static ExecutorService perTask() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
