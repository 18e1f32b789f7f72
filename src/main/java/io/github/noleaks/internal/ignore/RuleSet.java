package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.LeakedThread;
import java.util.Collection;

/** Rules that add up: suite, class, method. Immutable and thread-safe. */
public final class RuleSet {

  public static RuleSet empty(RuleUse use) {
    throw new UnsupportedOperationException("not yet");
  }

  public RuleSet plus(Collection<IgnoreRule> rules, String source) {
    throw new UnsupportedOperationException("not yet");
  }

  public RuleSet plusProviders(ClassLoader loader) {
    throw new UnsupportedOperationException("not yet");
  }

  public boolean ignores(LeakedThread thread) {
    throw new UnsupportedOperationException("not yet");
  }
}
