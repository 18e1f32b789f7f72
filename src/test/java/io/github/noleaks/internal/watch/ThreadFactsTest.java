package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.testing.Planted;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadFactsTest {
  private final ThreadWatch watch = ThreadWatch.shared();
  private final ThreadMark mark = watch.mark();
  private final ThreadFacts facts = new ThreadFacts();

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private LeakedThread look() {
    List<LeakedThread> seen = newOnes();
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  /** Older threads of this JVM may do something at any time. */
  private List<LeakedThread> newOnes() {
    return watch.since(mark, facts).stream().filter(each -> !mark.contains(each.id())).toList();
  }

  @Test
  void aThreadThatHasNotStirredIsNotWalkedAgain() {
    Planted.sender("stays");

    assertThat(look().stack()).isNotEmpty().isSameAs(look().stack());
  }

  @Test
  void aThreadThatWaitsElsewhereByNowIsWalkedAgain() {
    LinkedBlockingQueue<String> first = new LinkedBlockingQueue<>();
    SynchronousQueue<String> second = new SynchronousQueue<>();
    Planted.parked(
        new Thread(
            () -> {
              try {
                first.take();
                second.take();
              } catch (InterruptedException e) {
                // Released.
              }
            }));
    assertThat(look().stack().toString()).contains("LinkedBlockingQueue.take");
    first.add("go on");

    await()
        .untilAsserted(
            () ->
                assertThat(look().stack().toString())
                    .contains("SynchronousQueue.take")
                    .doesNotContain("LinkedBlockingQueue.take"));
  }

  @Test
  void aThreadThatCameOrWentBetweenTwoLooksIsNotMissed() throws InterruptedException {
    Thread first = Planted.sender("first");
    assertThat(look().name()).isEqualTo("first");
    Planted.sender("second");
    assertThat(newOnes())
        .extracting(LeakedThread::name)
        .containsExactlyInAnyOrder("first", "second");
    first.interrupt();
    first.join();

    assertThat(look().name()).isEqualTo("second");
  }
}
