package io.github.noleaks.internal.access;

/**
 * What of the JDK is open to us.
 *
 * @param threads the fields of threads
 * @param pools the fields of pools and their workers
 * @param containers the classes that know the virtual threads; JDK 21 and later
 */
record Openings(boolean threads, boolean pools, boolean containers) {
  private static final Module BASE = Object.class.getModule();
  private static final Module OURS = Openings.class.getModule();
  private static final String CONTAINERS = "jdk.internal.vm";
  private static final boolean HAS_CONTAINERS = Runtime.version().feature() >= 21;

  static Openings now() {
    return new Openings(
        BASE.isOpen("java.lang", OURS),
        BASE.isOpen("java.util.concurrent", OURS),
        HAS_CONTAINERS && BASE.isExported(CONTAINERS, OURS));
  }

  boolean isComplete() {
    return threads && pools && (containers || !HAS_CONTAINERS);
  }
}
