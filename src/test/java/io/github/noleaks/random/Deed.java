package io.github.noleaks.random;

import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the tests of a random suite do with threads, and end before they end themselves. */
enum Deed {
  THREAD {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      Thread thread = new Thread(() -> Waiting.until(release), "careful");
      thread.start();
      return () -> thread.join();
    }
  },
  THREAD_OF_THREAD {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      Thread inner = new Thread(() -> Waiting.until(release), "careful-inner");
      Thread outer = new Thread(inner::start, "careful-outer");
      outer.start();
      return () -> {
        outer.join();
        inner.join();
      };
    }
  },
  VIRTUAL {
    @Override
    Ending begin(Pools pools, CountDownLatch release) throws Exception {
      if (!VirtualThreads.isSupported()) {
        return THREAD.begin(pools, release);
      }
      Thread thread = VirtualThreads.start("careful-virtual", () -> Waiting.until(release));
      return () -> thread.join();
    }
  },
  OWN_POOL {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      ExecutorService own = Executors.newFixedThreadPool(2);
      own.execute(() -> Waiting.until(release));
      own.execute(() -> {});
      return () -> Waiting.end(own);
    }
  },
  COMPLETABLE_FUTURE {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      ExecutorService own = Executors.newCachedThreadPool();
      CompletableFuture<Integer> future =
          CompletableFuture.runAsync(() -> Waiting.until(release), own).thenApplyAsync(x -> 1, own);
      return () -> {
        future.get();
        Waiting.end(own);
      };
    }
  },
  SCHEDULED {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      ScheduledExecutorService own = Executors.newScheduledThreadPool(1);
      Future<?> ticks = own.scheduleAtFixedRate(() -> {}, 0, 1, TimeUnit.MILLISECONDS);
      return () -> {
        ticks.cancel(false);
        Waiting.end(own);
      };
    }
  },
  TIMER {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      Timer timer = new Timer("careful-timer", true);
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              thread.complete(Thread.currentThread());
            }
          },
          0);
      return () -> {
        Thread ending = thread.get();
        timer.cancel();
        ending.join();
      };
    }
  },
  COMMON_POOL {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      CompletableFuture<Void> future = CompletableFuture.runAsync(() -> Waiting.until(release));
      return () -> future.get();
    }
  },
  STREAM {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      // In a thread of its own the stream runs in the common pool, not in JUnit's.
      Thread thread = new Thread(Deed::sum, "careful-stream");
      thread.start();
      return thread::join;
    }
  },
  /** In JUnit's pool, where the waiting worker may run another test in the midst of ours. */
  STREAM_IN_PLACE {
    @Override
    Ending begin(Pools pools, CountDownLatch release) {
      sum();
      return () -> {};
    }
  },
  POOL_OF_CLASS {
    @Override
    Ending begin(Pools pools, CountDownLatch release) throws Exception {
      return in(pools.ofClass(), pools, release);
    }
  },
  POOL_OF_ALL {
    @Override
    Ending begin(Pools pools, CountDownLatch release) throws Exception {
      return in(pools.ofAll(), pools, release);
    }
  },
  POOL_OF_EXTENSION {
    @Override
    Ending begin(Pools pools, CountDownLatch release) throws Exception {
      return in(pools.ofExtension(), pools, release);
    }
  };

  private static final Deed[] ALL = values();

  /** Ends what was begun. */
  interface Ending {
    void end() throws Exception;
  }

  static Deed of(int number) {
    return ALL[Math.floorMod(number, ALL.length)];
  }

  /** The test releases its threads before it ends anything: none waits for one that it keeps. */
  abstract Ending begin(Pools pools, CountDownLatch release) throws Exception;

  private static void sum() {
    if (IntStream.range(0, 1_000).parallel().sum() != 499_500) {
      throw new IllegalStateException("a parallel stream went wrong");
    }
  }

  private static Ending in(@Nullable ExecutorService pool, Pools pools, CountDownLatch release)
      throws Exception {
    if (pool == null) {
      return THREAD.begin(pools, release);
    }
    Future<?> task = pool.submit(() -> Waiting.until(release));
    return () -> task.get();
  }
}
