package io.github.noleaks.benchmark;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.dump.HeapWitness;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import io.github.noleaks.internal.watch.ThreadFacts;
import io.github.noleaks.internal.watch.ThreadWatch;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * A JVM with 10 MB of its heap in use and a stuck thread, which asks its own heap about it once, as
 * the check of a failing test does.
 */
final class SmallJvm {
  private static final int ORDERS = 12_000;

  private SmallJvm() {}

  /**
   * Prints the milliseconds for all, the bytes of the heap in use, and how many threads are proven
   * stuck.
   */
  public static void main(String[] args) throws InterruptedException {
    HeapDumpGenerator.fill(ORDERS);
    HeapDumpGenerator.parkSenders(new ArrayBlockingQueue<>(1), 1);
    System.gc();
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    List<LeakedThread> leaked =
        ThreadWatch.shared().all(new ThreadFacts()).stream()
            .filter(thread -> thread.state() == Thread.State.WAITING)
            .filter(thread -> thread.stack().toString().contains("ArrayBlockingQueue.put"))
            .toList();
    long start = System.nanoTime();
    HeapEvidence evidence = new HeapWitness(HeapSettings.defaults()).ask(leaked);
    long millis = (System.nanoTime() - start) / 1_000_000;
    long stuck = evidence.threads().stream().filter(ThreadEvidence::stuck).count();
    System.out.printf("%d %d %d%n", millis, used, stuck);
    System.exit(0);
  }
}
