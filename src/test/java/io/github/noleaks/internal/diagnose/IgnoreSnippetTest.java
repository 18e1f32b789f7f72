package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.ignore.RuleSet;
import io.github.noleaks.internal.ignore.RuleUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreSnippetTest {

  @ParameterizedTest
  @CsvSource({
    "order-sender-1, order-sender-12, order-sender-*",
    "order-sender-1, order-sender-1, order-sender-*",
    "http-8080-exec-1, http-8080-exec-2, http-8080-exec-*",
    "shard-1-reader, shard-2-reader, shard-*-reader",
    "shard-1-reader, shard-1-reader, shard-1-reader",
    "oauth2, oauth2, oauth2"
  })
  void numbersThatDifferAndCountersAtTheEndAreGeneralised(
      String one, String other, String expected) {
    assertThat(of(Stacks.PUT, one, other))
        .isEqualTo("@IgnoreLeaks(thread = \"" + expected + "\", reason = \"…\")");
  }

  @ParameterizedTest
  @CsvSource({"Thread-1, Thread-2", "pool-1-thread-1, pool-2-thread-1", "'', ''", "alice, bob"})
  void whereNamesSayNothingTheFrameDoes(String one, String other) {
    assertThat(of(Stacks.PUT, one, other))
        .isEqualTo(
            "@IgnoreLeaks(anyFrame = \"com.acme.OrderService.lambda$send$*\", reason = \"…\")");
  }

  @Test
  void withoutAnOwnFrameTheCallItWaitsInDoes() {
    String call = "anyFrame = \"java.util.concurrent.ThreadPoolExecutor.getTask\", reason = \"…\")";
    assertThat(of(Stacks.GET_TASK, "pool-1-thread-1"))
        .isEqualTo("@IgnoreLeaks(thread = \"pool-*-thread-*\", " + call);
    assertThat(of(Stacks.GET_TASK, "alice", "bob")).isEqualTo("@IgnoreLeaks(" + call);
    assertThat(of(Stacks.GET_TASK, "")).isEqualTo("@IgnoreLeaks(" + call);
  }

  @Test
  void isJavaWhateverTheName() {
    assertThat(of(Stacks.PUT, "say \"hi\"\\\n"))
        .isEqualTo("@IgnoreLeaks(thread = \"say \\\"hi\\\"\\\\?\", reason = \"…\")");
  }

  @Test
  void aNameWithoutEndIsCutShort() {
    assertThat(of(Stacks.PUT, "x".repeat(1_000)))
        .isEqualTo("@IgnoreLeaks(thread = \"" + "x".repeat(80) + "*\", reason = \"…\")");
  }

  @Test
  void aThreadOfWhichNothingIsKnownIsToldByItsClass() {
    assertThat(of(new String[0], ""))
        .isEqualTo("@IgnoreLeaks(threadClass = \"java.lang.Thread\", reason = \"…\")");
  }

  private static final String REST =
      "thread = \"pool-*-thread-*\","
          + " anyFrame = \"java.util.concurrent.ThreadPoolExecutor.getTask\"";

  private static LeakedThread idle(long id, String name, @Nullable Origin origin) {
    return Stacks.waiting(id, name, Stacks.GET_TASK).withOrigin(origin);
  }

  private static Origin createdBy(@Nullable Origin before, String... frames) {
    return new Origin("T.t()", "main", 1, Stacks.of(frames), before, null);
  }

  private static Origin createdBy(String frame) {
    return createdBy(
        null, "java.util.concurrent.ThreadPoolExecutor.execute:1", frame, "com.acme.ATest.test:7");
  }

  @Test
  void idleWorkersWithoutANameAreToldByTheirCreator() {
    Origin here = createdBy("com.acme.Mailer.lambda$start$3:12");
    Origin sameMethod = createdBy("com.acme.Mailer.lambda$start$3:13");
    List<LeakedThread> mine =
        List.of(idle(1, "pool-1-thread-1", here), idle(2, "pool-1-thread-2", sameMethod));
    String snippet = of(mine);
    assertThat(snippet)
        .isEqualTo(
            "@IgnoreLeaks("
                + REST
                + ", creator = \"com.acme.Mailer.lambda$start$*\", reason = \"…\")");
    assertThat(mine).allMatch(thread -> pasted(snippet).ignores(thread));
    assertThat(pasted(snippet).ignores(idle(3, "pool-2-thread-1", createdBy("com.acme.Other.x:1"))))
        .as("somebody else's pool")
        .isFalse();
    assertThat(pasted(snippet).ignores(idle(4, "mail-1", here))).isFalse();
  }

  @Test
  void aCreatorBehindAThreadOfTheJdkCountsAsWell() {
    Origin inTheJdk =
        createdBy(createdBy("com.acme.Mailer.start:12"), "java.lang.Thread.<init>:708");
    List<LeakedThread> mine = List.of(idle(1, "pool-1-thread-1", inTheJdk));
    assertThat(of(mine)).contains("creator = \"com.acme.Mailer.start\"");
    assertThat(pasted(of(mine)).ignores(mine.get(0))).isTrue();
  }

  @Test
  void whereCreatorsDifferOrAreUnknownNoneIsAskedFor() {
    Origin here = createdBy("com.acme.Mailer.start:12");
    Origin there = createdBy("com.acme.Other.start:12");
    for (@Nullable Origin other :
        Arrays.asList(there, Origin.unknown("no tag"), createdBy((Origin) null), (Origin) null)) {
      List<LeakedThread> both =
          List.of(idle(1, "pool-1-thread-1", here), idle(2, "pool-1-thread-2", other));
      assertThat(of(both)).isEqualTo("@IgnoreLeaks(" + REST + ", reason = \"…\")");
      assertThat(both).allMatch(thread -> pasted(of(both)).ignores(thread));
    }
  }

  @Test
  void aTellingNameOrAnOwnFrameNeedsNoCreator() {
    Origin here = createdBy("com.acme.Mailer.start:12");
    assertThat(of(List.of(idle(1, "mail-1", here)))).doesNotContain("creator");
    assertThat(of(List.of(Stacks.waiting(1, "Thread-1", Stacks.PUT).withOrigin(here))))
        .doesNotContain("creator");
  }

  /** The rule that the compiler makes of it. */
  private static RuleSet pasted(String snippet) {
    IgnoreRule rule = IgnoreRule.because("pasted");
    Matcher attribute = Pattern.compile("(\\w+) = \"([^\"]*)\"").matcher(snippet);
    while (attribute.find()) {
      rule =
          switch (attribute.group(1)) {
            case "thread" -> rule.thread(attribute.group(2));
            case "anyFrame" -> rule.anyFrame(attribute.group(2));
            case "creator" -> rule.creator(attribute.group(2));
            case "reason" -> rule;
            default -> throw new AssertionError(attribute.group());
          };
    }
    return RuleSet.empty(new RuleUse()).plus(List.of(rule), "a test");
  }

  private static String of(String[] stack, String... names) {
    List<LeakedThread> threads = new ArrayList<>();
    for (String name : names) {
      threads.add(Stacks.waiting(threads.size() + 1, name, stack));
    }
    return of(threads);
  }

  private static String of(List<LeakedThread> threads) {
    List<io.github.noleaks.Leak> leaks = Diagnosis.of(threads, t -> null, HeapEvidence.NONE);
    assertThat(leaks).hasSize(1);
    return leaks.get(0).ignore();
  }
}
