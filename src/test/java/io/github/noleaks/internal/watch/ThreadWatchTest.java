package io.github.noleaks.internal.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.testing.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadWatchTest {
  private final ThreadWatch watch = ThreadWatch.shared();

  @BeforeEach
  void meetTheScheduler() throws InterruptedException {
    if (VirtualThreads.isSupported()) {
      VirtualThreads.start("first", () -> {}).join();
    }
    watch.allAndCaller(new ThreadFacts());
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  /** Older threads of this JVM may do something at any time. */
  private List<LeakedThread> newSince(ThreadMark mark) {
    return watch.since(mark).stream().filter(each -> !mark.contains(each.id())).toList();
  }

  private List<String> namesSince(ThreadMark mark) {
    return newSince(mark).stream().map(LeakedThread::name).toList();
  }

  @Test
  void nothingIsNewAsLongAsNothingStarts() {
    Planted.sender("before");
    ThreadMark mark = watch.mark();

    assertThat(watch.noneStartedSince(mark)).isTrue();
    assertThat(newSince(mark)).isEmpty();
  }

  @Test
  void seesAThreadThatWasStartedAndAllFactsAboutIt() {
    ThreadMark mark = watch.mark();
    Thread thread = Planted.sender("new");

    assertThat(watch.unchangedSince(mark)).isFalse();
    assertThat(newSince(mark))
        .singleElement()
        .satisfies(
            seen -> {
              assertThat(seen.id()).isEqualTo(ThreadIds.of(thread));
              assertThat(seen.className()).isEqualTo("java.lang.Thread");
              assertThat(seen.group()).isEqualTo(thread.getThreadGroup().getName());
              assertThat(seen.state()).isEqualTo(Thread.State.WAITING);
              assertThat(seen.daemon()).isTrue();
              assertThat(seen.virtual()).isFalse();
              assertThat(seen.blocker()).isNotNull();
              assertThat(seen.stack().toString()).contains("ArrayBlockingQueue.put");
            });
  }

  @Test
  void seesAThreadThatWasBuiltBeforeAndStartedAfter() {
    Thread built = new Thread(LockSupport::park, "built-before");
    ThreadMark mark = watch.mark();
    Planted.parked(built);

    assertThat(namesSince(mark)).containsExactly("built-before");
  }

  @Test
  void doesNotSeeAThreadThatHasEnded() throws InterruptedException {
    ThreadMark mark = watch.mark();
    Thread ended = new Thread(() -> {}, "ended");
    ended.start();
    ended.join();

    assertThat(newSince(mark)).isEmpty();
  }

  @Test
  void isNotHarmedByAThreadThatTellsNoId() {
    ThreadMark mark = watch.mark();
    Planted.parked(
        new Thread(LockSupport::park, "mute") {
          @Override
          public long getId() {
            throw new UnsupportedOperationException("no id for you");
          }
        });
    Planted.sender("beside it");

    // From 19 on, the JVM itself does not ask it.
    assertThat(namesSince(mark))
        .contains("beside it")
        .hasSize(Runtime.version().feature() < 19 ? 1 : 2);
    assertThat(watch.noneStartedSince(watch.mark())).isTrue();
    assertThat(namesSince(watch.mark())).isEmpty();
  }

  @Test
  void tellsWhoOwnsALock() throws InterruptedException {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    Thread owner =
        Planted.parked(
            new Thread(
                () -> {
                  synchronized (monitor) {
                    held.countDown();
                    LockSupport.park();
                  }
                },
                "owner"));
    held.await();
    ThreadMark mark = watch.mark();
    Thread waiting =
        new Thread(
            () -> {
              synchronized (monitor) {
                LockSupport.getBlocker(Thread.currentThread());
              }
            },
            "waiting");
    waiting.setDaemon(true);
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.BLOCKED);

    LeakedThread seen = newSince(mark).get(0);

    Blocker blocker = requireNonNull(seen.blocker());
    assertThat(blocker.ownerName()).isEqualTo("owner");
    assertThat(blocker.ownerId()).isEqualTo(ThreadIds.of(owner));
    LockSupport.unpark(owner);
    waiting.join();
  }

  @Test
  void keepsApartWhatManyStartAtOnce() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      AtomicBoolean stop = new AtomicBoolean();
      CountDownLatch begun = new CountDownLatch(2);
      List<Thread> starters = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Thread starter =
            new Thread(
                () -> {
                  begun.countDown();
                  while (!stop.get()) {
                    Thread shortLived = new Thread(() -> {}, "short-lived");
                    shortLived.start();
                    try {
                      shortLived.join();
                    } catch (InterruptedException e) {
                      return;
                    }
                  }
                },
                "starter");
        starters.add(starter);
        starter.start();
      }
      begun.await();
      Thread before = Planted.sender("before");
      ThreadMark mark = watch.mark();
      Thread after = Planted.sender("after");
      List<String> seen = namesSince(mark);
      stop.set(true);
      for (Thread starter : starters) {
        starter.join();
      }

      assertThat(seen).contains("after").doesNotContain("before", "starter");
      assertThat(before.isAlive() && after.isAlive()).isTrue();
      assertThat(namesSince(mark)).containsExactly("after");
      Planted.removeAll();
    }
  }

  @Test
  void copesWithAThousandThreads() {
    ThreadMark mark = watch.mark();
    for (int i = 0; i < 1_000; i++) {
      Planted.sender("one-of-many-" + i);
    }

    // The JDK may start threads of its own beside them, on a busy machine.
    assertThat(watch.since(mark))
        .filteredOn(thread -> thread.name().startsWith("one-of-many-"))
        .hasSize(1_000);
    ThreadMark withAll = watch.mark();
    assertThat(watch.noneStartedSince(withAll)).isTrue();
  }

  @Test
  void allAreWithoutTheCallerUnlessItIsAskedFor() {
    Thread platform = Planted.sender("platform");
    long caller = ThreadIds.of(Thread.currentThread());

    assertThat(watch.all(new ThreadFacts()))
        .extracting(LeakedThread::id)
        .contains(ThreadIds.of(platform))
        .doesNotContain(caller);
    assertThat(watch.allAndCaller(new ThreadFacts()))
        .extracting(LeakedThread::id)
        .contains(ThreadIds.of(platform), caller);
  }

  @Test
  void waitingForAThreadDoesNotTakeItsMonitor() throws InterruptedException {
    ThreadMark mark = watch.mark();
    Planted.parked(
        new Thread("holds-its-own-monitor") {
          @Override
          public synchronized void run() {
            LockSupport.park();
          }
        });

    // Thread.join(millis) would wait for the monitor, for ever.
    PlatformThreads.awaitEnd(watch.since(mark), Duration.ofMillis(5));
    assertThat(namesSince(mark)).containsExactly("holds-its-own-monitor");
  }

  @Test
  void waitingEndsWithTheThreads() throws InterruptedException {
    ThreadMark mark = watch.mark();
    Thread thread = Planted.sender("ends-soon");
    // Without older threads of the JVM that are at work just now.
    List<LeakedThread> seen =
        watch.since(mark).stream().filter(each -> each.name().equals(thread.getName())).toList();
    assertThat(seen).hasSize(1);
    thread.interrupt();

    PlatformThreads.awaitEnd(seen, Duration.ofDays(1));

    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void seesAWarmWorkerOfTheCommonPoolThatGotStuck() throws Exception {
    ForkJoinPool.commonPool().submit(() -> {}).get();
    watch.allAndCaller(new ThreadFacts());
    ArrayBlockingQueue<String> empty = new ArrayBlockingQueue<>(1);
    for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
      CountDownLatch begun = new CountDownLatch(1);
      ThreadMark mark = watch.mark();
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                begun.countDown();
                try {
                  empty.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      begun.await();
      await()
          .untilAsserted(
              () ->
                  assertThat(watch.since(mark))
                      .anySatisfy(
                          seen ->
                              assertThat(seen.stack().toString())
                                  .contains("ArrayBlockingQueue.take")));
      assertThat(watch.unchangedSince(mark)).isFalse();
      empty.put("go on");
      await().until(empty::isEmpty);
    }
  }
}
