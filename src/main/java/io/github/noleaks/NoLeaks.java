package io.github.noleaks;

import io.github.noleaks.internal.check.Checks;

/**
 * The programmatic way in, for JUnit 4, TestNG, a {@code main} method or a single block of code.
 * After the model of Uber's goleak. All methods may be called from any thread, several at once.
 */
public final class NoLeaks {

  private NoLeaks() {}

  /**
   * Takes a mark of what is there now. Costs microseconds.
   *
   * @return the mark, to be asked later
   */
  public static Snapshot snapshot() {
    return snapshot(Options.defaults());
  }

  /**
   * Takes a mark of what is there now.
   *
   * @param options what to look at when the mark is asked; their own {@link Options#since()} is not
   *     used
   * @return the mark, to be asked later
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static Snapshot snapshot(Options options) {
    return Checks.snapshot(options);
  }

  /**
   * Looks at all live threads but the caller's and the known harmless ones; goleak's {@code Find}.
   *
   * @return what was found, possibly nothing
   */
  public static LeakReport find() {
    return find(Options.defaults());
  }

  /**
   * Looks for leaks; goleak's {@code Find}.
   *
   * @param options what to look at
   * @return what was found, possibly nothing
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static LeakReport find(Options options) {
    return Checks.find(options);
  }

  /**
   * Fails if {@link #find()} finds something; goleak's {@code VerifyNone}.
   *
   * @throws LeaksFoundError if something was found
   */
  public static void verifyNone() {
    verifyNone(Options.defaults());
  }

  /**
   * Fails if {@link #find(Options)} finds something; goleak's {@code VerifyNone}.
   *
   * @param options what to look at
   * @throws LeaksFoundError if something was found
   * @throws NoLeaksConfigurationException if one of the rules is broken
   */
  public static void verifyNone(Options options) {
    Checks.verifyNone(options);
  }

  /**
   * Accepts every thread that lives now for the rest of the JVM's life: no check of any kind
   * reports it any more, nor the threads that it creates later, where it is known who has created
   * them. For a fixture that several test classes share; call it right after the fixture has
   * started. {@link StartsForAll} says the same of what a test class starts.
   */
  public static void adoptCurrent() {
    Checks.adoptCurrent();
  }
}
