package io.github.noleaks.junit;

import io.github.noleaks.internal.check.Run;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher's session knows about a plan that is being executed, for the extension that
 * will run inside it: JUnit has no other bridge between the two that all supported versions share.
 */
final class SessionPlan {
  private static final SessionPlan UNKNOWN = new SessionPlan(Set.of(), null);
  private static final ConcurrentLinkedDeque<SessionPlan> OFFERED = new ConcurrentLinkedDeque<>();

  private final Set<String> claimedBy = ConcurrentHashMap.newKeySet();
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Run> listening = new ConcurrentLinkedQueue<>();
  private final Set<String> parameterNames;
  private final @Nullable Run run;

  /**
   * Describes a plan.
   *
   * @param parameterNames the names of all configuration parameters
   * @param run the run that the session checks at its end, or {@code null} if it checks none
   */
  SessionPlan(Set<String> parameterNames, @Nullable Run run) {
    this.parameterNames = parameterNames;
    this.run = run;
  }

  Set<String> parameterNames() {
    return parameterNames;
  }

  @Nullable Run run() {
    return run;
  }

  /** A test has started, of whichever engine, watched or not. */
  void started(String test) {
    running.add(test);
    listening.forEach(each -> each.testStarted(test));
  }

  /** The same test has finished. */
  void finished(String test) {
    running.remove(test);
    listening.forEach(each -> each.testFinished(test));
  }

  /** Lets a run know of all tests. */
  void tell(Run listener) {
    if (this != UNKNOWN) {
      listening.add(listener);
      running.forEach(listener::testStarted);
    }
  }

  /** The plan is about to be executed. */
  void offer() {
    OFFERED.push(this);
  }

  /** The plan has been executed, whether or not anyone has claimed it. */
  void withdraw() {
    OFFERED.remove(this);
  }

  /**
   * The plan that the calling engine executes. Each engine of a plan can claim it once, so that an
   * engine run inside of a test, which no session knows, does not take the plan around it for its
   * own.
   *
   * @param engine the unique id of the engine, which tells apart those that run inside of suites
   */
  static SessionPlan claim(String engine) {
    for (SessionPlan latestFirst : OFFERED) {
      if (latestFirst.claimedBy.add(engine)) {
        return latestFirst;
      }
    }
    return UNKNOWN;
  }
}
