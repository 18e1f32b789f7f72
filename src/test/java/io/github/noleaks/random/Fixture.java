package io.github.noleaks.random;

import io.github.noleaks.testing.Planted;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool that a class makes for its tests, and shuts down in the end unless it leaks it. */
public final class Fixture {
  private volatile @Nullable ExecutorService pool;
  private volatile boolean leaks;

  @Nullable ExecutorService pool() {
    return pool;
  }

  /** Its workers come up now or in the first tests that use it. */
  public void open(Class<?> testClass) throws Exception {
    RandomRun run = RandomRun.current();
    String subject = Subject.of(testClass);
    SplittableRandom random = run.random(subject + " pool");
    leaks = random.nextInt(100) < 25;
    ExecutorService made = Executors.newFixedThreadPool(3, leaks ? leaky(run, subject) : careful());
    pool = made;
    if (leaks) {
      Planted.neverShutDown(made);
    }
    if (random.nextBoolean()) {
      made.submit(() -> {}).get();
    }
  }

  private static ThreadFactory leaky(RandomRun run, String subject) {
    return new LeakNames(run, new Blame.Expected(subject, true), "POOL_OF_CLASS");
  }

  private static ThreadFactory careful() {
    AtomicInteger count = new AtomicInteger();
    return task -> new Thread(task, "careful-of-class-" + count.incrementAndGet());
  }

  public void close() throws InterruptedException {
    ExecutorService opened = pool;
    if (opened != null && !leaks) {
      Waiting.end(opened);
    }
  }
}
