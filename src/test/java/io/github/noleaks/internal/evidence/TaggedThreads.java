package io.github.noleaks.internal.evidence;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Tag;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadWatch;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Threads that note which tag they carry, and then wait until they are let go. */
final class TaggedThreads implements AutoCloseable {
  private final Map<Thread, Optional<Origin>> threads = new ConcurrentHashMap<>();
  private final List<ExecutorService> pools = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private int expected;

  /** A way to get a thread. */
  enum Kind {
    PLATFORM {
      @Override
      void start(TaggedThreads threads) {
        threads.start(new Thread(threads.body(), "acme-plain"));
      }
    },
    SUBCLASS {
      @Override
      void start(TaggedThreads threads) {
        threads.start(new OrderThread(threads.body()));
      }
    },
    VIRTUAL {
      @Override
      void start(TaggedThreads threads) {
        threads.start(VirtualThreads.unstarted("acme-virtual", threads.body()));
      }
    },
    OF_A_POOL {
      @Override
      void start(TaggedThreads threads) {
        threads.pool(Executors.newFixedThreadPool(1)).execute(threads.body());
      }
    },
    OF_A_SCHEDULER {
      @Override
      @SuppressWarnings("FutureReturnValueIgnored")
      void start(TaggedThreads threads) {
        var pool = Executors.newScheduledThreadPool(1);
        threads.pool(pool);
        pool.schedule(threads.body(), 1, TimeUnit.MILLISECONDS);
      }
    },
    OF_A_FORK_JOIN_POOL {
      @Override
      void start(TaggedThreads threads) {
        threads.pool(new ForkJoinPool(1)).execute(threads.body());
      }
    },
    OF_A_COMPLETABLE_FUTURE {
      @Override
      @SuppressWarnings("FutureReturnValueIgnored")
      void start(TaggedThreads threads) {
        CompletableFuture.runAsync(threads.body(), threads.pool(Executors.newCachedThreadPool()));
      }
    },
    OF_THE_COMMON_POOL {
      @Override
      @SuppressWarnings("FutureReturnValueIgnored")
      void start(TaggedThreads threads) {
        threads.expected++;
        CompletableFuture.runAsync(threads.body());
      }
    },
    OF_A_TIMER {
      @Override
      void start(TaggedThreads threads) {
        threads.expected++;
        Timer timer = new Timer("acme-timer");
        timer.schedule(
            new TimerTask() {
              @Override
              public void run() {
                timer.cancel();
                threads.body().run();
              }
            },
            1);
      }
    },
    BY_ANOTHER_THREAD {
      @Override
      void start(TaggedThreads threads) {
        CountDownLatch done = new CountDownLatch(1);
        new Thread(
                () -> {
                  threads.start(new Thread(threads.body(), "acme-child"));
                  done.countDown();
                },
                "acme-parent")
            .start();
        HiddenThreads.await(done);
      }
    },
    BY_A_WORKER_OF_A_POOL {
      @Override
      void start(TaggedThreads threads) {
        ExecutorService first = Executors.newFixedThreadPool(1);
        threads.pools.add(first);
        CountDownLatch done = new CountDownLatch(1);
        first.execute(
            () -> {
              threads.pool(Executors.newFixedThreadPool(1)).execute(threads.body());
              done.countDown();
            });
        HiddenThreads.await(done);
      }
    },
    VIRTUAL_BY_VIRTUAL {
      @Override
      void start(TaggedThreads threads) {
        CountDownLatch done = new CountDownLatch(1);
        VirtualThreads.start(
            "acme-virtual-parent",
            () -> {
              VIRTUAL.start(threads);
              done.countDown();
            });
        HiddenThreads.await(done);
      }
    };

    abstract void start(TaggedThreads threads);

    boolean isVirtual() {
      return this == VIRTUAL || this == VIRTUAL_BY_VIRTUAL;
    }

    boolean isOfTheCommonPool() {
      return this == OF_THE_COMMON_POOL;
    }

    /** Whether another thread than that of the test creates it. */
    boolean isIndirect() {
      return name().contains("BY");
    }
  }

  private static final class OrderThread extends Thread {
    OrderThread(Runnable body) {
      super(body, "acme-subclass");
    }
  }

  /** What each of these threads does. */
  Runnable body() {
    return () -> {
      Tag tag = Origins.current();
      threads.put(Thread.currentThread(), Optional.ofNullable(tag == null ? null : tag.origin()));
      HiddenThreads.await(end);
    };
  }

  /** Takes a thread that is never going to start. */
  void make(Thread thread) {
    if (thread.getState() != Thread.State.NEW) {
      throw new IllegalStateException(thread + " has started");
    }
  }

  void start(Thread thread) {
    expected++;
    thread.start();
  }

  private <T extends ExecutorService> T pool(T pool) {
    expected++;
    pools.add(pool);
    return pool;
  }

  private void awaitWaiting() {
    Awaitility.await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                threads.size() == expected
                    && threads.keySet().stream()
                        .allMatch(thread -> thread.getState() == Thread.State.WAITING));
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  HeapEvidence evidence() {
    return evidence(id -> threads.keySet().stream().anyMatch(thread -> thread.getId() == id));
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  HeapEvidence evidence(LongPredicate asked) {
    awaitWaiting();
    List<LeakedThread> leaked =
        ThreadWatch.shared().all(new ThreadFacts()).stream()
            .filter(thread -> asked.test(thread.id()))
            .toList();
    return new HeapWitness(new HeapSettings(true, 1L << 40, null, true, 1_000_000, 1_000))
        .ask(leaked);
  }

  long onlyId() {
    if (threads.size() != 1) {
      throw new IllegalStateException("there are " + threads.size());
    }
    return someId();
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  long someId() {
    awaitWaiting();
    return threads.keySet().iterator().next().getId();
  }

  /** What the thread itself says. */
  @SuppressWarnings("deprecation") // threadId() is 19+
  @Nullable Origin truth(long id) {
    return threads.entrySet().stream()
        .filter(entry -> entry.getKey().getId() == id)
        .findFirst()
        .orElseThrow()
        .getValue()
        .orElse(null);
  }

  @Override
  public void close() throws InterruptedException {
    end.countDown();
    for (ExecutorService pool : pools) {
      pool.shutdown();
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException(pool + " does not end");
      }
    }
    for (Thread thread : threads.keySet()) {
      if (!thread.getName().contains("commonPool")) {
        thread.join();
      }
    }
  }
}
