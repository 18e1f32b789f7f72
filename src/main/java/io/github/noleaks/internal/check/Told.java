package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.LeakReport;
import io.github.noleaks.internal.report.Console;
import java.util.function.Supplier;

/** From what an examination found to what the test has to fail for. */
final class Told {
  private Told() {}

  /**
   * Prints what is only to be warned of. An examination that breaks must not break the test it
   * watches, but nor must it pass in silence.
   *
   * @return what is to fail, possibly nothing
   */
  static LeakReport by(Check check, String subject, Supplier<LeakReport> examination) {
    LeakReport report;
    try {
      report = examination.get();
    } catch (RuntimeException | Error e) {
      Console.print(
          "NoLeaks could not check %s: %s; please report this to the makers of NoLeaks"
              .formatted(subject, e));
      return LeakCheck.nothing(subject);
    }
    if (check == Check.WARN && !report.isEmpty()) {
      Console.print(report.text());
      return LeakCheck.nothing(subject);
    }
    return report;
  }
}
