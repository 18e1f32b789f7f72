package io.github.noleaks.internal.watch;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a platform tells of the descriptors that this JVM has open. Thread-safe. */
interface DescriptorSource {
  /** How many are open. Cheap: this is asked before and after every test. */
  int count();

  /** Which are open, without those that this very look needs. */
  DescriptorListing list();

  /** Whether a listing takes so long that one which is no longer true is better than another. */
  boolean isCostly();

  /**
   * The facts about some of them, without what the JVM opened for itself.
   *
   * @param fresh those that are asked for
   * @param now all that are open: what is not asked for was open before
   */
  List<SeenChannel> describe(Map<Integer, String> fresh, DescriptorListing now);

  /** One line about what cannot be seen, and what to do about it. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** The one of this platform. */
  static DescriptorSource ofThisPlatform() {
    DescriptorCount count = DescriptorCount.ofThisPlatform();
    if (count.isKnown()) {
      if (new File(ProcDescriptors.FOLDER).list() != null) {
        return new ProcDescriptors(count);
      }
      if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")) {
        return new LsofDescriptors(count);
      }
    }
    return new UnknownDescriptors();
  }
}
