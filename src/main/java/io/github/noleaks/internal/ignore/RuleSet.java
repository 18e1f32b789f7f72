package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRuleProvider;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.OpenChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rules that add up: suite, class, method. Immutable and thread-safe. */
public final class RuleSet {
  private final RuleUse use;
  private final List<CompiledRule> rules;

  private RuleSet(RuleUse use, List<CompiledRule> rules) {
    this.use = use;
    this.rules = rules;
  }

  /**
   * A set without rules.
   *
   * @param use is told which rules there are and which of them match
   * @return the set to start from
   */
  public static RuleSet empty(RuleUse use) {
    return new RuleSet(use, List.of());
  }

  /**
   * Adds rules that the user wrote.
   *
   * @param more the rules
   * @param source where they were written, such as {@code @IgnoreLeaks on com.acme.OrderTest}
   * @return a new set, which holds these and all of this one
   * @throws NoLeaksConfigurationException if one of them cannot be meant: it has no reason, asks
   *     for nothing, matches every thread, or has a pattern that is blank or can never match
   */
  public RuleSet plus(Collection<IgnoreRule> more, String source) {
    return plus(more, source, true);
  }

  /**
   * Adds the rules that libraries ship.
   *
   * @param loader where providers are looked for
   * @return a new set, which holds these and all of this one
   * @throws NoLeaksConfigurationException if a provider cannot be loaded, throws, or ships a rule
   *     that cannot be meant; it names the provider
   */
  public RuleSet plusProviders(ClassLoader loader) {
    RuleSet all = this;
    try {
      for (IgnoreRuleProvider provider : ServiceLoader.load(IgnoreRuleProvider.class, loader)) {
        String name = provider.getClass().getName();
        all = all.plus(rulesOf(provider, name), name, false);
      }
    } catch (ServiceConfigurationError error) {
      throw withCause(
          new NoLeaksConfigurationException(
              "META-INF/services/" + IgnoreRuleProvider.class.getName(),
              String.valueOf(error.getMessage()),
              "ServiceLoader",
              "each line names a public class with a public constructor without parameters that"
                  + " implements IgnoreRuleProvider"),
          error);
    }
    return all;
  }

  /**
   * What should be said at the end about these rules and all that were added to them or beside
   * them.
   *
   * @return sentences, possibly none
   */
  public List<String> notices() {
    return use.notices();
  }

  /**
   * Whether a thread is excused, by a rule or because it is known to be harmless.
   *
   * @param thread the facts about the thread
   * @return {@code true} if it is not to be reported
   */
  public boolean ignores(LeakedThread thread) {
    // The user's rules first: one that also covers a known thread has matched something.
    return excuses(thread) || KnownThreads.isHarmless(thread);
  }

  /**
   * Whether a rule of this set excuses a thread, whatever the catalog of known threads says.
   *
   * @param thread the facts about the thread
   * @return {@code true} if a rule matches
   */
  public boolean excuses(LeakedThread thread) {
    if (rules.isEmpty()) {
      return false;
    }
    Suspect suspect = new Suspect(thread);
    return excused(rule -> rule.matches(suspect));
  }

  /**
   * Whether a task that was left in a queue is excused, by a rule or because it is known to be
   * harmless.
   *
   * @param task the facts about the task
   * @return {@code true} if it is not to be reported
   */
  public boolean ignores(LeakedTask task) {
    return excuses(task) || KnownTasks.isHarmless(task);
  }

  /**
   * Whether a rule of this set excuses a task that was left in a queue. A rule that asks for
   * something of a thread does not.
   *
   * @param task the facts about the task
   * @return {@code true} if a rule matches
   */
  public boolean excuses(LeakedTask task) {
    return excused(rule -> rule.matches(task));
  }

  /**
   * Whether a rule of this set excuses an open channel: one that asks for channels, for who opened
   * it, or for both, and for nothing else.
   *
   * @param channel the facts about the channel
   * @return {@code true} if a rule matches
   */
  public boolean excuses(OpenChannel channel) {
    return excused(rule -> rule.matches(channel));
  }

  /**
   * Whether a rule of this set excuses a child process: one that asks for processes, for who
   * started it, or for both, and for nothing else.
   *
   * @param process the facts about the process
   * @return {@code true} if a rule matches
   */
  public boolean excuses(LeakedProcess process) {
    return excused(rule -> rule.matches(process));
  }

  private boolean excused(Predicate<CompiledRule> matches) {
    boolean excused = false;
    for (CompiledRule rule : rules) {
      // A rule that stands behind another must not be called useless for that: ask it until it has
      // matched once.
      if (!excused || rule.neverMatched()) {
        excused |= matches.test(rule);
      }
    }
    return excused;
  }

  private RuleSet plus(Collection<IgnoreRule> more, String source, boolean userWritten) {
    if (more.isEmpty()) {
      return this;
    }
    List<CompiledRule> all = new ArrayList<>(rules);
    for (IgnoreRule rule : more) {
      RuleCheck.check(rule, source);
    }
    // Followed only once all are known to be right: nothing of a refused set is reported later.
    for (IgnoreRule rule : more) {
      all.add(new CompiledRule(rule, use.follow(source, rule.toString(), userWritten)));
    }
    return new RuleSet(use, List.copyOf(all));
  }

  private static Collection<IgnoreRule> rulesOf(IgnoreRuleProvider provider, String name) {
    @Nullable Collection<@Nullable IgnoreRule> shipped;
    try {
      shipped = asWritten(provider);
    } catch (RuntimeException | Error thrown) {
      throw withCause(
          new NoLeaksConfigurationException(
              "rules()",
              "threw " + thrown.getClass().getName(),
              name,
              "a provider returns its ignore rules and throws nothing"),
          thrown);
    }
    List<IgnoreRule> rules = new ArrayList<>();
    if (shipped != null) {
      for (@Nullable IgnoreRule rule : shipped) {
        if (rule != null) {
          rules.add(rule);
        }
      }
    }
    if (shipped == null || rules.size() < shipped.size()) {
      throw new NoLeaksConfigurationException(
          "rules()", "null", name, "a provider returns a collection of rules without null");
    }
    return rules;
  }

  /** What the provider really returns: it may be compiled without null checks. */
  @SuppressWarnings("unchecked")
  private static @Nullable Collection<@Nullable IgnoreRule> asWritten(IgnoreRuleProvider provider) {
    Collection<?> shipped = provider.rules();
    return shipped == null ? null : new ArrayList<>((Collection<@Nullable IgnoreRule>) shipped);
  }

  private static NoLeaksConfigurationException withCause(
      NoLeaksConfigurationException exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }
}
