package io.github.noleaks.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A test that starts very many threads, and waits for them: without tags and with them. */
final class ManyThreads {
  private static final int TURNS = 15;
  private static final int BATCH = 10_000;
  private static final int GC_ROUNDS = 10;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final InheritableThreadLocal<String> ANYBODYS = new InheritableThreadLocal<>();

  private final boolean virtual;
  private final int threads;
  private final boolean sleep;
  private WeakReference<Owner> last = new WeakReference<>(null);
  private long plainCpu;
  private long otherCpu;

  private ManyThreads(boolean virtual, int threads, boolean sleep) {
    this.virtual = virtual;
    this.threads = threads;
    this.sleep = sleep;
  }

  /**
   * Takes the kind of the threads (virtual or platform), their number, what each does (nothing, or
   * sleep for 1 ms), and what they inherit (a tag, or anybody's value). Prints the nanoseconds a
   * thread without and with that; the same of CPU time; the bytes that a test with tags keeps
   * afterwards, and 1 if its owner is gone.
   */
  public static void main(String[] args) throws InterruptedException {
    ManyThreads many =
        new ManyThreads(
            args[0].equals("virtual"), Integer.parseInt(args[1]), args[2].equals("sleep"));
    Callable<Double> other = args[3].equals("tag") ? many::runTagged : many::runInheriting;
    Alternating turns = Alternating.measure(TURNS, many::runPlain, other);
    double plainCpu = many.plainCpu;
    double otherCpu = many.otherCpu;
    // What is made once and stays has been made by now.
    Alternating.inFreshThread(many::runPlain);
    long before = usedAfterGc();
    Alternating.inFreshThread(many::runTagged);
    long kept = usedAfterGc() - before;
    int gone = many.last.refersTo(null) ? 1 : 0;
    System.out.printf(
        "%s %s %s %d %d%n", turns.without(), turns.with(), otherCpu / plainCpu, kept, gone);
    System.exit(0);
  }

  private double runPlain() throws InterruptedException {
    long before = SYSTEM.getProcessCpuTime();
    double nanos = run();
    plainCpu += SYSTEM.getProcessCpuTime() - before;
    return nanos;
  }

  private double runTagged() throws InterruptedException {
    long before = SYSTEM.getProcessCpuTime();
    Owner owner = new Owner("a test", null);
    last = new WeakReference<>(owner);
    Origins.enter(owner);
    double nanos = run();
    owner.end();
    otherCpu += SYSTEM.getProcessCpuTime() - before;
    return nanos;
  }

  private double runInheriting() throws InterruptedException {
    long before = SYSTEM.getProcessCpuTime();
    ANYBODYS.set("a value");
    double nanos = run();
    otherCpu += SYSTEM.getProcessCpuTime() - before;
    return nanos;
  }

  private double run() throws InterruptedException {
    Executor executor = virtual ? newVirtual() : task -> new Thread(task).start();
    long start = System.nanoTime();
    for (int started = 0; started < threads; started += BATCH) {
      CountDownLatch ended = new CountDownLatch(BATCH);
      Runnable task = sleep ? () -> sleepAndCount(ended) : ended::countDown;
      for (int i = 0; i < BATCH; i++) {
        executor.execute(task);
      }
      ended.await();
    }
    double nanos = (double) (System.nanoTime() - start) / threads;
    if (executor instanceof ExecutorService service) {
      service.shutdown();
    }
    return nanos;
  }

  private static void sleepAndCount(CountDownLatch ended) {
    try {
      Thread.sleep(1);
      ended.countDown();
    } catch (InterruptedException e) {
      // Then the latch stays closed, and the benchmark does not end.
      Thread.currentThread().interrupt();
    }
  }

  /** By its name, since before JDK 21 there is none. */
  private static Executor newVirtual() {
    try {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("virtual threads need JDK 21", e);
    }
  }

  private static long usedAfterGc() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < GC_ROUNDS; i++) {
      System.gc();
      // Reference queues are emptied by threads of the JDK's own.
      Thread.sleep(20);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
