package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.acme.waits.Transfers;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Threads that really wait for each other, and are freed afterwards. */
class RealDeadlockTest {

  @Test
  void tellsACircleAsOneFinding() throws Exception {
    try (Transfers transfers = Transfers.deadlocked(3)) {
      List<Leak> leaks = diagnosed(transfers.threads());
      assertThat(leaks).hasSize(1);
      Leak leak = leaks.get(0);
      assertThat(leak.verdict()).isEqualTo(Verdict.DEADLOCKED);
      assertThat(leak.threads()).hasSize(3);
      assertThat(Objects.requireNonNull(leak.heldBy()).lines())
          .hasSize(3)
          .allMatch(line -> line.matches("thread \"acme-transfer-\\d\" \\(#\\d+\\) waits for .*"));
      assertThat(leak.heldBy())
          .contains("held by thread \"acme-transfer-1\"")
          .contains("held by thread \"acme-transfer-2\"")
          .contains("held by thread \"acme-transfer-3\"");
      assertThat(leak.waitsIn()).isEqualTo("ReentrantLock.lockInterruptibly");
      assertThat(leak.ignore())
          .isEqualTo("@IgnoreLeaks(thread = \"acme-transfer-*\", reason = \"…\")");
    }
  }

  @Test
  void tellsTwoCirclesApart() throws Exception {
    try (Transfers one = Transfers.deadlocked(2);
        Transfers two = Transfers.deadlocked(2)) {
      List<Thread> threads = new ArrayList<>(one.threads());
      threads.addAll(two.threads());
      List<Leak> leaks = diagnosed(threads);
      assertThat(leaks).hasSize(2).allMatch(leak -> leak.threads().size() == 2);
      assertThat(leaks).extracting(Leak::fingerprint).containsOnly(leaks.get(0).fingerprint());
    }
  }

  @Test
  void aCircleOfOthersIsNotReported() throws Exception {
    try (Transfers others = Transfers.deadlocked(2)) {
      diagnosed(others.threads());
      LeakedThread leaked = Facts.of(Thread.currentThread());
      assertThat(Diagnosis.of(List.of(leaked), t -> null, HeapEvidence.NONE))
          .noneMatch(leak -> leak.verdict() == Verdict.DEADLOCKED);
    }
  }

  private static List<Leak> diagnosed(List<Thread> threads) {
    return await()
        .pollInSameThread()
        .until(
            () ->
                Diagnosis.of(
                    threads.stream().map(Facts::of).toList(), t -> null, HeapEvidence.NONE),
            leaks -> leaks.stream().allMatch(leak -> leak.verdict() == Verdict.DEADLOCKED));
  }
}
