package com.acme;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.noleaks.VerifyNoLeaks;
import org.junit.jupiter.api.Test;

/** A deadlock without any lock: the JVM's own deadlock finder does not know it. */
@VerifyNoLeaks
class ReportServiceTest {

  /** The only worker waits for a task that waits for the only worker. */
  @Test
  void doesNotKeepTheCallerWaiting() {
    ReportService reports = new ReportService(1);

    assertNotNull(reports.report("May"));
  }
}
