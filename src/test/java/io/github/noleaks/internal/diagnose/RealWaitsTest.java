package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.waits.ConcurrentWaits;
import com.acme.waits.ExecutorWaits;
import com.acme.waits.IoWaits;
import com.acme.waits.LockWaits;
import com.acme.waits.Situation;
import io.github.noleaks.Leak;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that wait for real, and what is said about them. */
class RealWaitsTest {

  static Stream<Situation> situations() {
    return Stream.of(
            ConcurrentWaits.queues(),
            ConcurrentWaits.futures(),
            ConcurrentWaits.synchronizers(),
            ExecutorWaits.executors(),
            LockWaits.locks(),
            LockWaits.monitors(),
            IoWaits.sockets(),
            IoWaits.pipesAndFiles())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("situations")
  void tellsWhatAPlatformThreadWaitsFor(Situation situation) throws Exception {
    tells(situation, false);
  }

  @ParameterizedTest
  @MethodSource("situations")
  void tellsWhatAVirtualThreadWaitsFor(Situation situation) throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "needs virtual threads");
    tells(situation, true);
  }

  private static void tells(Situation situation, boolean virtual) throws Exception {
    try (Situation.Waiting waiting = situation.start(virtual)) {
      await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(2))
          .untilAsserted(
              () -> {
                Leak leak = leak(waiting.thread());
                assertThat(leak.summary())
                    .as("%s %s", leak.stack(), waiting.end())
                    .isEqualTo(situation.summary());
                assertThat(leak.waitsIn()).isEqualTo(situation.waitsIn());
                assertThat(leak.verdict()).isEqualTo(Verdict.BLOCKED);
                StackTraceElement at = Objects.requireNonNull(leak.at());
                assertThat(at.getClassName()).startsWith("com.acme.waits.");
                assertThat(leak.threads().get(0).virtual()).isEqualTo(virtual);
              });
    }
  }

  @Test
  void tellsThatAThreadReadsTheOutputOfAChild() throws Exception {
    Situation situation = IoWaits.childOutput();
    try (Situation.Waiting waiting = situation.start(false)) {
      await()
          .pollInSameThread()
          .untilAsserted(
              () -> {
                Leak leak = leak(waiting.thread());
                assertThat(leak.summary())
                    .isIn(
                        "reading the output of a child process",
                        "reading from a file, a pipe or standard input");
                assertThat(leak.waitsIn()).isEqualTo(situation.waitsIn());
              });
    }
  }

  @Test
  void saysThatABusyThreadRuns() throws Exception {
    Situation busy =
        Situation.of(
            "busy",
            "still running",
            "",
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
            });
    try (Situation.Waiting waiting = busy.start(false)) {
      await()
          .pollInSameThread()
          .untilAsserted(
              () -> {
                Leak leak = leak(waiting.thread());
                assertThat(leak.verdict()).isEqualTo(Verdict.RUNNING);
                assertThat(leak.waitsIn()).isNull();
                assertThat(leak.at()).isNotNull();
              });
    }
  }

  @Test
  void namesTheHolderOfALock() throws Exception {
    Thread me = Thread.currentThread();
    Situation lock = LockWaits.locks().get(0);
    try (Situation.Waiting waiting = lock.start(false)) {
      await()
          .pollInSameThread()
          .untilAsserted(
              () ->
                  assertThat(leak(waiting.thread()).heldBy())
                      .startsWith("thread \"" + me.getName() + "\" (#"));
    }
  }

  @Test
  void namesTheHolderOfAMonitor() throws Exception {
    try (Situation.Waiting waiting = LockWaits.monitors().get(0).start(false)) {
      await()
          .pollInSameThread()
          .untilAsserted(
              () ->
                  assertThat(leak(waiting.thread()).heldBy())
                      .startsWith("thread \"acme-holder\" (#"));
    }
  }

  @Test
  void namesNoHolderWhereThereIsNone() throws Exception {
    try (Situation.Waiting waiting = ConcurrentWaits.queues().get(0).start(false)) {
      await()
          .pollInSameThread()
          .untilAsserted(
              () -> {
                Leak leak = leak(waiting.thread());
                assertThat(leak.waitsIn()).isEqualTo("ArrayBlockingQueue.put");
                assertThat(leak.heldBy()).isNull();
              });
    }
  }

  private static Leak leak(Thread thread) {
    return Diagnosis.of(List.of(Facts.of(thread)), t -> null, HeapEvidence.NONE).get(0);
  }
}
