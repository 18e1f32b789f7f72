package io.github.noleaks.internal.report;

/** Prints: warnings, and notices that are given once. */
public final class Console {

  private Console() {}

  public static void print(String text) {
    System.err.println(text);
  }
}
