package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.NoLeaksConfigurationException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule as the configuration writes it: {@code noleaks.ignore.NAME = thread=order-sender-*;
 * state=WAITING; reason=shared by the whole suite}. The reason comes last and takes the rest of the
 * line, semicolons included.
 */
public final class RuleText {
  private static final String STATE = "state";
  private static final String REASON = "reason";
  private static final String FORM =
      "criteria and a reason, such as thread=order-sender-*; state=WAITING; reason=shared by the"
          + " whole suite; criteria are "
          + Arrays.stream(Criterion.values()).map(Criterion::key).collect(Collectors.joining(", "))
          + ", "
          + STATE
          + "; reason comes last";

  private final String key;
  private final String value;
  private final String source;
  private final Map<Criterion, String> patterns = new EnumMap<>(Criterion.class);
  private final Set<Thread.State> states = EnumSet.noneOf(Thread.State.class);

  private RuleText(String key, String value, String source) {
    this.key = key;
    this.value = value;
    this.source = source;
  }

  /**
   * Reads one rule. Its patterns are looked at when it is added to a {@link RuleSet}.
   *
   * @param key the whole key, {@code noleaks.ignore.} and a name
   * @param value what is written for it
   * @param source where, such as {@code junit-platform.properties}
   * @return the rule
   * @throws NoLeaksConfigurationException if a criterion is unknown, empty or given twice, a state
   *     is unknown, or the reason or all criteria are missing
   */
  public static IgnoreRule parse(String key, String value, String source) {
    return new RuleText(key, value, source).parse();
  }

  private IgnoreRule parse() {
    String rest = value;
    String reason = null;
    while (reason == null) {
      int equals = rest.indexOf('=');
      if (equals >= 0 && rest.substring(0, equals).strip().equals(REASON)) {
        reason = rest.substring(equals + 1).strip();
      } else {
        int end = rest.indexOf(';');
        if (end < 0) {
          addCriterion(rest);
          throw wrong("the reason is missing");
        }
        addCriterion(rest.substring(0, end));
        rest = rest.substring(end + 1);
      }
    }
    if (reason.isEmpty()) {
      throw wrong("the reason is empty");
    }
    if (patterns.isEmpty() && states.isEmpty()) {
      throw wrong("it has no criterion");
    }
    return rule(reason);
  }

  private void addCriterion(String part) {
    int equals = part.indexOf('=');
    String name = (equals < 0 ? part : part.substring(0, equals)).strip();
    if (name.isEmpty()) {
      throw wrong("a part of it is empty");
    }
    String pattern = equals < 0 ? "" : part.substring(equals + 1).strip();
    Criterion criterion = criterion(name);
    if (criterion == null && !name.equals(STATE)) {
      throw wrong("\"" + name + "\" is no criterion");
    }
    if (pattern.isEmpty()) {
      throw wrong("\"" + name + "\" is empty");
    }
    if (criterion == null) {
      addStates(pattern);
    } else if (patterns.put(criterion, pattern) != null) {
      throw wrong("\"" + name + "\" is given twice");
    }
  }

  private static @Nullable Criterion criterion(String name) {
    return Arrays.stream(Criterion.values())
        .filter(criterion -> criterion.key().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void addStates(String list) {
    if (!states.isEmpty()) {
      throw wrong("\"" + STATE + "\" is given twice");
    }
    for (String word : list.split("[,|]", -1)) {
      String name = word.strip().toUpperCase(Locale.ROOT);
      Thread.State state =
          Arrays.stream(Thread.State.values())
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElse(null);
      if (state == null) {
        throw wrong(
            "\"%s\" is no state; the states are %s"
                .formatted(
                    word.strip(),
                    Arrays.stream(Thread.State.values())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "))));
      }
      states.add(state);
    }
  }

  private IgnoreRule rule(String reason) {
    IgnoreRule rule = IgnoreRule.because(reason);
    for (Map.Entry<Criterion, String> entry : patterns.entrySet()) {
      rule = rule.with(entry.getKey(), entry.getValue());
    }
    if (!states.isEmpty()) {
      Thread.State[] all = states.toArray(Thread.State[]::new);
      rule = rule.state(all[0], Arrays.copyOfRange(all, 1, all.length));
    }
    return rule;
  }

  private NoLeaksConfigurationException wrong(String what) {
    return new NoLeaksConfigurationException(key, value, source, what + "; allowed are " + FORM);
  }
}
