package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Options;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesForTasksTest {
  private static final String SOURCE = "@IgnoreLeaks on com.acme.MailerTest";
  private static final LeakedThread FRESH =
      Threads.sender("mail-1", "java.lang.Thread", "main", false);
  private static final LeakedThread OLDER = FRESH.withTask("com.acme.Mailer.lambda$send$0");

  private final RuleUse use = new RuleUse();

  private static IgnoreRule because() {
    return IgnoreRule.because("sent when the run is over");
  }

  private RuleSet rules(IgnoreRule... rules) {
    return RuleSet.empty(use).plus(List.of(rules), SOURCE);
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Mailer, com.acme.Mailer, true",
    "com.acme.Mailer, com.acme.Mail, false",
    "com.acme.*, com.acme.Mailer, true",
    "com.acme.Mailer, com.acme.Mailer$Job, false",
    "com.acme.Mailer$Job, com.acme.Mailer$Job, true",
    "com.acme.Mailer, com.acme.Mailer$$Lambda/0x00007f1a, true",
    "com.acme.Mailer, com.acme.Mailer$$Lambda$14/0x00007f1a, true",
    "com.acme.Mailer$$Lambda*, com.acme.Mailer$$Lambda/0x00007f1a, true",
    "com.acme.Mail, com.acme.Mailer$$Lambda/0x00007f1a, false",
    "$$Lambda, $$Lambda, true",
  })
  void aTaskInAQueueIsKnownByItsClass(String pattern, String className, boolean matches) {
    assertThat(rules(because().task(pattern)).ignores(Threads.task(className))).isEqualTo(matches);
    assertThat(rules(because().task(pattern)).excuses(Threads.task(className))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.Mailer.lambda$send$*, true",
    "com.acme.Mailer*, true",
    "com.acme.Mailer, false",
    "com.acme.OrderService.*, false", // Where it is stuck, not the task.
  })
  void aTaskOfAnOlderWorkerIsKnownByItsOutermostFrame(String pattern, boolean matches) {
    assertThat(rules(because().task(pattern)).ignores(OLDER)).isEqualTo(matches);
  }

  @Test
  void aThreadThatIsWhatWasLeftHasNoTask() {
    assertThat(rules(because().task("com.acme.*")).ignores(FRESH)).isFalse();
  }

  @Test
  void aRuleThatAsksForSomethingOfAThreadMatchesNoTaskInAQueue() {
    RuleSet rules =
        rules(
            because().task("com.acme.*").thread("mail-*"),
            because().task("com.acme.*").state(Thread.State.WAITING),
            because().task("com.acme.*").matching(thread -> true),
            because().thread("mail-*"),
            because().matching(thread -> true));
    assertThat(rules.ignores(Threads.task("com.acme.Mailer"))).isFalse();
    assertThat(rules.ignores(OLDER)).isTrue();
  }

  @Test
  void withoutRulesNoTaskIsIgnored() {
    assertThat(RuleSet.empty(use).ignores(Threads.task("java.util.TimerTask"))).isFalse();
  }

  @Test
  void aRuleIsOfUseIfItMatchedATask() {
    RuleSet rules = rules(because().task("com.acme.Mailer"), because().task("com.acme.Other"));
    rules.ignores(Threads.task("com.acme.Mailer"));
    assertThat(use.notices())
        .singleElement()
        .asString()
        .contains("matched nothing", "task=com.acme.Other", SOURCE);
  }

  @Test
  void optionsHaveASentenceForIt() {
    Options options = Options.defaults().ignoringTask("com.acme.Mailer", "sent later");
    assertThat(options.rules())
        .singleElement()
        .hasToString("task=com.acme.Mailer; reason=sent later");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Mailer.send()",
        "com.acme.Mailer$$Lambda/0x00007f1a",
        "app//com.acme.Mailer",
        "com.acme.Mailer:42",
        " com.acme.Mailer"
      })
  void whatIsNoTaskIsRefused(String pattern) {
    assertThatThrownBy(() -> rules(because().task(pattern)))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContainingAll("task of the ignore rule", pattern, SOURCE, "as its class");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.*", "?*"})
  void aRuleForAllTasksIsRefused(String pattern) {
    assertThatThrownBy(() -> rules(because().task(pattern)))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContainingAll("task", pattern, SOURCE, "matches every task", "@AllowLeaks");
  }

  @Test
  void aBlankPatternIsRefused() {
    assertThatThrownBy(() -> rules(because().task(" "))).hasMessageContaining("not blank");
  }

  @Test
  void aClassInsideOfAMethodWithBlanksIsATask() {
    String kotlin = "com.acme.MailerTest$sends all$1";
    assertThat(rules(because().task(kotlin)).ignores(Threads.task(kotlin))).isTrue();
  }
}
