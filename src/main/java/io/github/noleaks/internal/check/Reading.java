package io.github.noleaks.internal.check;

import io.github.noleaks.internal.access.Access;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.report.Console;

/** The way to access, where a question to the fields of threads has come up. */
final class Reading {
  private Reading() {}

  /**
   * Attaches to this JVM if that is needed and allowed. Who has asked for that is told if it fails.
   *
   * @return whether there is access now
   */
  static boolean acquired(AccessMode mode) {
    boolean acquired = Access.acquire(mode).isPresent();
    if (!acquired && mode == AccessMode.ATTACH) {
      Access.problem(mode)
          .ifPresent(
              problem -> Console.once("NoLeaks cannot read who created a thread: " + problem));
    }
    return acquired;
  }
}
