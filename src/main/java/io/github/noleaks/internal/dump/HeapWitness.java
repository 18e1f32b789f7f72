package io.github.noleaks.internal.dump;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.dump.HeapDump.Unavailable;
import io.github.noleaks.internal.evidence.HeapAnalysis;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import io.github.noleaks.internal.evidence.HeapQuestion.Clock;
import io.github.noleaks.internal.evidence.HeapQuestion.Suspect;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;

/** Asks the heap of this JVM about leaked threads. Never throws. Thread-safe. */
public final class HeapWitness {
  private static final long BASE_BYTES = 24L << 20;

  private final HeapSettings settings;
  private final HeapBudget budget;

  /**
   * With the budget of this JVM.
   *
   * @param settings what is allowed
   */
  public HeapWitness(HeapSettings settings) {
    this(settings, HeapBudget.shared());
  }

  HeapWitness(HeapSettings settings, HeapBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  /**
   * Takes a heap dump and asks it.
   *
   * @param leaked the threads, as they were seen just before
   * @return what it says; where there is no dump, a note that says why
   */
  public HeapEvidence ask(List<LeakedThread> leaked) {
    if (!settings.on() || leaked.isEmpty()) {
      return HeapEvidence.NONE;
    }
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    if (used > settings.maxBytes()) {
      return nothing(
          "the heap holds %,d MB, more than noleaks.heap.max allows".formatted(used >> 20));
    }
    String refusal = budget.refusal(settings);
    if (refusal != null) {
      return nothing(refusal);
    }
    long start = System.nanoTime();
    Clock clock = Clock.now();
    try (HeapDump dump = HeapDump.take(settings.keepIn(), used)) {
      HeapEvidence evidence = analyse(dump, question(leaked, clock));
      return dump.isKept() ? evidence.withNote("the heap dump is in " + dump.file()) : evidence;
    } catch (Unavailable e) {
      return nothing(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is, the leak has to be told.
      return nothing("the heap dump could not be analysed (" + e + ')');
    } finally {
      budget.spent(System.nanoTime() - start);
    }
  }

  private static HeapEvidence nothing(String why) {
    return HeapEvidence.nothing(List.of("no evidence from the heap: " + why));
  }

  private HeapQuestion question(List<LeakedThread> leaked, Clock clock) {
    return new HeapQuestion(
        leaked.stream().map(HeapWitness::suspect).toList(), settings.values(), clock);
  }

  private static Suspect suspect(LeakedThread thread) {
    Blocker blocker = thread.blocker();
    return blocker == null
        ? new Suspect(thread.id(), null, -1)
        : new Suspect(thread.id(), blocker.className(), blocker.ownerId());
  }

  /** In this JVM if that takes no more than half of the memory it has left. */
  private static HeapEvidence analyse(HeapDump dump, HeapQuestion question) throws IOException {
    long needed = Files.size(dump.file()) / 10 * 8 + BASE_BYTES;
    Runtime runtime = Runtime.getRuntime();
    long left = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    return needed < left / 2
        ? HeapAnalysis.of(dump.file(), question)
        : ChildAnalysis.run(dump, question, needed * 2);
  }
}
