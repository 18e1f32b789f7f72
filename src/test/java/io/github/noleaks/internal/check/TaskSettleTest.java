package io.github.noleaks.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedTask.Kind;
import io.github.noleaks.internal.watch.Backlog;
import io.github.noleaks.internal.watch.Backlog.Queued;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the looks at a scheduler at work add up to, look by look. */
class TaskSettleTest {
  private static final Queued PERIODIC =
      new Queued(7, new LeakedTask("Mail", Kind.PERIODIC, Duration.ofMillis(2), "a scheduler"));

  private static Backlog scheduler(boolean inQueue) {
    return new Backlog(
        1,
        false,
        true,
        inQueue ? List.of(PERIODIC) : List.of(),
        inQueue ? 1 : 0,
        inQueue ? 0 : 1,
        0,
        0,
        Set.of());
  }

  private final AtomicInteger looks = new AtomicInteger();

  /** A task that is in the queue in some looks, and with a worker in all others. */
  private List<Backlog> left(IntPredicate inQueue) {
    return new TaskSettle(() -> List.of(scheduler(inQueue.test(looks.incrementAndGet()))))
        .await(Duration.ofMillis(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void aTaskThatShowsItselfInOneOfTheFirstLooksIsLeft(int first) {
    assertThat(left(look -> look >= first && (look - first) % 4 == 0))
        .singleElement()
        .extracting(Backlog::tasks)
        .isEqualTo(List.of(PERIODIC));
  }

  @Test
  void aSchedulerThatIsAtWorkWithSomethingElseDoesNotKeepATest() {
    assertThat(left(look -> false)).isEmpty();
    assertThat(looks).hasValueBetween(2, 10);
  }

  @Test
  void aTaskThatIsGoneFromTheQueueWhileNobodyWorksIsNotLeft() {
    assertThat(
            new TaskSettle(
                    () -> looks.incrementAndGet() == 1 ? List.of(scheduler(true)) : List.of())
                .await(Duration.ofMillis(20)))
        .isEmpty();
  }
}
