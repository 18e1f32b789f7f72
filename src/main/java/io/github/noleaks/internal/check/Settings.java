package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.IgnoreRule;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.dump.HeapSettings;
import io.github.noleaks.internal.ignore.RuleSet;
import io.github.noleaks.internal.ignore.RuleText;
import io.github.noleaks.internal.ignore.RuleUse;
import io.github.noleaks.internal.watch.ThreadFacts;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What holds for one scope, fully resolved: nothing here is {@code CONFIGURED}.
 *
 * @param check what happens when a leak is found
 * @param scope the finest level that is checked
 * @param settle how long suspects may take to end by themselves
 * @param detect what to look for
 * @param failedTests what happens to the leaks of a test that failed by itself
 * @param rules which threads are excused
 * @param heap when a failing check may take a heap dump; of the whole suite's only
 * @param access what may be done to read where threads come from; of the whole suite's only
 */
public record Settings(
    Check check,
    Scope scope,
    Duration settle,
    Set<Resource> detect,
    FailedTests failedTests,
    RuleSet rules,
    HeapSettings heap,
    AccessMode access) {

  /** Keeps a copy of the set. */
  public Settings {
    detect = Set.copyOf(detect);
  }

  /**
   * The defaults of the configuration table, and the rules that libraries ship.
   *
   * @return settings that say so
   * @throws NoLeaksConfigurationException if a library ships a rule that cannot be meant
   */
  public static Settings defaults() {
    return new Settings(
        Check.FAIL,
        Scope.METHOD,
        Duration.ofSeconds(1),
        Set.of(Resource.values()),
        FailedTests.REPORT,
        RuleSet.empty(new RuleUse()).plusProviders(Thread.currentThread().getContextClassLoader()),
        HeapSettings.defaults(),
        AccessMode.AUTO);
  }

  /**
   * Whether leaks are looked for at a level.
   *
   * @param level method, class or suite
   * @return {@code true} if the configured scope is this level or a finer one
   */
  public boolean checksAt(Scope level) {
    return check != Check.OFF && scope.compareTo(level) <= 0;
  }

  /**
   * The same, with other limits for heap dumps.
   *
   * @param limits the limits
   * @return new settings
   */
  public Settings lookingAtTheHeap(HeapSettings limits) {
    return new Settings(check, scope, settle, detect, failedTests, rules, limits, access);
  }

  /**
   * The same, with another way to read where threads come from.
   *
   * @param mode what may be done
   * @return new settings
   */
  public Settings reading(AccessMode mode) {
    return new Settings(check, scope, settle, detect, failedTests, rules, heap, mode);
  }

  /** For looks at threads: nothing is known yet. */
  ThreadFacts newFacts() {
    return new ThreadFacts(access);
  }

  /**
   * The same, with nothing to be checked.
   *
   * @return new settings
   */
  public Settings off() {
    return new Settings(Check.OFF, scope, settle, detect, failedTests, rules, heap, access);
  }

  /**
   * The same, with more rules.
   *
   * @param more the rules
   * @param source where they were written, as an error should name it
   * @return new settings
   * @throws NoLeaksConfigurationException if one of them cannot be meant
   */
  public Settings ignoring(List<IgnoreRule> more, String source) {
    return new Settings(
        check, scope, settle, detect, failedTests, rules.plus(more, source), heap, access);
  }

  /**
   * The same, with a rule in the form that the configuration has for it.
   *
   * @param key the key of the rule
   * @param value its text
   * @param source where it was written, as an error should name it
   * @return new settings
   * @throws NoLeaksConfigurationException if it cannot be meant
   */
  public Settings ignoring(String key, String value, String source) {
    return ignoring(List.of(RuleText.parse(key, value, source)), key + " in " + source);
  }
}
