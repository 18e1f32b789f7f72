package io.github.noleaks.assertj;

import io.github.noleaks.LeakReport;
import org.jspecify.annotations.Nullable;

/**
 * The way into the assertions on a {@link LeakReport}; import its method statically. Needs AssertJ
 * 3.27 or later on the class path.
 */
public final class NoLeaksAssertions {

  private NoLeaksAssertions() {}

  /**
   * Starts assertions on a report.
   *
   * @param actual the report
   * @return assertions
   */
  public static LeakReportAssert assertThat(@Nullable LeakReport actual) {
    return new LeakReportAssert(actual);
  }
}
