package io.github.noleaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.noleaks.testing.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The programmatic way in. */
class NoLeaksTest {
  private static final Options QUICK = Options.defaults().settlingFor(Duration.ofMillis(20));

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @Test
  void findsWhatCameSinceASnapshot() {
    Planted.sender("before");
    Snapshot snapshot = NoLeaks.snapshot(QUICK);
    assertThat(snapshot.find().isEmpty()).isTrue();

    Planted.sender("after");

    assertThat(snapshot.find().threads()).extracting(LeakedThread::name).containsExactly("after");
    assertThatExceptionOfType(LeaksFoundError.class).isThrownBy(snapshot::verifyNone);
    Planted.removeAll();
    assertThatCode(snapshot::verifyNone).doesNotThrowAnyException();
  }

  @Test
  void verifiesAtTheEndOfABlock() {
    LeaksFoundError error =
        catchThrowableOfType(
            LeaksFoundError.class,
            () -> {
              try (Snapshot before = NoLeaks.snapshot(QUICK)) {
                assertThat(before).isNotNull();
                Planted.sender("in-block");
              }
            });

    assertThat(error.report().threads()).extracting(LeakedThread::name).containsExactly("in-block");
    assertThat(error).hasMessageContaining("in-block");
  }

  @Test
  void theFailureOfABlockStaysFirst() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> {
              try (Snapshot before = NoLeaks.snapshot(QUICK)) {
                assertThat(before).isNotNull();
                Planted.sender("in-failing-block");
                throw new IllegalStateException("its own");
              }
            })
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed()).hasOnlyElementsOfType(LeaksFoundError.class));
  }

  @Test
  void findsAllLiveThreadsWithoutASnapshot() {
    Planted.sender("somewhere");

    assertThat(NoLeaks.find(QUICK).threads())
        .extracting(LeakedThread::name)
        .contains("somewhere")
        .doesNotContain(Thread.currentThread().getName(), "Common-Cleaner", "Reference Handler");
  }

  @Test
  void nothingIsFoundInACleanJvm() {
    // Surefire's, JUnit's and the JDK's own threads are all that is there.
    assertThatCode(NoLeaks::verifyNone).doesNotThrowAnyException();
  }

  @Test
  void optionsExcuseThreadsByTheirCreator() {
    assertThat(Options.defaults().ignoringCreator("com.acme.Mailer.*", "for good").rules())
        .extracting(IgnoreRule::toString)
        .containsExactly("creator=com.acme.Mailer.*; reason=for good");
  }

  @Test
  void optionsExcuseThreads() {
    Options options = QUICK.ignoringCurrent();
    Planted.sender("by-name");
    Planted.sender("by-frame");
    Planted.sender("by-predicate");

    assertThat(NoLeaks.find(options).threads()).hasSize(3);
    assertThat(NoLeaks.find(options.ignoringThread("by-*", "to see it ignored")).isEmpty())
        .isTrue();
    assertThat(
            NoLeaks.find(options.ignoringAnyFrame("*.Planted.send", "to see it ignored")).isEmpty())
        .isTrue();
    assertThat(NoLeaks.find(options.ignoringTopFrame("*.park", "to see it ignored")).isEmpty())
        .isTrue();
    IgnoreRule rule =
        IgnoreRule.because("to see it ignored")
            .matching(thread -> thread.name().equals("by-predicate"));
    assertThat(NoLeaks.find(options.ignoring(rule)).threads())
        .extracting(LeakedThread::name)
        .containsExactly("by-name", "by-frame");
  }

  @Test
  void brokenOptionsAreRefused() {
    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(() -> QUICK.ignoringThread("x-*", " "));
    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(() -> NoLeaks.find(QUICK.ignoringThread("*", "everything")));
    assertThatExceptionOfType(NoLeaksConfigurationException.class)
        .isThrownBy(() -> QUICK.settlingFor(Duration.ofMillis(-1)));
  }

  @Test
  void cleanupSeesTheReportBeforeTheFailure() {
    List<LeakReport> seen = new ArrayList<>();
    Options options = QUICK.ignoringCurrent().cleaningUpWith(seen::add);
    NoLeaks.verifyNone(options);
    Planted.sender("for-cleanup");

    assertThatExceptionOfType(LeaksFoundError.class).isThrownBy(() -> NoLeaks.verifyNone(options));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0).isEmpty()).isTrue();
    assertThat(seen.get(1).threads()).hasSize(1);
  }

  @Test
  void whatIsAdoptedIsNeverReported() {
    Snapshot before = NoLeaks.snapshot(QUICK);
    Planted.sender("adopted");
    NoLeaks.adoptCurrent();
    Planted.sender("not-adopted");

    assertThat(before.find().threads())
        .extracting(LeakedThread::name)
        .containsExactly("not-adopted");
  }

  @Test
  void settlesBeforeItReports() {
    Snapshot before = NoLeaks.snapshot(Options.defaults().settlingFor(Duration.ofSeconds(30)));
    CountDownLatch go = new CountDownLatch(1);
    Thread ending =
        new Thread(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                // Ends all the same.
              }
            },
            "ending");
    ending.start();
    Thread opener = new Thread(go::countDown, "opener");
    opener.start();

    assertThat(before.find().isEmpty()).isTrue();
  }

  @Test
  void anInterruptedCallerStaysInterruptedAndStillSees() {
    Snapshot before = NoLeaks.snapshot(QUICK);
    Planted.sender("seen-all-the-same");
    Thread.currentThread().interrupt();
    try {
      assertThat(before.find().threads()).hasSize(1);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void severalThreadsAtOnce() throws Exception {
    int callers = 8;
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    CountDownLatch warm = new CountDownLatch(callers);
    for (int i = 0; i < callers; i++) {
      pool.execute(
          () -> {
            warm.countDown();
            try {
              warm.await();
            } catch (InterruptedException e) {
              // Not interrupted.
            }
          });
    }
    try {
      warm.await();
      Snapshot shared = NoLeaks.snapshot(QUICK);
      Planted.sender("seen-by-all");
      List<Future<LeakReport>> reports = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        reports.add(pool.submit(shared::find));
      }
      for (Future<LeakReport> report : reports) {
        assertThat(report.get(30, TimeUnit.SECONDS).threads())
            .extracting(LeakedThread::name)
            .containsExactly("seen-by-all");
      }
    } finally {
      pool.shutdown();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
