package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;

/** A rule as the configuration writes it. */
public final class RuleText {

  private RuleText() {}

  public static IgnoreRule parse(String key, String value, String source) {
    throw new UnsupportedOperationException("not yet");
  }
}
