package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.NoLeaksConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTextTest {
  private static final String KEY = "noleaks.ignore.sender";
  private static final String SOURCE = "junit-platform.properties";

  @Test
  void readsEveryCriterion() {
    IgnoreRule rule =
        RuleText.parse(
            KEY,
            " thread = order-sender-* ;class=com.acme.*; group=senders;"
                + " top-frame=a.B.c;any-frame=a.B.*;creator=a.B.d;task=a.B;channel=*:5432;process=sleep"
                + " *; state=waiting, TIMED_WAITING|BLOCKED; reason = shared; by = the whole suite"
                + " ",
            SOURCE);

    assertThat(rule.patterns())
        .containsEntry(Criterion.THREAD, "order-sender-*")
        .containsEntry(Criterion.THREAD_CLASS, "com.acme.*")
        .containsEntry(Criterion.GROUP, "senders")
        .containsEntry(Criterion.TOP_FRAME, "a.B.c")
        .containsEntry(Criterion.ANY_FRAME, "a.B.*")
        .containsEntry(Criterion.CREATOR, "a.B.d")
        .containsEntry(Criterion.TASK, "a.B")
        .containsEntry(Criterion.CHANNEL, "*:5432")
        .containsEntry(Criterion.PROCESS, "sleep *")
        .hasSize(Criterion.values().length);
    assertThat(rule.states())
        .containsExactlyInAnyOrder(
            Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);
    assertThat(rule.reason()).isEqualTo("shared; by = the whole suite");
  }

  @Test
  void aNameMayHoldAnEqualsSign() {
    IgnoreRule rule = RuleText.parse(KEY, "thread=a=b; reason=r", SOURCE);

    assertThat(rule.patterns()).containsEntry(Criterion.THREAD, "a=b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "thread=a # the reason is missing",
        "thread=a; # part of it is empty",
        "'' # part of it is empty",
        "thread=a;; reason=r # part of it is empty",
        "=a; reason=r # part of it is empty",
        "thread=; reason=r # \"thread\" is empty",
        "thread; reason=r # \"thread\" is empty",
        "state=; reason=r # \"state\" is empty",
        "thread=a; reason=  # the reason is empty",
        "reason=r # no criterion",
        "name=a; reason=r # \"name\" is no criterion",
        "Thread=a; reason=r # \"Thread\" is no criterion",
        "thread=a; thread=b; reason=r # \"thread\" is given twice",
        "state=WAITING; state=BLOCKED; reason=r # \"state\" is given twice",
        "state=PARKED; reason=r # \"PARKED\" is no state",
        "state=WAITING,; reason=r # \"\" is no state",
      })
  void refusesWhatCannotBeMeant(String value, String problem) {
    assertThatThrownBy(() -> RuleText.parse(KEY, value, SOURCE))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(KEY)
        .hasMessageContaining("\"" + value + "\"")
        .hasMessageContaining(SOURCE)
        .hasMessageContaining(problem)
        .hasMessageContaining("top-frame")
        .hasMessageContaining("task");
  }

  @Test
  void anUnknownStateNamesTheKnownOnes() {
    assertThatThrownBy(() -> RuleText.parse(KEY, "state=SLEEPING; reason=r", SOURCE))
        .hasMessageContaining("TIMED_WAITING");
  }
}
