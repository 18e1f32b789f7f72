package io.github.noleaks;

/**
 * What happens to the leaks of a test that failed by itself; the configuration key is {@code
 * noleaks.failed-tests}.
 */
public enum FailedTests {
  /** As the configuration says; only meaningful as the default of an annotation's attribute. */
  CONFIGURED,
  /** The leaks are added to the test's own failure as a suppressed exception. */
  REPORT,
  /** The leaks of a failed test are not looked at, and no wider scope reports them either. */
  SKIP
}
