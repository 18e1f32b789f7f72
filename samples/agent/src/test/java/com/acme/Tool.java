package com.acme;

import java.io.IOException;

/** Waits for input that does not come; ends with the JVM that has started it. */
final class Tool {
  private Tool() {}

  public static void main(String[] args) throws IOException {
    while (System.in.read() >= 0) {
      // Nothing comes.
    }
  }
}
