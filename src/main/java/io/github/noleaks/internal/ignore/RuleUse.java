package io.github.noleaks.internal.ignore;

import java.util.List;

/** Remembers, for one run, which rules there were and which of them ever matched. Thread-safe. */
public final class RuleUse {

  public List<String> notices() {
    throw new UnsupportedOperationException("not yet");
  }
}
