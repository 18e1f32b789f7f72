package io.github.noleaks.internal.watch;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The descriptors as Linux tells them. */
final class ProcDescriptors implements DescriptorSource {
  static final String FOLDER = "/proc/self/fd";
  static final String DELETED = " (deleted)";

  private final DescriptorCount count;

  ProcDescriptors(DescriptorCount count) {
    this.count = count;
  }

  /** Not read before it is needed. */
  private static final class Own {
    static final OwnPaths PATHS = new OwnPaths();
  }

  @Override
  public int count() {
    return count.now();
  }

  @Override
  public DescriptorListing list() {
    String[] numbers = new File(FOLDER).list();
    Map<Integer, String> identities = new HashMap<>();
    boolean seenThisLook = false;
    for (String number : numbers == null ? new String[0] : numbers) {
      String target = ProcFiles.target(FOLDER + "/" + number);
      if (target == null || (!seenThisLook && isThisLook(target))) {
        // Somebody else may have the same folder open, too, and counts.
        seenThisLook |= target != null;
      } else {
        identities.put(Integer.valueOf(number), identity(target));
      }
    }
    return new DescriptorListing(Map.copyOf(identities));
  }

  /** A file that is deleted while it is open stays the same. */
  private static String identity(String target) {
    return target.startsWith("/") && target.endsWith(DELETED)
        ? target.substring(0, target.length() - DELETED.length())
        : target;
  }

  /** Whether the file that is open under a number has been deleted. */
  static boolean isDeleted(int number) {
    String target = ProcFiles.target(FOLDER + "/" + number);
    return target != null && target.endsWith(DELETED);
  }

  private static boolean isThisLook(String target) {
    return target.startsWith("/proc/") && target.endsWith("/fd");
  }

  @Override
  public boolean isCostly() {
    return false;
  }

  @Override
  public List<SeenChannel> describe(Map<Integer, String> fresh, DescriptorListing now) {
    return new ProcDescription(fresh, now, Own.PATHS).channels();
  }
}
