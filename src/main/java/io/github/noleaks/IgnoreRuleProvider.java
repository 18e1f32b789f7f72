package io.github.noleaks;

import java.util.Collection;

/**
 * Ignore rules that a library ships for its own threads. Implementations are found by {@link
 * java.util.ServiceLoader}: name them in {@code
 * META-INF/services/io.github.noleaks.IgnoreRuleProvider}. They hold for the whole suite, and one
 * that matches nothing is not reported: not every suite uses every library.
 */
public interface IgnoreRuleProvider {

  /**
   * The rules; asked for once a run, by any thread.
   *
   * @return the rules, each with its reason
   */
  Collection<IgnoreRule> rules();
}
