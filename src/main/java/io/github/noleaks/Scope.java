package io.github.noleaks;

/**
 * The finest level at which leaks are looked for; the configuration key is {@code noleaks.scope}.
 * Wider levels are always checked as well: what a class leaves behind is found when the class ends.
 */
public enum Scope {
  /** As the configuration says; only meaningful as the default of an annotation's attribute. */
  CONFIGURED,
  /** After each test method (each invocation of a parameterised or repeated test). */
  METHOD,
  /** After each class, once {@code @AfterAll} has run. */
  CLASS,
  /** Once, when the whole run has ended. */
  SUITE
}
