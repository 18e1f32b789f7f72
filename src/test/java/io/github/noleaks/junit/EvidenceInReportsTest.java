package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.Verdict;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.testing.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a failing test's report says from the heap. */
class EvidenceInReportsTest {
  private static final HiddenThreads THREADS = new HiddenThreads();

  @AfterEach
  void freeThem() {
    Held.object = null;
    THREADS.close();
  }

  private static Suite suite(Class<?> type) {
    return Suite.of(type)
        .with("noleaks.heap", "auto")
        .with("noleaks.heap.share", "100%")
        .with("noleaks.heap.dumps", "1000000");
  }

  private static BlockingQueue<String> full() {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    queue.add("order-7");
    return queue;
  }

  private static void leaveSender(BlockingQueue<String> queue) {
    THREADS.start(false, "order-sender", () -> queue.put("order-8"));
    THREADS.awaitWaiting();
  }

  @VerifyNoLeaks
  static class LosesItsQueue {
    @Test
    void leaks() {
      leaveSender(full());
    }
  }

  @Test
  void provesThatASenderIsStuck() {
    LeakReport report = suite(LosesItsQueue.class).run().reportOf("leaks");
    Leak leak = report.leaks().get(0);
    assertThat(leak.verdict()).isEqualTo(Verdict.STUCK_FOREVER);
    assertThat(report.text())
        .contains("1) 1 thread STUCK FOR EVER: sender on a full queue")
        .contains("waits in    ArrayBlockingQueue.put: the queue holds 1 of 1 (\"order-7\")")
        .contains("woken by    nobody: nothing that runs can still reach the queue");
  }

  @Test
  void leavesValuesOutIfTold() {
    LeakReport report =
        suite(LosesItsQueue.class).with("noleaks.report.values", "false").run().reportOf("leaks");
    assertThat(report.text()).contains("the queue holds 1 of 1 (String)").doesNotContain("order-7");
  }

  @Test
  void saysNothingFromTheHeapIfThatIsOff() {
    LeakReport report =
        suite(LosesItsQueue.class).with("noleaks.heap", "off").run().reportOf("leaks");
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(report.text()).doesNotContain("woken by", "note:");
  }

  @Test
  void theFingerprintIsTheSameWithAndWithoutTheHeap() {
    String with = suite(LosesItsQueue.class).run().reportOf("leaks").leaks().get(0).fingerprint();
    THREADS.close();
    LeakReport without =
        suite(LosesItsQueue.class).with("noleaks.heap", "off").run().reportOf("leaks");
    assertThat(without.leaks().get(0).fingerprint()).isEqualTo(with);
  }

  @Test
  void saysInOneLineWhyThereIsNoEvidence() {
    LeakReport report =
        suite(LosesItsQueue.class).with("noleaks.heap.max", "1k").run().reportOf("leaks");
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(report.text()).contains("note: no evidence from the heap: the heap holds ");
  }

  @Test
  void keepsTheDumpInTheFolderOfTheReports(@TempDir Path folder) throws IOException {
    LeakReport report =
        suite(LosesItsQueue.class)
            .with("noleaks.heap.keep", "true")
            .with("noleaks.report.dir", folder.toString())
            .run()
            .reportOf("leaks");
    assertThat(report.text()).contains("note: the heap dump is in " + folder);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".hprof"))).hasSize(1);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      String json =
          Files.readString(files.filter(f -> f.toString().endsWith(".json")).findFirst().get());
      assertThat(json)
          .contains("\"waitsFor\":\"the queue holds 1 of 1 (\\\"order-7\\\")\"")
          .contains("\"wokenBy\":[\"nobody: nothing that runs can still reach the queue\"]")
          .contains("\"verdict\":\"STUCK_FOREVER\"");
    }
  }

  @VerifyNoLeaks
  static class KeepsItsQueue {
    @Test
    void leaks() {
      BlockingQueue<String> queue = full();
      Held.object = queue;
      leaveSender(queue);
    }
  }

  @Test
  void namesTheStaticThatHoldsTheQueue() {
    LeakReport report = suite(KeepsItsQueue.class).run().reportOf("leaks");
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(report.text()).contains("woken by    static com.acme.waits.Held.object");
  }

  @VerifyNoLeaks
  static class StarvesItsPool {
    @Test
    void leaks() {
      ExecutorService pool = Executors.newFixedThreadPool(1);
      HiddenThreads.atTheEnd(pool::shutdownNow);
      THREADS.workerOf(pool, () -> pool.submit(() -> "never").get());
      THREADS.awaitWaiting();
    }
  }

  @Test
  void namesADeadlockThatTheJvmDoesNotSee() {
    LeakReport report = suite(StarvesItsPool.class).run().reportOf("leaks");
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.DEADLOCKED);
    assertThat(report.text())
        .contains("waits for a task that waits in the queue of its own ThreadPoolExecutor");
  }

  @VerifyNoLeaks
  static class LeavesTwoPools {
    @Test
    void leaks() {
      for (int i = 0; i < 2; i++) {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        HiddenThreads.atTheEnd(pool::shutdownNow);
        THREADS.workerOf(pool, () -> {});
      }
      THREADS.awaitWaiting();
    }
  }

  @Test
  void workersOfTwoPoolsAreNotSaidToBeOfOne() {
    LeakReport report = suite(LeavesTwoPools.class).run().reportOf("leaks");
    assertThat(report.text())
        .contains("1) 2 threads IDLE")
        .contains(
            """
               executor    ThreadPoolExecutor: 1 of 1 workers, none busy, not shut down
                           held by nobody but its own workers
                           so much for the first of 2 different executors
            """);
  }

  @VerifyNoLeaks
  static class LeavesOnePool {
    @Test
    void leaks() {
      ExecutorService pool = Executors.newFixedThreadPool(2);
      HiddenThreads.atTheEnd(pool::shutdownNow);
      THREADS.workerOf(pool, () -> {});
      THREADS.workerOf(pool, () -> {});
      THREADS.awaitWaiting();
    }
  }

  @Test
  void workersOfOnePoolAreOfOneExecutor() {
    LeakReport report = suite(LeavesOnePool.class).run().reportOf("leaks");
    assertThat(report.text())
        .contains("   executor    ThreadPoolExecutor: 2 of 2 workers, none busy, not shut down\n")
        .doesNotContain("different executors");
  }

  @Test
  @Timeout(value = 40, unit = TimeUnit.SECONDS)
  void aLongSettleEndsWhenAllIsProven() {
    LeakReport report =
        suite(LosesItsQueue.class).with("noleaks.settle", "60s").run().reportOf("leaks");
    assertThat(report.leaks().get(0).verdict()).isEqualTo(Verdict.STUCK_FOREVER);
  }

  @VerifyNoLeaks
  static class EndsLater {
    @Test
    void isPatient() {
      THREADS.start(
          false,
          "late",
          () -> assertThat(new CountDownLatch(1).await(1_500, TimeUnit.MILLISECONDS)).isFalse());
      THREADS.awaitWaiting();
    }
  }

  @Test
  void aLongSettleGoesOnForAThreadThatWillEnd() {
    assertThat(suite(EndsLater.class).with("noleaks.settle", "30s").run().failed()).isEmpty();
  }
}
