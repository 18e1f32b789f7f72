package io.github.noleaks.internal.report;

import io.github.noleaks.Leak;
import java.util.List;

/** The report for people. */
public final class TextReport {

  private TextReport() {}

  public static String of(String subject, List<Leak> leaks, List<String> notes) {
    throw new UnsupportedOperationException("not yet");
  }
}
