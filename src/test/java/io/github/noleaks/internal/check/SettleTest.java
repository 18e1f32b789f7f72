package io.github.noleaks.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets how many looks. */
class SettleTest {
  private static final StackTraceElement FRAME =
      new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", 1);
  private static final LeakedThread NEW_ONE = thread(1);
  private static final LeakedThread OLDER = thread(2).withTask("com.acme.Mailer.send");

  private int looks;

  private static LeakedThread thread(long id) {
    return new LeakedThread(
        id,
        "mailer-" + id,
        "java.lang.Thread",
        "main",
        Thread.State.WAITING,
        false,
        false,
        List.of(FRAME),
        null);
  }

  /** The new thread is there at each look, the older one is in a task from one look to another. */
  private List<LeakedThread> settled(int from, int to) {
    return new Settle(Duration.ofNanos(1))
        .await(
            () -> {
              looks++;
              List<LeakedThread> seen = new ArrayList<>(List.of(NEW_ONE));
              if (looks >= from && looks <= to) {
                seen.add(OLDER);
              }
              return seen;
            });
  }

  @Test
  void aTaskThatIsThereAllTheTimeStays() {
    assertThat(settled(1, Integer.MAX_VALUE)).containsExactly(NEW_ONE, OLDER);
    assertThat(looks).isEqualTo(12);
  }

  @Test
  void aTaskThatIsSeenAtTheLastLookGetsItsOwnTime() {
    assertThat(settled(12, 12)).containsExactly(NEW_ONE);
    assertThat(looks).isEqualTo(13);
  }

  @Test
  void aTaskThatBeginsLateAndStaysIsTold() {
    assertThat(settled(12, Integer.MAX_VALUE)).containsExactly(NEW_ONE, OLDER);
    assertThat(looks).isEqualTo(23);
  }

  @Test
  void tasksThatBeginAgainAndAgainAreNotWaitedForWithoutEnd() {
    List<LeakedThread> left =
        new Settle(Duration.ZERO)
            .await(() -> List.of(NEW_ONE, thread(100 + ++looks).withTask("com.acme.Mailer.send")));

    assertThat(left).containsExactly(NEW_ONE);
  }
}
