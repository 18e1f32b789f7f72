package io.github.noleaks.internal.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.testing.Planted;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualThreadWatchTest {
  private final ThreadWatch watch = ThreadWatch.shared();

  @BeforeEach
  void meetTheScheduler() throws InterruptedException {
    assumeTrue(VirtualThreads.isSupported());
    VirtualThreads.start("first", () -> {}).join();
    watch.all(new ThreadFacts());
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** Others of this JVM may still be there from other tests. */
  private List<LeakedThread> newSince(ThreadMark mark) {
    return watch.since(mark).stream()
        .filter(each -> each.virtual() && !mark.contains(each))
        .toList();
  }

  @Test
  void seesAVirtualThread() throws InterruptedException {
    ThreadMark mark = watch.mark();
    Thread thread = Planted.remember(VirtualThreads.start("virtual", LockSupport::park));
    Planted.awaitParked(thread);

    assertThat(watch.unchangedSince(mark)).isFalse();
    assertThat(newSince(mark))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.id()).isEqualTo(ThreadIds.of(thread));
              assertThat(seen.name()).isEqualTo("virtual");
              assertThat(seen.state()).isEqualTo(Thread.State.WAITING);
              assertThat(seen.stack().toString()).contains("LockSupport.park");
            });
  }

  @Test
  void seesAVirtualThreadThatWasBuiltBeforeAndStartedAfter() {
    Thread built = VirtualThreads.unstarted("built-before", LockSupport::park);
    // With nothing running, a listing is known to be complete; the last test may just be ending.
    await()
        .untilAsserted(
            () -> {
              watch.all(new ThreadFacts());
              assertThat(requireNonNull(watch.mark().virtual()).listing()).isNotNull();
            });
    ThreadMark mark = watch.mark();
    built.start();
    Planted.awaitParked(Planted.remember(built));

    assertThat(newSince(mark)).extracting(LeakedThread::name).containsExactly("built-before");
  }

  @Test
  void aVirtualThreadThatWasThereAndStirsIsNotNew() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch went = new CountDownLatch(1);
    Thread old =
        Planted.remember(
            VirtualThreads.start(
                "old",
                () -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  went.countDown();
                  LockSupport.park();
                }));
    Planted.awaitParked(old);
    ThreadMark mark = watch.mark();
    go.countDown();
    went.await();
    Planted.awaitParked(old);

    assertThat(watch.since(mark))
        .filteredOn(LeakedThread::virtual)
        .isNotEmpty()
        .allMatch(mark::contains);
  }

  @Test
  void virtualThreadsThatEndedLeaveNothing() throws InterruptedException {
    ThreadMark mark = watch.mark();
    for (int i = 0; i < 100; i++) {
      VirtualThreads.start("short-lived", () -> {}).join();
    }

    assertThat(newSince(mark)).isEmpty();
    await().until(() -> watch.unchangedSince(watch.mark()));
  }

  @Test
  void saysWhereItIsBlind(@TempDir Path folder) {
    ThreadWatch blind =
        new ThreadWatch(new ThreadDump(List.of(folder.resolve("missing"), folder.resolve("no"))));
    assertThat(blind.blindSpots()).isEmpty();

    blind.all(new ThreadFacts());

    assertThat(blind.blindSpots())
        .singleElement()
        .asString()
        .contains("virtual threads cannot be listed")
        .contains("java.io.tmpdir");
  }

  @Test
  void takesTheFirstFolderThatCanBeWrittenTo(@TempDir Path folder) throws Exception {
    ThreadDump dump = new ThreadDump(List.of(folder.resolve("missing"), folder));

    Planted.awaitParked(Planted.remember(VirtualThreads.start("dumped", LockSupport::park)));

    assertThat(dump.virtualThreads()).extracting(LeakedThread::name).contains("dumped");
    assertThat(dump.problem()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
