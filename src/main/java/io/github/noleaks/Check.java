package io.github.noleaks;

/** What happens when a leak is found; the configuration key is {@code noleaks.check}. */
public enum Check {
  /** As the configuration says; only meaningful as the default of an annotation's attribute. */
  CONFIGURED,
  /** The test fails. */
  FAIL,
  /** The report is printed, the test's result stays what it is. */
  WARN,
  /** Nothing is looked at. */
  OFF
}
