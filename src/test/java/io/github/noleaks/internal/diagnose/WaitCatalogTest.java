package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaitCatalogTest {

  static Stream<Wait> waits() {
    return WaitCatalog.INSTANCE.waits().stream();
  }

  @ParameterizedTest
  @MethodSource("waits")
  void everyEntrySaysWhatToDo(Wait wait) {
    assertThat(wait.summary()).isNotBlank().doesNotEndWith(".").matches("[\\w :,-]+");
    assertThat(wait.fix()).isNotBlank().doesNotEndWith(".").hasSizeGreaterThan(20);
    assertThat(wait.verdict()).isNotEqualTo(Verdict.DEADLOCKED);
    if (wait.isOfPool()) {
      assertThat(wait.verdict()).isEqualTo(Verdict.IDLE_WORKER);
    }
  }

  @Test
  void theLastEntryAlwaysFits() {
    List<Wait> waits = WaitCatalog.INSTANCE.waits();
    for (Thread.State state : Thread.State.values()) {
      assertThat(waits.get(waits.size() - 1).find(List.of(), state)).isNotNull();
    }
  }

  /** Waits that cannot be brought about on every system; the frames are those of real threads. */
  @Test
  void tellsConnectingFromItsFrames() {
    assertThat(
            summary(
                Thread.State.RUNNABLE,
                "sun.nio.ch.Net.poll:-2",
                "sun.nio.ch.NioSocketImpl.park:181",
                "sun.nio.ch.NioSocketImpl.connect:596",
                "java.net.SocksSocketImpl.connect:327",
                "java.net.Socket.connect:633",
                "com.acme.Client.open:3"))
        .isEqualTo("connecting to a server that does not answer");
  }

  @Test
  void tellsReadingStandardInputFromItsFrames() {
    assertThat(
            summary(
                Thread.State.RUNNABLE,
                "java.io.FileInputStream.readBytes:-2",
                "java.io.FileInputStream.read:287",
                "java.io.BufferedInputStream.fill:244",
                "java.io.BufferedInputStream.read:263",
                "com.acme.Client.ask:3"))
        .isEqualTo("reading from a file, a pipe or standard input");
  }

  @Test
  void tellsATimerAtWorkFromOneAtRest() {
    assertThat(
            summary(
                Thread.State.TIMED_WAITING,
                "java.lang.Thread.sleep:-2",
                "com.acme.Task.run:3",
                "java.util.TimerThread.mainLoop:566",
                "java.util.TimerThread.run:516"))
        .isEqualTo("sleeping");
  }

  private static String summary(Thread.State state, String... frames) {
    return WaitCatalog.INSTANCE.find(Stacks.thread(1, "t", state, frames)).what().summary();
  }
}
