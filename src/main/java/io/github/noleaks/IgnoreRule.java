package io.github.noleaks;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A reason, and which threads, tasks, channels and processes it excuses. Immutable: each method
 * returns a new rule that asks for one thing more; all that is asked for must match.
 *
 * <pre>{@code
 * IgnoreRule.because("the driver keeps it for the life of the JVM").thread("driver-timer-*")
 * }</pre>
 *
 * <p>In patterns {@code *} stands for any number of characters and {@code ?} for one. Frames are
 * written {@code package.Class.method}. Patterns are looked at when the rule is used: a broken one,
 * or a rule that asks for nothing, is then a {@link NoLeaksConfigurationException}.
 */
public final class IgnoreRule {

  /** What a rule can ask for by a pattern. */
  public enum Criterion {
    /** The thread's name. */
    THREAD("thread"),
    /** The name of the thread's class. */
    THREAD_CLASS("class"),
    /** The name of the thread's group. */
    GROUP("group"),
    /** The innermost frame of its stack; goleak's {@code IgnoreTopFunction}. */
    TOP_FRAME("top-frame"),
    /** Some frame of its stack; goleak's {@code IgnoreAnyFunction}. */
    ANY_FRAME("any-frame"),
    /**
     * Some frame of the stack that created the thread (goleak's {@code IgnoreCreatedBy}), opened
     * the channel or started the process.
     */
    CREATOR("creator"),
    /**
     * A task: the class of one that was left in a queue, or the outermost frame of one that a
     * worker got stuck in which was there before.
     */
    TASK("task"),
    /** What an open channel leads to: a path or an address. */
    CHANNEL("channel"),
    /** The command line of a child process. */
    PROCESS("process");

    private final String key;

    Criterion(String key) {
      this.key = key;
    }

    /**
     * The word for this criterion in a configuration file.
     *
     * @return a word in small letters
     */
    public String key() {
      return key;
    }
  }

  private final String reason;
  private final Map<Criterion, String> patterns;
  private final Set<Thread.State> states;
  private final @Nullable Predicate<LeakedThread> predicate;

  private IgnoreRule(
      String reason,
      Map<Criterion, String> patterns,
      Set<Thread.State> states,
      @Nullable Predicate<LeakedThread> predicate) {
    this.reason = reason;
    this.patterns = Collections.unmodifiableMap(patterns);
    this.states = Collections.unmodifiableSet(states);
    this.predicate = predicate;
  }

  /**
   * Starts a rule.
   *
   * @param reason why it is harmless
   * @return a rule that still has to say what it means
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public static IgnoreRule because(String reason) {
    if (reason.isBlank()) {
      throw new NoLeaksConfigurationException(
          "reason", reason, "an ignore rule", "say in a sentence why it is harmless");
    }
    return new IgnoreRule(
        reason, new EnumMap<>(Criterion.class), EnumSet.noneOf(Thread.State.class), null);
  }

  /**
   * Asks for the thread's name.
   *
   * @param pattern a pattern for the name
   * @return a new rule
   */
  public IgnoreRule thread(String pattern) {
    return with(Criterion.THREAD, pattern);
  }

  /**
   * Asks for the name of the thread's class.
   *
   * @param pattern a pattern for the class name
   * @return a new rule
   */
  public IgnoreRule threadClass(String pattern) {
    return with(Criterion.THREAD_CLASS, pattern);
  }

  /**
   * Asks for the name of the thread's group.
   *
   * @param pattern a pattern for the group's name
   * @return a new rule
   */
  public IgnoreRule group(String pattern) {
    return with(Criterion.GROUP, pattern);
  }

  /**
   * Asks for the innermost frame of the stack.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @return a new rule
   */
  public IgnoreRule topFrame(String pattern) {
    return with(Criterion.TOP_FRAME, pattern);
  }

  /**
   * Asks for some frame of the stack.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @return a new rule
   */
  public IgnoreRule anyFrame(String pattern) {
    return with(Criterion.ANY_FRAME, pattern);
  }

