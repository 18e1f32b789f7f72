package io.github.noleaks.internal.report;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Prints, mostly to the standard error stream. Thread-safe. */
public final class Console {

  private static final int REMEMBERED = 1_000;
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Console() {}

  /**
   * Prints a text and a line break.
   *
   * @param text the text
   */
  public static void print(String text) {
    System.err.println(text);
  }

  /**
   * Prints what was asked for, and a line break, to the standard output stream.
   *
   * @param text the text
   */
  public static void tell(String text) {
    System.out.println(text);
  }

  /**
   * Prints a notice, unless the same text has been printed by this method before in this JVM. After
   * a thousand different notices it says that more are left out, and is silent.
   *
   * @param text the notice
   */
  public static void once(String text) {
    if (SAID.size() > REMEMBERED || !SAID.add(text)) {
      return;
    }
    print(SAID.size() > REMEMBERED ? "NoLeaks: further notices are left out" : text);
  }
}
