package io.github.noleaks.random;

import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Planted;
import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The ways in which the tests of a random suite leak. */
enum LeakKind {
  PARKED {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) {
      for (int i = 0; i < threads; i++) {
        names.start();
      }
    }
  },
  BY_THREAD {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      Thread between = new Thread(() -> PARKED.plantAny(run, names, threads), "between");
      between.start();
      between.join();
    }
  },
  BY_POOL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      ExecutorService between = Executors.newSingleThreadExecutor();
      CompletableFuture.runAsync(() -> PARKED.plantAny(run, names, threads), between).get();
      Waiting.end(between);
    }
  },
  BY_TIMER {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      Thread between = timer("between", () -> PARKED.plantAny(run, names, threads), run, false);
      between.join();
    }
  },
  IDLE_POOL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      ExecutorService pool = Planted.neverShutDown(Executors.newFixedThreadPool(threads, names));
      for (int i = 0; i < threads; i++) {
        pool.submit(() -> {}).get();
      }
    }
  },
  STUCK_POOL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) {
      ExecutorService pool = Planted.neverShutDown(Executors.newCachedThreadPool(names));
      for (int i = 0; i < threads; i++) {
        stuckIn(pool);
      }
    }
  },
  SHUT_DOWN_BUT_STUCK {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) {
      ExecutorService pool = Planted.neverShutDown(Executors.newFixedThreadPool(threads, names));
      for (int i = 0; i < threads; i++) {
        stuckIn(pool);
      }
      pool.shutdown();
    }
  },
  SCHEDULED {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
    void plant(RandomRun run, LeakNames names, int threads) {
      ScheduledExecutorService pool =
          Planted.neverShutDown(Executors.newScheduledThreadPool(threads, names));
      for (int i = 0; i < threads; i++) {
        pool.schedule(() -> {}, 1, TimeUnit.HOURS);
      }
    }
  },
  TIMER {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      for (int i = 0; i < threads; i++) {
        timer(names.next(), () -> {}, run, true);
      }
    }
  },
  VIRTUAL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) {
      for (int i = 0; i < threads; i++) {
        Planted.awaitParked(Planted.remember(VirtualThreads.start(names.next(), Waiting::forGood)));
      }
    }
  },
  VIRTUAL_BY_VIRTUAL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      VirtualThreads.start("between", () -> VIRTUAL.plantAny(run, names, threads)).join();
    }
  },
  BY_VIRTUAL {
    @Override
    void plant(RandomRun run, LeakNames names, int threads) throws Exception {
      VirtualThreads.start("between", () -> PARKED.plantAny(run, names, threads)).join();
    }
  };

  private static final List<LeakKind> POSSIBLE =
      Arrays.stream(values())
          .filter(kind -> VirtualThreads.isSupported() || !kind.name().contains("VIRTUAL"))
          .toList();

  /** Those that this JVM can do. */
  static LeakKind of(int number) {
    return POSSIBLE.get(Math.floorMod(number, POSSIBLE.size()));
  }

  /** Leaves threads behind; returns once each of them is where it stays. */
  abstract void plant(RandomRun run, LeakNames names, int threads) throws Exception;

  void plantAny(RandomRun run, LeakNames names, int threads) {
    try {
      plant(run, names, threads);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stuckIn(ExecutorService pool) {
    CountDownLatch begun = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          Waiting.forGood();
        });
    Waiting.until(begun);
  }

  private static Thread timer(String name, Runnable task, RandomRun run, boolean leaked)
      throws Exception {
    Timer timer = new Timer(name, true);
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            task.run();
            thread.complete(Thread.currentThread());
          }
        },
        0);
    if (leaked) {
      run.rememberTimer(timer);
      return Planted.remember(thread.get());
    }
    Thread ending = thread.get();
    timer.cancel();
    return ending;
  }
}
