package io.github.noleaks.internal.watch;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** How many descriptors are open. */
final class DescriptorCount {
  /** Since Linux 6.2 the size of this folder is their number: 2 µs, however many there are. */
  private static final File FOLDER = new File(ProcDescriptors.FOLDER);

  private final boolean bySize;
  private final @Nullable UnixOperatingSystemMXBean system;

  private DescriptorCount(boolean bySize, @Nullable UnixOperatingSystemMXBean system) {
    this.bySize = bySize;
    this.system = system;
  }

  static DescriptorCount ofThisPlatform() {
    return new DescriptorCount(isTheSize(), system());
  }

  /** As before Linux 6.2, and on macOS. */
  static DescriptorCount ofTheSystem() {
    return new DescriptorCount(false, system());
  }

  /** Others have no size of a folder there, or always the same. */
  private static boolean isTheSize() {
    String[] listed = FOLDER.list();
    // A listing needs one more itself; other threads may open and close some meanwhile.
    return listed != null && FOLDER.length() > 0 && Math.abs(FOLDER.length() - listed.length) <= 3;
  }

  private static @Nullable UnixOperatingSystemMXBean system() {
    try {
      return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
          ? unix
          : null;
    } catch (LinkageError e) {
      return null; // A JVM without the module.
    }
  }

  boolean isKnown() {
    return bySize || system != null;
  }

  int now() {
    if (bySize) {
      int size = (int) FOLDER.length();
      if (size > 0) {
        return size;
      }
    }
    return system == null ? 0 : (int) system.getOpenFileDescriptorCount();
  }
}
