package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.waits.Held;
import io.github.noleaks.internal.evidence.HiddenThreads;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the heap says about a future that a thread waits for. */
class FuturesTest {
  private static final String OPEN = "the future is not completed";

  private final HiddenThreads threads = new HiddenThreads();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void freeThem() {
    Held.object = null;
    end.countDown();
    threads.close();
  }

  private long waitingFor(CompletableFuture<?> future) {
    return threads.platform(future::get);
  }

  private ExecutorService pool() {
    ExecutorService pool = Executors.newFixedThreadPool(1, task -> new Thread(task, "acme-pool"));
    HiddenThreads.atTheEnd(pool::shutdownNow);
    return pool;
  }

  private String job() {
    HiddenThreads.await(end);
    return "done";
  }

  @Test
  void nobodyIsLeftToComplete() {
    ThreadEvidence evidence = threads.evidence(waitingFor(new CompletableFuture<>()));
    assertThat(evidence.stuck()).isTrue();
    assertThat(evidence.waitsFor()).isEqualTo(OPEN);
    assertThat(evidence.wokenBy())
        .containsExactly("nobody: nothing that runs is left to complete the future");
  }

  @Test
  void whoHoldsItMayStillComplete() {
    Held.object = new CompletableFuture<String>();
    long waiting = waitingFor((CompletableFuture<?>) Objects.requireNonNull(Held.object));
    ThreadEvidence evidence = threads.evidence(waiting);
    assertThat(evidence.stuck()).isFalse();
    assertThat(evidence.wokenBy()).containsExactly("static com.acme.waits.Held.object");
  }

  @Test
  void itsTaskRuns() {
    long waiting = waitingFor(CompletableFuture.supplyAsync(this::job, pool()));
    assertThat(threads.evidence(waiting).waitsFor())
        .startsWith(OPEN + ", its task runs in thread \"acme-pool\" (#");
  }

  @Test
  void itsTaskHasNotBegun() {
    ExecutorService pool = pool();
    threads.workerOf(pool, end::await);
    long waiting = waitingFor(CompletableFuture.supplyAsync(this::job, pool));
    assertThat(threads.evidence(waiting).waitsFor())
        .isEqualTo(
            OPEN + ", its task (a lambda of " + FuturesTest.class.getName() + ") has not begun");
  }

  @Test
  void itIsAStageBehindAnother() {
    CompletableFuture<String> source = new CompletableFuture<>();
    Held.object = source;
    long waiting = waitingFor(source.thenApply(String::length));
    assertThat(threads.evidence(waiting).waitsFor())
        .isEqualTo(OPEN + ", it is a stage behind another future that is not completed");
  }

  @Test
  void itIsAStageBehindTwoOthers() {
    CompletableFuture<String> source = new CompletableFuture<>();
    Held.object = source;
    CompletableFuture<String> done = CompletableFuture.completedFuture("done");
    long waiting = waitingFor(done.thenCombine(source, String::concat));
    assertThat(threads.evidence(waiting).waitsFor())
        .isEqualTo(OPEN + ", it is a stage behind two futures, of which one is not completed");
  }
}
