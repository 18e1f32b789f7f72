package io.github.noleaks.benchmark;

import io.github.noleaks.internal.evidence.HeapAnalysis;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import io.github.noleaks.internal.evidence.ThreadEvidence;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What NoLeaks does with a heap dump: it reads it, and says of all its threads what they wait for.
 */
final class OurWalk {
  private OurWalk() {}

  /** Expects the dump; prints the milliseconds for all, and how many threads are proven stuck. */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    long stuck = stuckThreads(Path.of(args[0]));
    System.out.printf("%d %d%n", (System.nanoTime() - start) / 1_000_000, stuck);
  }

  static long stuckThreads(Path dump) throws IOException {
    HeapEvidence evidence = HeapAnalysis.of(dump, HeapQuestion.all(true));
    return evidence.threads().stream().filter(ThreadEvidence::stuck).count();
  }
}
