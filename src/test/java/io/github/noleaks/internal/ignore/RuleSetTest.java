package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaksConfigurationException;
import io.github.noleaks.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetTest {
  private static final String SOURCE = "@IgnoreLeaks on com.acme.OrderServiceTest";
  private static final LeakedThread SENDER =
      Threads.sender("order-sender-1", "com.acme.OrderThread", "senders", false);

  private final RuleUse use = new RuleUse();

  private boolean ignored(IgnoreRule rule) {
    return ignored(SENDER, rule);
  }

  private boolean ignored(LeakedThread thread, IgnoreRule rule) {
    return RuleSet.empty(use).plus(List.of(rule), SOURCE).ignores(thread);
  }

  private static IgnoreRule because() {
    return IgnoreRule.because("kept for the whole suite");
  }

  @Test
  void withoutRulesAUsersThreadIsNotIgnored() {
    assertThat(RuleSet.empty(use).ignores(SENDER)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "THREAD, order-sender-*, order-receiver-*",
    "THREAD_CLASS, com.acme.*, java.lang.Thread",
    "GROUP, sender?, main",
    "TOP_FRAME, jdk.internal.misc.Unsafe.park, com.acme.OrderService.*",
    "ANY_FRAME, com.acme.OrderService.*, com.acme.Other.*",
  })
  void eachCriterionCounts(Criterion criterion, String matching, String other) {
    assertThat(ignored(because().with(criterion, matching))).isTrue();
    assertThat(ignored(because().with(criterion, other))).isFalse();
  }

  @Test
  void theStateCounts() {
    assertThat(ignored(because().state(Thread.State.BLOCKED, Thread.State.WAITING))).isTrue();
    assertThat(ignored(because().state(Thread.State.RUNNABLE))).isFalse();
  }

  @Test
  void thePredicateCounts() {
    assertThat(ignored(because().matching(thread -> thread.id() == SENDER.id()))).isTrue();
    assertThat(ignored(because().matching(thread -> thread.id() != SENDER.id()))).isFalse();
  }

  @Test
  void allCriteriaMustMatch() {
    assertThat(ignored(because().thread("order-*").group("senders"))).isTrue();
    assertThat(ignored(because().thread("order-*").group("main"))).isFalse();
    assertThat(ignored(because().thread("order-*").state(Thread.State.RUNNABLE))).isFalse();
    assertThat(ignored(because().thread("order-*").matching(thread -> false))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "com.acme.OrderService.send, true",
    "com.acme.OrderService.*, true",
    "java.util.concurrent.ThreadPoolExecutor.execute, true",
    "com.acme.OrderServiceTest.sendsAll, true",
    "com.acme.OrderService.receive, false",
    "com.acme.OrderService.lambda$send$0, false", // What the thread does, not who created it.
  })
  void aCreatorIsAnyFrameOfTheCreationOrOfThoseBeforeIt(String pattern, boolean matches) {
    LeakedThread created = SENDER.withOrigin(Threads.createdInAPool());
    RuleSet rules = RuleSet.empty(use).plus(List.of(because().creator(pattern)), SOURCE);
    assertThat(rules.ignores(created)).isEqualTo(matches);
    assertThat(rules.ignores(SENDER)).as("nobody has looked").isFalse();
    assertThat(rules.ignores(SENDER.withOrigin(Origin.unknown("no tag")))).isFalse();
  }

  @Test
  void aCreatorIsOneCriterionOfAll() {
    LeakedThread created = SENDER.withOrigin(Threads.createdInAPool());
    IgnoreRule rule = because().creator("com.acme.OrderService.send");
    assertThat(ignored(created, rule.thread("order-*"))).isTrue();
    assertThat(ignored(created, rule.thread("payment-*"))).isFalse();
    assertThat(ignored(created, rule.matching(thread -> false))).isFalse();
  }

  @Test
  void aThreadWithoutGroupOrStackMatchesNoPatternForThem() {
    LeakedThread ended =
        new LeakedThread(
            7,
            "",
            "java.lang.Thread",
            null,
            Thread.State.TERMINATED,
            false,
            false,
            List.of(),
            null);
    RuleSet rules =
        RuleSet.empty(use)
            .plus(
                List.of(
                    because().group("senders"),
                    because().topFrame("com.acme.*"),
                    because().anyFrame("com.acme.*")),
                SOURCE);

    assertThat(rules.ignores(ended)).isFalse();
  }

  @Test
  void rulesAddUpAndSetsStayAsTheyAre() {
    RuleSet suite = RuleSet.empty(use).plus(List.of(because().thread("suite-*")), "suite");
    RuleSet method = suite.plus(List.of(because().thread("order-*")), "method");

    assertThat(suite.ignores(SENDER)).isFalse();
    assertThat(method.ignores(SENDER)).isTrue();
    assertThat(method.ignores(Threads.sender("suite-1", "java.lang.Thread", "main", false)))
        .isTrue();
  }

  @Test
  void aKnownThreadIsIgnoredWithoutARuleThoughNotExcusedByOne() {
    LeakedThread known = Threads.made("DestroyJavaVM", "java.lang.Thread", "main", false);
    RuleSet rules = RuleSet.empty(use).plus(List.of(because().thread("order-*")), SOURCE);

    assertThat(rules.ignores(known)).isTrue();
    assertThat(rules.excuses(known)).isFalse();
    assertThat(rules.excuses(SENDER)).isTrue();
  }

  @Test
  void aThrowingPredicateCountsAsNoMatchAndIsSaidOnce() {
    RuleSet rules =
        RuleSet.empty(use)
            .plus(
                List.of(
                    because()
                        .matching(
                            thread -> {
                              throw new IllegalStateException("no such order");
                            })),
                SOURCE);

    assertThat(rules.ignores(SENDER)).isFalse();
    assertThat(rules.ignores(SENDER)).isFalse();
    assertThat(use.notices())
        .filteredOn(notice -> notice.contains("no such order"))
        .singleElement()
        .asString()
        .contains("java.lang.IllegalStateException", SOURCE, "kept for the whole suite");
  }

  @Test
  void aPredicateThatOverflowsTheStackCountsAsNoMatch() {
    assertThat(ignored(because().matching(RuleSetTest::endless))).isFalse();
  }

  @SuppressWarnings("InfiniteRecursion")
  private static boolean endless(LeakedThread thread) {
    return endless(thread);
  }

  @Test
  void aRuleThatAsksForNothingIsRefused() {
    refused(because(), "must ask for something");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void blankPatternsAreRefused(String pattern) {
    refused(because().thread(pattern), "thread", "not blank");
    refused(because().anyFrame(pattern), "any-frame", "not blank");
  }

  @Test
  void rulesThatMatchEveryThreadAreRefused() {
    refused(because().thread("*"), "every thread");
    refused(because().thread("**").group("*"), "every thread");
    refused(because().thread("?*"), "every thread");
    refused(because().anyFrame("*"), "every thread");
    refused(because().topFrame("*.*"), "every thread");
    refused(because().creator("*"), "every thread");
  }

  @Test
  void aStarBesideSomethingElseIsAccepted() {
    accepted(because().thread("*").group("senders"));
    accepted(because().thread("*").state(Thread.State.WAITING));
    accepted(because().thread("*").matching(thread -> true));
    accepted(because().thread("*.*"));
    accepted(because().thread("???"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.OrderService.send()",
        "com.acme.OrderService.send(OrderService.java:42)",
        "com.acme.OrderService:42",
        "com.acme.OrderService#send",
        "com/acme/OrderService.send",
        "java.base/java.lang.Thread.run",
        "at com.acme.OrderService.send",
        "com.acme.OrderService.send ",
        "com.acme.OrderService.",
        "send",
      })
  void framesThatCanNeverMatchAreRefused(String frame) {
    for (Criterion criterion :
        List.of(Criterion.TOP_FRAME, Criterion.ANY_FRAME, Criterion.CREATOR)) {
      refused(because().with(criterion, frame), criterion.key(), "package.Class.method");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.OrderService.send",
        "com.acme.*",
        "*send",
        "Main.main",
        "com.acme.OrderService$Sender.<init>",
        "com.acme.OrderService.lambda$send$0",
        "com.acme.OrderSpec.sends all orders",
      })
  void framesAreAccepted(String frame) {
    accepted(because().anyFrame(frame));
  }

  @ParameterizedTest
  @ValueSource(strings = {"com/acme/OrderThread", "com.acme.OrderThread#run", "class com.acme.A"})
  void classesThatCanNeverMatchAreRefused(String name) {
    refused(because().threadClass(name), "class", "com.acme.*");
  }

  @Test
  void aNameMayHoldAnything() {
    accepted(because().thread("RMI TCP Connection(idle) #1: a/b"));
  }

  @Test
  void ofARefusedSetNothingIsRememberedAsUnused() {
    refused(because().thread(" "), "not blank");

    assertThat(use.notices()).isEmpty();
  }

  private void refused(IgnoreRule rule, String... words) {
    IgnoreRule fine = because().thread("order-*");
    assertThatThrownBy(() -> RuleSet.empty(use).plus(List.of(fine, rule), SOURCE))
        .isInstanceOf(NoLeaksConfigurationException.class)
        .hasMessageContaining(rule.toString())
        .hasMessageContaining(SOURCE)
        .hasMessageContainingAll(words);
  }

  private void accepted(IgnoreRule rule) {
    assertThatCode(() -> RuleSet.empty(use).plus(List.of(rule), SOURCE)).doesNotThrowAnyException();
  }
}
