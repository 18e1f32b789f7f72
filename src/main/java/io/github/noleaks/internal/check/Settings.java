package io.github.noleaks.internal.check;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.Resource;
import io.github.noleaks.Scope;
import io.github.noleaks.internal.ignore.RuleSet;
import java.time.Duration;
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
 */
public record Settings(
    Check check,
    Scope scope,
    Duration settle,
    Set<Resource> detect,
    FailedTests failedTests,
    RuleSet rules) {

  /** Keeps a copy of the set. */
  public Settings {
    detect = Set.copyOf(detect);
  }

  /**
   * The defaults of the configuration table.
   *
   * @param rules which threads are excused
   * @return settings that say so
   */
  public static Settings defaults(RuleSet rules) {
    return new Settings(
        Check.FAIL,
        Scope.METHOD,
        Duration.ofSeconds(1),
        Set.of(Resource.THREADS),
        FailedTests.REPORT,
        rules);
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
}
