package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.NoLeaksConfigurationException;

/** Refuses rules that cannot be meant, before any test runs. */
final class RuleCheck {
  private static final String FRAME_FORM =
      "a frame is written package.Class.method, such as com.acme.OrderService.send or"
          + " com.acme.*.send: without arguments, file, line or module";
  private static final String CLASS_FORM =
      "a class is written with its package, such as com.acme.OrderThread or com.acme.*";
  private static final String TASK_FORM =
      "a task is written as its class, such as com.acme.Mailer or com.acme.Mailer$Job, or as its"
          + " outermost frame, such as com.acme.Mailer.send: without arguments, file, line, module"
          + " or the address of a lambda";

  private final IgnoreRule rule;
  private final String source;

  private RuleCheck(IgnoreRule rule, String source) {
    this.rule = rule;
    this.source = source;
  }

  /**
   * Checks one rule.
   *
   * @throws NoLeaksConfigurationException naming the rule, the pattern, the source and what is
   *     allowed
   */
  static void check(IgnoreRule rule, String source) {
    new RuleCheck(rule, source).check();
  }

  private void check() {
    if (rule.reason().isBlank()) {
      throw broken("reason", rule.reason(), "say in a sentence why the threads are harmless");
    }
    if (rule.patterns().isEmpty() && rule.states().isEmpty() && rule.predicate() == null) {
      throw broken(
          "criteria",
          "",
          "a rule must ask for something: a thread, class, group, state, frame or task");
    }
    rule.patterns().forEach(this::check);
    if (rule.states().isEmpty()
        && rule.predicate() == null
        && rule.patterns().entrySet().stream()
            .allMatch(entry -> matchesAll(entry.getKey(), entry.getValue()))) {
      String first = rule.patterns().keySet().iterator().next().key();
      String what = rule.patterns().containsKey(Criterion.TASK) ? "task" : "thread";
      throw broken(
          first,
          String.join(" ", rule.patterns().values()),
          "this matches every %1$s and would switch the check off; name the %1$ss you mean, or use"
                  .formatted(what)
              + " @AllowLeaks");
    }
  }

  private void check(Criterion criterion, String pattern) {
    if (pattern.isBlank()) {
      throw broken(criterion.key(), pattern, "leave it out, or give a pattern that is not blank");
    }
    switch (criterion) {
      case TOP_FRAME, ANY_FRAME, CREATOR -> checkFrame(criterion, pattern);
      case THREAD_CLASS -> {
        if (hasForeignCharacter(pattern) || containsBlank(pattern)) {
          throw broken(criterion.key(), pattern, CLASS_FORM);
        }
      }
      case TASK -> {
        // Kotlin has blanks in the names of classes inside of such a method.
        if (hasForeignCharacter(pattern) || !pattern.strip().equals(pattern)) {
          throw broken(criterion.key(), pattern, TASK_FORM);
        }
      }
      case THREAD, GROUP -> {
        // Names are free: there is no character a thread's or group's name may not have.
      }
    }
  }

  private void checkFrame(Criterion criterion, String pattern) {
    boolean hasNoDot = pattern.chars().noneMatch(c -> c == '.' || c == '*' || c == '?');
    // Kotlin and Groovy allow blanks in a method's name, but no language does in a class's.
    String beforeMethod = pattern.substring(0, Math.max(0, pattern.lastIndexOf('.')));
    if (hasForeignCharacter(pattern)
        || hasNoDot
        || pattern.endsWith(".")
        || containsBlank(beforeMethod)
        || !pattern.strip().equals(pattern)) {
      throw broken(criterion.key(), pattern, FRAME_FORM);
    }
  }

  private static boolean hasForeignCharacter(String pattern) {
    return pattern.chars().anyMatch(c -> "():#/".indexOf(c) >= 0);
  }

  private static boolean containsBlank(String text) {
    return text.chars().anyMatch(Character::isWhitespace);
  }

  /** Whether a pattern asks for nothing: stars alone, or for a frame stars with a dot between. */
  private static boolean matchesAll(Criterion criterion, String pattern) {
    boolean frame =
        switch (criterion) {
          case TOP_FRAME, ANY_FRAME, CREATOR, TASK -> true;
          case THREAD, THREAD_CLASS, GROUP -> false;
        };
    return pattern.indexOf('*') >= 0
        && pattern.chars().allMatch(c -> c == '*' || c == '?' || (frame && c == '.'));
  }

  private NoLeaksConfigurationException broken(String what, String value, String allowed) {
    return new NoLeaksConfigurationException(
        "%s of the ignore rule [%s]".formatted(what, rule), value, source, allowed);
  }
}