  /**
   * Asks for some frame of the stack that created the thread, or of the stacks that created its
   * creator, and so on up to the test. Such a rule matches only where the creator is known (see
   * {@link LeakedThread#origin()}); one that matched nothing for want of that is named at the end
   * of the run. A rule that asks for nothing else excuses what these frames have opened and the
   * processes they have started, too.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @return a new rule
   */
  public IgnoreRule creator(String pattern) {
    return with(Criterion.CREATOR, pattern);
  }

  /**
   * Asks for the task. Of one that was left in a queue, that is its {@linkplain
   * LeakedTask#className() class}, of a lambda also the class it was written in. Of a worker that
   * was there before it is {@link LeakedThread#task()}; a thread that is itself what was left
   * behind has none, and does not match. A rule that asks for anything else as well matches threads
   * alone: a task in a queue has neither a name nor a stack.
   *
   * @param pattern a pattern for {@code package.Class} or {@code package.Class.method}
   * @return a new rule
   */
  public IgnoreRule task(String pattern) {
    return with(Criterion.TASK, pattern);
  }

  /**
   * Asks for what an open channel leads to. The pattern is compared with the {@linkplain
   * OpenChannel#names() names} of the channel: {@code *}{@code /orders.csv} is a file however it
   * was opened, {@code *:5432} a connection with this port at one of its ends, {@code selector} any
   * selector. Such a rule matches neither threads nor tasks; the {@linkplain #creator(String)
   * creator} is all that it can ask for besides.
   *
   * @param pattern a pattern for a path, an address or, of what has neither, the kind
   * @return a new rule
   */
  public IgnoreRule channel(String pattern) {
    return with(Criterion.CHANNEL, pattern);
  }

  /**
   * Asks for the command line of a child process. Such a rule matches nothing but processes; the
   * {@linkplain #creator(String) creator} is all that it can ask for besides.
   *
   * @param pattern a pattern for the command with its arguments
   * @return a new rule
   */
  public IgnoreRule process(String pattern) {
    return with(Criterion.PROCESS, pattern);
  }

  /**
   * Asks for one of the criteria.
   *
   * @param criterion what to look at
   * @param pattern a pattern for it
   * @return a new rule
   */
  public IgnoreRule with(Criterion criterion, String pattern) {
    Map<Criterion, String> more = new EnumMap<>(Criterion.class);
    more.putAll(patterns);
    more.put(criterion, Objects.requireNonNull(pattern));
    return new IgnoreRule(reason, more, states, predicate);
  }

  /**
   * Asks for the thread's state.
   *
   * @param first a state
   * @param more other states that match as well
   * @return a new rule
   */
  public IgnoreRule state(Thread.State first, Thread.State... more) {
    return new IgnoreRule(reason, patterns, EnumSet.of(first, more), predicate);
  }

  /**
   * Asks for anything else of a thread.
   *
   * @param test is given the facts about a thread; called by any thread, possibly often; one that
   *     throws counts as no match
   * @return a new rule
   */
  public IgnoreRule matching(Predicate<LeakedThread> test) {
    return new IgnoreRule(reason, patterns, states, Objects.requireNonNull(test));
  }

  /**
   * Why.
   *
   * @return the reason, not blank
   */
  public String reason() {
    return reason;
  }

  /**
   * What is asked for by patterns.
   *
   * @return the patterns, unmodifiable, possibly empty
   */
  public Map<Criterion, String> patterns() {
    return patterns;
  }

  /**
   * The states that match.
   *
   * @return the states, unmodifiable; empty for any
   */
  public Set<Thread.State> states() {
    return states;
  }

  /**
   * What else is asked for.
   *
   * @return the test, or {@code null} if there is none
   */
  public @Nullable Predicate<LeakedThread> predicate() {
    return predicate;
  }

  /** The rule as the configuration would write it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    patterns.forEach((criterion, pattern) -> append(text, criterion.key(), pattern));
    if (!states.isEmpty()) {
      append(text, "state", states.toString());
    }
    if (predicate != null) {
      append(text, "matching", "a predicate");
    }
    append(text, "reason", reason);
    return text.toString();
  }

  private static void append(StringBuilder text, String key, String value) {
    text.append(text.isEmpty() ? "" : "; ").append(key).append('=').append(value);
  }
}
