package io.github.noleaks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A child process that was left alive. A description: it refers to no live object. Immutable and
 * thread-safe.
 *
 * @param pid the number that the operating system gave it
 * @param command what it runs, with its arguments where the system tells them
 * @param age for how long it had been running
 * @param descendants how many processes it has started itself, and those in turn, that are alive
 * @param opener who started it, or {@code null} if nobody has looked for that
 */
public record LeakedProcess(
    long pid, String command, Duration age, int descendants, @Nullable Origin opener) {

  /**
   * The same, with who started it.
   *
   * @param known who started it
   * @return new facts
   */
  public LeakedProcess withOpener(@Nullable Origin known) {
    return new LeakedProcess(pid, command, age, descendants, known);
  }
}
