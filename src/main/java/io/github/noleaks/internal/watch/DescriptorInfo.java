package io.github.noleaks.internal.watch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the kernel says about one descriptor.
 *
 * @param flags how it was opened; {@code -1} if that is not known
 * @param polled the numbers of the descriptors that it waits for, if it is an {@code eventpoll}
 */
record DescriptorInfo(int flags, Set<Integer> polled) {
  private static final int ACCESS = 3;
  private static final int OCTAL = 8;
  private static final List<String> ACCESSES = List.of("read", "write", "read and write");

  static DescriptorInfo of(int number) {
    return parse(ProcFiles.lines("/proc/self/fdinfo/" + number));
  }

  static DescriptorInfo parse(List<String> lines) {
    int flags = -1;
    Set<Integer> polled = new HashSet<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String value = line.substring(colon + 1).strip();
      try {
        switch (line.substring(0, colon)) {
          case "flags" -> flags = (int) Long.parseLong(value, OCTAL);
          case "tfd" -> polled.add(Integer.parseInt(value.substring(0, value.indexOf(' '))));
          default -> {}
        }
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        // A kernel that writes it in another way.
      }
    }
    return new DescriptorInfo(flags, polled);
  }

  /** Whether what goes in comes from here, as far as is known. */
  boolean isReadOnly() {
    return flags >= 0 && (flags & ACCESS) == 0;
  }

  boolean isWriteOnly() {
    return flags >= 0 && (flags & ACCESS) == 1;
  }

  /** What may be done with it, or empty if that is not known. */
  String access() {
    return flags < 0 || (flags & ACCESS) == ACCESS ? "" : ACCESSES.get(flags & ACCESS);
  }
}
