package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.testing.CommonPool;
import io.github.noleaks.testing.Planted;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks real workers: their frames differ from JDK to JDK. */
class CommonPoolTaskTest {

  @AfterEach
  void release() {
    CommonPool.release();
  }

  private static Optional<LeakedThread> worker(String frame) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread instanceof ForkJoinWorkerThread worker
                    && worker.getPool() == ForkJoinPool.commonPool())
        .map(Facts::of)
        .filter(facts -> facts.stack().stream().anyMatch(each -> Frames.name(each).endsWith(frame)))
        .findFirst();
  }

  @Test
  void itIsTheOutermostFrameThatIsNotTheJdks() {
    CommonPool.start(CommonPoolTaskTest::outer);
    CommonPool.awaitStuck(1);
    LeakedThread stuck = worker(".getStuck").orElseThrow();

    assertThat(CommonPoolTask.isWorker(stuck)).isTrue();
    assertThat(CommonPoolTask.of(stuck)).isEqualTo(CommonPoolTaskTest.class.getName() + ".outer");
  }

  private static void outer() {
    CommonPool.getStuck();
  }

  @Test
  void itIsTheCallWhereAllFramesAreTheJdks() throws Exception {
    LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    ForkJoinTask<String> task = ForkJoinPool.commonPool().submit(queue::take);
    await().pollInSameThread().until(() -> worker("LinkedBlockingQueue.take").isPresent());

    assertThat(CommonPoolTask.of(worker("LinkedBlockingQueue.take").orElseThrow()))
        .isEqualTo("LinkedBlockingQueue.take");
    queue.add("go on");
    assertThat(task.get()).isEqualTo("go on");
  }

  @Test
  void thereIsNoneBetweenTwoTasks() {
    CommonPool.useAllWorkers();

    assertThat(CommonPoolTask.of(worker("ForkJoinWorkerThread.run").orElseThrow())).isNull();
  }

  @Test
  void workersOfOtherPoolsAreNot() {
    ForkJoinPool own = Planted.neverShutDown(new ForkJoinPool(1));
    Thread worker = own.submit(Thread::currentThread).join();

    assertThat(CommonPoolTask.isWorker(Facts.of(worker))).isFalse();
    assertThat(CommonPoolTask.isWorker(Facts.of(Thread.currentThread()))).isFalse();
  }
}
