package io.github.noleaks.internal.heap;

import java.io.IOException;

/** A file that is no heap dump, or not a whole one. Its message says what is wrong, and where. */
public final class BrokenDumpException extends IOException {
  private static final long serialVersionUID = 1;

  BrokenDumpException(String message) {
    super(message);
  }
}
