package io.github.noleaks;

/**
 * Something said to NoLeaks cannot be meant: an unknown key, a value that does not parse, a rule
 * without a reason. The message names the key, the value, where it came from and what is allowed.
 */
public final class NoLeaksConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error about one setting.
   *
   * @param what the key or attribute, such as {@code noleaks.settle}
   * @param value the value as it was written
   * @param source where it was written, such as {@code junit-platform.properties}
   * @param allowed what would be right
   */
  public NoLeaksConfigurationException(String what, String value, String source, String allowed) {
    this("%s = \"%s\" (from %s): %s".formatted(what, value, source, allowed));
  }

  /**
   * An error in words of its own.
   *
   * @param message names the key, the value, where it came from and what is allowed
   */
  public NoLeaksConfigurationException(String message) {
    super(message);
  }
}
