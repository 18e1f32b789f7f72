package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.noleaks.VerifyNoLeaks;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The same services, closed before the test ends: nothing is left behind. */
@VerifyNoLeaks
class ClosedInTimeTest {
  private static final List<Supplier<Offer>> SUPPLIERS =
      List.of(
          () -> new Offer("Hill", 120),
          () -> new Offer("Lake", 115),
          () -> new Offer("Wood", 130),
          () -> new Offer("Mill", 125));

  @Test
  void takesTheFirstOffer() throws InterruptedException {
    try (Purchasing purchasing = new Purchasing()) {
      assertTrue(purchasing.firstOffer(SUPPLIERS).price() <= 130);
    }
  }

  @Test
  void takesTheFirstOfferAndIsOnTheStatusPage() throws InterruptedException {
    try (Purchasing purchasing = new Purchasing()) {
      StatusPage.add(purchasing);

      assertTrue(purchasing.firstOffer(SUPPLIERS).price() <= 130);

      StatusPage.remove(purchasing);
    }
  }

  /** One worker for the report, one for its total. */
  @Test
  void writesAReport() throws Exception {
    try (ReportService reports = new ReportService(2)) {
      assertEquals("May: 300", reports.report("May").get());
    }
  }
}
