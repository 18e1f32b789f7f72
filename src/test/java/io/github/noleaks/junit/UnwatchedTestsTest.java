package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** A test that nobody watches runs beside one that is watched; the launcher tells of both. */
class UnwatchedTestsTest {
  private static volatile CountDownLatch watchedRuns = new CountDownLatch(1);
  private static volatile CountDownLatch threadRuns = new CountDownLatch(1);
  private static volatile CountDownLatch watchedIsOver = new CountDownLatch(1);
  private static volatile boolean leaking;

  @BeforeEach
  void newMeeting() {
    watchedRuns = new CountDownLatch(1);
    threadRuns = new CountDownLatch(1);
    watchedIsOver = new CountDownLatch(1);
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  static class Unwatched {
    @Test
    void holdsAThreadForAWhile() throws InterruptedException {
      Parallel.await(watchedRuns);
      Thread held = new Thread(() -> Parallel.await(watchedIsOver), "held");
      held.start();
      Planted.awaitParked(held);
      threadRuns.countDown();
      held.join();
    }
  }

  /** Tells when the watched test is over, its check included. */
  static class Over implements TestWatcher {
    @Override
    public void testSuccessful(ExtensionContext context) {
      watchedIsOver.countDown();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
      testSuccessful(context);
    }
  }

  @VerifyNoLeaks
  @ExtendWith(Over.class)
  static class Watched {
    @Test
    void watched() {
      watchedRuns.countDown();
      Parallel.await(threadRuns);
      if (leaking) {
        Planted.sender("left-behind");
      }
    }
  }

  private static List<String> failures(boolean withLeak) {
    leaking = withLeak;
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Unwatched.class), selectClass(Watched.class))
            // Otherwise the properties of our own suite would hold for this one.
            .enableImplicitConfigurationParameters(false)
            .configurationParameters(Parallel.parameters())
            .configurationParameter("noleaks.access", "off")
            .configurationParameter("noleaks.settle", "50ms")
            .configurationParameter("noleaks.report.dir", "target/noleaks-of-inner-suites");
    try (LauncherSession session = LauncherFactory.openSession()) {
      session.getLauncher().execute(request.build(), summary);
    }
    assertThat(summary.getSummary().getTestsStartedCount()).isEqualTo(2);
    return summary.getSummary().getFailures().stream()
        .map(each -> each.getTestIdentifier().getDisplayName() + ": " + each.getException())
        .toList();
  }

  @Test
  void theirThreadsAreNotTakenForLeaksOfTheTestBeside() {
    assertThat(failures(false)).isEmpty();
  }

  @Test
  void aLeakBesideThemIsToldWhenTheRunEnds() {
    assertThat(failures(true))
        .singleElement()
        .asString()
        .startsWith("JUnit Jupiter: ")
        .contains("left 1 thread behind", "left-behind");
  }
}
