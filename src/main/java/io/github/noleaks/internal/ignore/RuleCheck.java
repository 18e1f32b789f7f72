package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.NoLeaksConfigurationException;
import java.util.stream.Stream;

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
      throw broken("reason", rule.reason(), "say in a sentence why it is harmless");
    }
    if (rule.patterns().isEmpty() && rule.states().isEmpty() && rule.predicate() == null) {
      throw broken(
          "criteria",
          "",
          "a rule must ask for something: a thread, class, group, state, frame, task, channel or"
              + " process");
    }
    rule.patterns().forEach(this::check);
    checkKind(Criterion.CHANNEL);
    checkKind(Criterion.PROCESS);
    if (rule.states().isEmpty()
        && rule.predicate() == null
        && rule.patterns().entrySet().stream()
            .allMatch(entry -> matchesAll(entry.getKey(), entry.getValue()))) {
      String first = rule.patterns().keySet().iterator().next().key();
      throw broken(
          first,
          String.join(" ", rule.patterns().values()),
          "this matches every %s and would switch the check off; name the %s you mean, or use"
                  .formatted(what(), plural(what()))
              + " @AllowLeaks");
    }
  }

  private String what() {
    return Stream.of(Criterion.TASK, Criterion.CHANNEL, Criterion.PROCESS)
        .filter(rule.patterns()::containsKey)
        .map(Criterion::key)
        .findFirst()
        .orElse("thread");
  }

  private static String plural(String noun) {
    return noun + (noun.endsWith("s") ? "es" : "s");
  }

  /** A rule for channels or processes that asks for anything of a thread could never match. */
  private void checkKind(Criterion kind) {
    boolean alone =
        rule.states().isEmpty()
            && rule.predicate() == null
            && rule.patterns().keySet().stream()
                .allMatch(each -> each == kind || each == Criterion.CREATOR);
    String pattern = rule.patterns().get(kind);
    if (pattern != null && !alone) {
      throw broken(
          kind.key(),
          pattern,
          "a %s has nothing of a thread; beside it a rule may ask for the creator alone"
              .formatted(kind.key()));
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
      case THREAD, GROUP, CHANNEL, PROCESS -> {
        // Names are free: there is no character that one of these may not have.
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

  /** Whether a pattern asks for nothing: stars alone, or with what stands between any two parts. */
  private static boolean matchesAll(Criterion criterion, String pattern) {
    String between =
        switch (criterion) {
          case TOP_FRAME, ANY_FRAME, CREATOR, TASK -> ".";
          case CHANNEL, PROCESS -> "./\\: ";
          case THREAD, THREAD_CLASS, GROUP -> "";
        };
    char first = pattern.charAt(0);
    return pattern.indexOf('*') >= 0
        && (first == '*' || first == '?' || first == '.')
        && pattern.chars().allMatch(c -> c == '*' || c == '?' || between.indexOf(c) >= 0);
  }

  private NoLeaksConfigurationException broken(String what, String value, String allowed) {
    return new NoLeaksConfigurationException(
        "%s of the ignore rule [%s]".formatted(what, rule), value, source, allowed);
  }
}
