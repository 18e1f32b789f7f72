package io.github.noleaks.junit.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What has workers. */
enum Kind {
  POOL {
    @Override
    Workers create(String name) {
      return of(Executors.newFixedThreadPool(1, named(name)));
    }
  },
  SUBMITTED {
    /** With the frames of a {@code FutureTask} around the task. */
    @Override
    Workers create(String name) {
      ExecutorService pool = Executors.newFixedThreadPool(1, named(name));
      return new Workers(
          task -> {
            var unused = pool.submit(task);
          },
          () -> end(pool));
    }
  },
  SCHEDULED {
    @Override
    Workers create(String name) {
      return of(Executors.newScheduledThreadPool(1, named(name)));
    }
  },
  FORK_JOIN {
    @Override
    Workers create(String name) {
      return of(forkJoinPool(name));
    }
  },
  COMMON_POOL {
    @Override
    Workers create(String name) {
      // On a machine with one or two processors it has one worker.
      return new Workers(ForkJoinPool.commonPool(), () -> {});
    }
  },
  TIMER {
    @Override
    Workers create(String name) {
      Timer timer = new Timer(name, true);
      return new Workers(
          task ->
              timer.schedule(
                  new TimerTask() {
                    @Override
                    public void run() {
                      task.run();
                    }
                  },
                  0),
          timer::cancel);
    }
  },
  LOOP {
    @Override
    Workers create(String name) {
      return looping(named(name));
    }
  },
  EVENT_LOOP {
    @Override
    Workers create(String name) {
      EventLoop loop = new EventLoop();
      Thread thread = named(name).newThread(loop);
      thread.start();
      return new Workers(loop::execute, loop::close);
    }
  },
  PARALLEL_STREAM {
    /** Each task is all that a parallel stream does, in the one worker of a pool of its own. */
    @Override
    Workers create(String name) {
      ForkJoinPool pool = forkJoinPool(name);
      return new Workers(
          task -> pool.execute(() -> IntStream.range(0, 1).parallel().forEach(i -> task.run())),
          () -> end(pool));
    }
  };

  /** Workers of that kind; none of their threads need to be there yet. */
  abstract Workers create(String name);

  static Workers of(ExecutorService pool) {
    return new Workers(pool, () -> end(pool));
  }

  private static void end(ExecutorService pool) throws InterruptedException {
    pool.shutdownNow();
    if (!pool.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(pool + " does not end");
    }
  }

  static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static ForkJoinPool forkJoinPool(String name) {
    AtomicInteger count = new AtomicInteger();
    return new ForkJoinPool(
        1,
        pool -> {
          ForkJoinWorkerThread worker =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          worker.setName(name + "-" + count.incrementAndGet());
          return worker;
        },
        null,
        false);
  }

  /** The plainest loop there is. */
  static Workers looping(ThreadFactory threads) {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    Thread thread = threads.newThread(() -> loop(tasks));
    thread.start();
    return new Workers(tasks::add, thread::interrupt);
  }

  private static void loop(BlockingQueue<Runnable> tasks) {
    try {
      while (true) {
        tasks.take().run();
      }
    } catch (InterruptedException e) {
      // Ended.
    }
  }

  /** Waits for channels and for tasks alike, as the loops of network libraries do. */
  private static final class EventLoop implements Runnable {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Selector selector = open();

    private static Selector open() {
      try {
        return Selector.open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void execute(Runnable task) {
      tasks.add(task);
      selector.wakeup();
    }

    @Override
    public void run() {
      try {
        while (selector.isOpen()) {
          if (selector.select() > 0) {
            selector.selectedKeys().clear();
          }
          runTasks();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void runTasks() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        // What released it may have interrupted it, too.
        boolean unused = Thread.interrupted();
      }
    }

    void close() throws IOException {
      execute(
          () -> {
            try {
              selector.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
