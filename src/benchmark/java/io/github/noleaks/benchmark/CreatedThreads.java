package io.github.noleaks.benchmark;

import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.access.ThreadInternals;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.origin.Tag;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tag costs the thread that creates another one, without starting it, and what it costs to
 * read one. Prints nanoseconds.
 */
final class CreatedThreads {
  private static final int TURNS = 15;
  private static final int OWNERS = 40;

  /** For so many threads, an owner records the stacks of their creation. */
  private static final int RECORDED = 1_000;

  private static final int OWNERS_MADE = 100_000;
  private static final int READS = 1_000_000;

  private CreatedThreads() {}

  /**
   * Prints, of the creation of a thread: plain, and what a tag adds to it with a stack of 5 frames,
   * with one of 40 frames, and once no more stacks are recorded; then what it takes to make an
   * owner and to set and remove its tag, as each test does; then what it takes to read a tag, or -1
   * if that may not be done.
   */
  public static void main(String[] args) throws InterruptedException {
    Alternating shallow = Alternating.measure(TURNS, () -> create(5, false), () -> create(5, true));
    Alternating deep = Alternating.measure(TURNS, () -> create(40, false), () -> create(40, true));
    Alternating later =
        Alternating.measure(TURNS, () -> create(5, false), CreatedThreads::createUnrecorded);
    Alternating owners = Alternating.measure(TURNS, () -> 0.0, CreatedThreads::owners);
    ThreadInternals internals = Access.present(AccessMode.AUTO).orElse(null);
    double read =
        internals == null
            ? -1
            : Alternating.measure(TURNS, () -> 0.0, () -> read(internals)).with();
    System.out.printf(
        "%s %s %s %s %s %s%n",
        shallow.without(), shallow.added(), deep.added(), later.added(), owners.with(), read);
    System.exit(0);
  }

  private static double create(int frames, boolean tagged) {
    long nanos = 0;
    for (int i = 0; i < OWNERS; i++) {
      if (tagged) {
        Origins.enter(new Owner("a test", null));
      }
      nanos += atDepth(frames);
    }
    return (double) nanos / OWNERS / RECORDED;
  }

  private static double createUnrecorded() {
    Origins.enter(new Owner("a test", null));
    atDepth(5);
    long nanos = 0;
    for (int i = 0; i < OWNERS; i++) {
      nanos += atDepth(5);
    }
    return (double) nanos / OWNERS / RECORDED;
  }

  private static long atDepth(int frames) {
    return frames > 1 ? atDepth(frames - 1) : createRecorded();
  }

  private static long createRecorded() {
    Thread[] made = new Thread[RECORDED];
    long start = System.nanoTime();
    for (int i = 0; i < RECORDED; i++) {
      made[i] = new Thread(() -> {});
    }
    long nanos = System.nanoTime() - start;
    if (made[RECORDED - 1].isAlive()) {
      throw new IllegalStateException("they are used, or they might not be made at all");
    }
    return nanos;
  }

  private static double owners() {
    long start = System.nanoTime();
    for (int i = 0; i < OWNERS_MADE; i++) {
      Tag before = Origins.enter(new Owner("a test", null));
      Origins.leave(before);
    }
    return (double) (System.nanoTime() - start) / OWNERS_MADE;
  }

  private static double read(ThreadInternals internals) {
    Origins.enter(new Owner("a test", null));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      threads.add(new Thread(() -> {}));
    }
    int found = 0;
    long start = System.nanoTime();
    for (int i = 0; i < READS; i++) {
      if (internals.inherited(threads.get(i & 63), Origins.key()) instanceof Tag) {
        found++;
      }
    }
    long nanos = System.nanoTime() - start;
    if (found != READS) {
      throw new IllegalStateException("%d of %d tags were read".formatted(found, READS));
    }
    return (double) nanos / READS;
  }
}
