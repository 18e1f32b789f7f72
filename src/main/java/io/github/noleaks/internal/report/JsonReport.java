package io.github.noleaks.internal.report;

import io.github.noleaks.LeakReport;
import java.nio.file.Path;

/** The same facts as JSON, one file a JVM. Thread-safe. */
public final class JsonReport {

  public JsonReport(Path folder) {
    throw new UnsupportedOperationException("not yet");
  }

  public void add(LeakReport report) {
    throw new UnsupportedOperationException("not yet");
  }
}
