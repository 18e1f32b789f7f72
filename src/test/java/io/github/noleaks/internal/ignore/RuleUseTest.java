package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleUseTest {
  private static final LeakedThread SENDER =
      Threads.sender("order-sender-1", "java.lang.Thread", "main", false);

  private final RuleUse use = new RuleUse();

  private static IgnoreRule thread(String pattern) {
    return IgnoreRule.because("kept for the whole suite").thread(pattern);
  }

  private RuleSet rules(String source, IgnoreRule... rules) {
    return RuleSet.empty(use).plus(List.of(rules), source);
  }

  @Test
  void aRunWithoutRulesHasNothingToSay() {
    assertThat(use.notices()).isEmpty();
  }

  @Test
  void aRuleThatMatchedIsNotMentioned() {
    RuleSet rules = rules("A", thread("order-*"));
    assertThat(use.notices()).hasSize(1);

    rules.ignores(SENDER);

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void aRuleThatMatchedNothingIsNamedWithItsSource() {
    rules("@IgnoreLeaks on com.acme.OrderTest", thread("payment-*")).ignores(SENDER);

    assertThat(use.notices())
        .singleElement()
        .asString()
        .contains("matched nothing")
        .contains("thread=payment-*; reason=kept for the whole suite")
        .contains("@IgnoreLeaks on com.acme.OrderTest");
  }

  @Test
  void theSameRuleOfManyClassesCountsOnce() {
    for (int i = 0; i < 100; i++) {
      rules("@IgnoreLeaks on com.acme.BaseTest", thread("payment-*"));
    }
    assertThat(use.notices()).hasSize(1);

    RuleSet last = rules("@IgnoreLeaks on com.acme.BaseTest", thread("payment-*"));
    last.ignores(Threads.sender("payment-1", "java.lang.Thread", "main", false));

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void theSameRuleOfTwoSourcesCountsTwice() {
    rules("A", thread("payment-*"));
    rules("B", thread("payment-*"));

    assertThat(use.notices()).hasSize(2);
  }

  @Test
  void aRuleBehindAnotherThatMatchesIsNotCalledUseless() {
    rules("A", thread("order-*"), thread("order-sender-*")).ignores(SENDER);

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void aRuleForAKnownThreadIsNotCalledUseless() {
    LeakedThread known = Threads.made("DestroyJavaVM", "java.lang.Thread", "main", false);
    assertThat(KnownThreads.isHarmless(known)).isTrue();

    rules("A", thread("DestroyJavaVM")).ignores(known);

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void aRuleThatLackedTheCreatorSaysSo() {
    RuleSet rules = rules("A", thread("order-*").creator("com.acme.OrderService.send"));
    rules.ignores(SENDER);
    rules.ignores(SENDER.withOrigin(Origin.unknown("it has no tag")));

    assertThat(use.notices())
        .singleElement()
        .asString()
        .contains("matched nothing", "not known who had created", "noleaks.access")
        .contains("com.acme.OrderService.send", "(from A)")
        .doesNotContain("can go");
  }

  @Test
  void aRuleWhoseCreatorWasAnotherCanGo() {
    RuleSet rules = rules("A", thread("order-*").creator("com.acme.Payment.send"));
    rules.ignores(SENDER);
    rules.ignores(SENDER.withOrigin(Threads.createdInAPool()));

    assertThat(use.notices()).singleElement().asString().contains("can go");
  }

  @Test
  void aRuleThatFailsForItsNameCanGoWhoeverTheCreatorIs() {
    rules("A", thread("payment-*").creator("com.acme.OrderService.send")).ignores(SENDER);

    assertThat(use.notices()).singleElement().asString().contains("can go");
  }

  @Test
  void aRuleWithACreatorThatMatchedIsNotMentioned() {
    RuleSet rules = rules("A", thread("order-*").creator("com.acme.OrderService.send"));
    rules.ignores(SENDER);
    rules.ignores(SENDER.withOrigin(Threads.createdInAPool()));

    assertThat(use.notices()).isEmpty();
  }

  @Test
  void anExceptionWhoseMessageThrowsIsNamedByItsClass() {
    RuleSet rules =
        rules(
            "A",
            IgnoreRule.because("r")
                .matching(
                    thread -> {
                      throw new Unspeakable();
                    }));

    assertThat(rules.ignores(SENDER)).isFalse();
    assertThat(use.notices()).anyMatch(notice -> notice.contains(Unspeakable.class.getName()));
  }

  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException();
    }
  }

  @Test
  void generatedRulesDoNotFillMemory() {
    RuleUse small = new RuleUse(3);
    RuleSet rules = RuleSet.empty(small);
    for (int i = 0; i < 10; i++) {
      rules = rules.plus(List.of(thread("sender-" + i + "-*")), "A");
    }

    assertThat(small.notices()).hasSize(4).last().asString().contains("more than 3");
    assertThat(rules.ignores(Threads.sender("sender-9-1", "java.lang.Thread", "main", false)))
        .as("a rule that is not followed still holds")
        .isTrue();
  }
}
