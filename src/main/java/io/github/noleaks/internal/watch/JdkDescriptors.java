package io.github.noleaks.internal.watch;

import java.util.List;

/** Descriptors that the JDK opens once and never closes. */
final class JdkDescriptors {
  /** Each opens a socket when it is first used, which takes the place of those that get closed. */
  private static final List<String> CLASSES =
      List.of("sun.nio.ch.FileDispatcherImpl", "sun.nio.ch.UnixDispatcher");

  private JdkDescriptors() {}

  /** Opens them now: they have no name by which they could be told from a test's. */
  static void open() {
    for (String each : CLASSES) {
      try {
        Class.forName(each, true, null);
      } catch (ClassNotFoundException | LinkageError e) {
        // Another JDK, which has another one of them.
      }
    }
  }
}
