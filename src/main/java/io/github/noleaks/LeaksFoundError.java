package io.github.noleaks;

/** Something was left behind. The message is the whole report. */
public final class LeaksFoundError extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient LeakReport report;

  /**
   * An error for a report that has findings.
   *
   * @param report what was found
   */
  public LeaksFoundError(LeakReport report) {
    super(report.text());
    this.report = report;
  }

  /**
   * What was found.
   *
   * @return the report, never empty
   */
  public LeakReport report() {
    return report;
  }
}
