package io.github.noleaks.random;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one test of a random suite does; always the same for the same seed and test.
 *
 * @param deeds what it does and ends
 * @param leak what it leaves behind, or {@code null} for nothing
 * @param place where it does so
 * @param threads how many threads it leaves behind
 * @param fails whether it fails by itself
 * @param meets whether it waits a moment for another test
 */
record TestPlan(
    List<Deed> deeds,
    @Nullable LeakKind leak,
    Place place,
    int threads,
    boolean fails,
    boolean meets) {

  /** When the test leaks. */
  enum Place {
    BEFORE_EACH,
    BEGIN,
    END,
    AFTER_EACH
  }

  static TestPlan of(long seed, String subject) {
    SplittableRandom random = random(seed, subject);
    List<Deed> deeds =
        Stream.generate(() -> Deed.of(random.nextInt(1_000)))
            .limit(random.nextInt(4))
            .sorted((a, b) -> Boolean.compare(isFirst(b), isFirst(a)))
            .toList();
    return new TestPlan(
        deeds,
        random.nextInt(100) < percentOfLeaks(seed) ? LeakKind.of(random.nextInt(1_000)) : null,
        Place.values()[random.nextInt(Place.values().length)],
        1 + random.nextInt(2),
        random.nextInt(100) < 2,
        random.nextInt(100) < 30);
  }

  /** In some suites few tests leak, in some more: 1 to 4 of a hundred. */
  private static long percentOfLeaks(long seed) {
    return 1 + Math.floorMod(seed, 4L);
  }

  static SplittableRandom random(long seed, String what) {
    return new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + what.hashCode());
  }

  /**
   * It may make this thread run another test: that one must not wait for a pool in which a task of
   * ours waits for us.
   */
  private static boolean isFirst(Deed deed) {
    return deed == Deed.STREAM_IN_PLACE;
  }
}
