package io.github.noleaks.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured beside what was aimed at. */
final class Table {
  private final List<String> rows = new ArrayList<>();
  private boolean missed;

  /** A figure that nothing was aimed at. */
  void row(String what, double value, String unit) {
    row(what, value, unit, true, "");
  }

  void row(String what, double value, String unit, boolean reached, String aim) {
    missed |= !reached;
    rows.add(
        String.format(
            Locale.ROOT,
            "%-46s %,12.2f %-3s %-15s %s",
            what,
            value,
            unit,
            aim,
            aim.isEmpty() ? "" : reached ? "reached" : "MISSED"));
  }

  void remark(String line) {
    rows.add(line);
  }

  /** Prints it, and ends this JVM: with 1 if an aim was missed. */
  void printAndExit() {
    System.out.printf("%nJDK %s, %s%n", Runtime.version(), System.getProperty("os.name"));
    rows.forEach(System.out::println);
    System.exit(missed ? 1 : 0);
  }
}
