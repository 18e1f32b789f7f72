package io.github.noleaks.internal.dump;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.dump.HeapBudget.Use;
import io.github.noleaks.internal.dump.HeapDump.Unavailable;
import io.github.noleaks.internal.evidence.HeapAnalysis;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.evidence.HeapQuestion;
import io.github.noleaks.internal.evidence.HeapQuestion.Channel;
import io.github.noleaks.internal.evidence.HeapQuestion.Clock;
import io.github.noleaks.internal.evidence.HeapQuestion.Fixtures;
import io.github.noleaks.internal.evidence.HeapQuestion.Suspect;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks the heap of this JVM about leaked threads and open channels. Never throws. Thread-safe. */
public final class HeapWitness {
  /** What was dropped is worth no larger dump than this. */
  private static final long MOST_WITH_GARBAGE = 384L << 20;

  private static final AtomicBoolean COLLECTED_IN_VAIN = new AtomicBoolean();

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
    Clock clock = Clock.now();
    return leaked.isEmpty() ? HeapEvidence.NONE : ask(question(leaked, clock), Use.THREADS);
  }

  /**
   * Takes a heap dump and asks it about open channels. They may use a part of what dumps may cost,
   * so that they leave enough for threads.
   *
   * @param channels the channels
   * @param fixtures who holds what tests share
   * @return what it says; where there is no dump, a note that says why
   */
  public HeapEvidence askChannels(List<Channel> channels, Fixtures fixtures) {
    return channels.isEmpty()
        ? HeapEvidence.NONE
        : ask(HeapQuestion.aboutChannels(channels, fixtures, settings.values()), Use.CHANNELS);
  }

  /**
   * Whether the next question about open channels is likely to be answered.
   *
   * @return {@code false} if no dump may be taken now
   */
  public boolean mayAskAboutChannels() {
    return settings.on() && budget.allows(settings, Use.CHANNELS);
  }

  private HeapEvidence ask(HeapQuestion question, Use use) {
    if (!settings.on()) {
      return HeapEvidence.NONE;
    }
    String refusal = budget.refusal(settings, use);
    if (refusal != null) {
      return nothing(refusal);
    }
    long start = System.nanoTime();
    long used = usedAtMost(settings.maxBytes());
    if (used > settings.maxBytes()) {
      return nothing(
          "the heap holds %,d MB, more than noleaks.heap.max allows".formatted(used >> 20));
    }
    boolean live = use == Use.THREADS || used > MOST_WITH_GARBAGE;
    try (HeapDump dump = HeapDump.take(settings.keepIn(), used, live)) {
      HeapEvidence evidence = analyse(dump, question);
      return dump.isKept() ? evidence.withNote("the heap dump is in " + dump.file()) : evidence;
    } catch (Unavailable e) {
      return nothing(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is, the leak has to be told.
      return nothing("the heap dump could not be analysed (" + e + ')');
    } finally {
      budget.spent(System.nanoTime() - start, use);
    }
  }

  /** What is used; where it is too much, the garbage of earlier analyses is collected, once. */
  private static long usedAtMost(long bytes) {
    long used = used();
    if (used > bytes && !COLLECTED_IN_VAIN.get()) {
      System.gc();
      used = used();
      COLLECTED_IN_VAIN.set(used > bytes);
    }
    return used;
  }

  private static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
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
