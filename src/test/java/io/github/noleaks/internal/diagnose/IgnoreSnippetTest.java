package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.ignore.RuleSet;
import io.github.noleaks.internal.ignore.RuleUse;
import java.time.Duration;
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

  private static final String[] STUCK = {
    "java.util.concurrent.ArrayBlockingQueue.put:371",
    "com.acme.Orders.send:42",
    "com.acme.Mailer.lambda$mail$0:7",
    "java.util.concurrent.FutureTask.run:264",
    "java.util.concurrent.ThreadPoolExecutor.runWorker:1136",
    "java.lang.Thread.run:840"
  };

  @Test
  void anOlderWorkerIsToldByItsTask() {
    List<LeakedThread> mine =
        List.of(
            Stacks.waiting(1, "http-1", STUCK).withTask("com.acme.Mailer.lambda$mail$0"),
            Stacks.waiting(2, "http-2", STUCK).withTask("com.acme.Mailer.lambda$mail$0"));
    String snippet = of(mine);
    assertThat(snippet)
        .isEqualTo("@IgnoreLeaks(task = \"com.acme.Mailer.lambda$mail$*\", reason = \"…\")");
    assertThat(mine).allMatch(thread -> pasted(snippet).ignores(thread));
    LeakedThread fresh = Stacks.waiting(3, "http-1", STUCK);
    assertThat(pasted(snippet).ignores(fresh)).as("a new thread").isFalse();
    assertThat(pasted(snippet).ignores(fresh.withTask("com.acme.Orders.close"))).isFalse();
  }

  @Test
  void aTaskThatBeginsInTheJdkIsToldByTheUsersFrameAsWell() {
    LeakedThread mine =
        Stacks.waiting(1, "http-1", STUCK).withTask("java.util.concurrent.FutureTask.run");
    String snippet = of(List.of(mine));
    assertThat(snippet)
        .isEqualTo(
            "@IgnoreLeaks(task = \"java.util.concurrent.FutureTask.run\", thread = \"http-*\","
                + " reason = \"…\")");
    assertThat(pasted(snippet).ignores(mine)).isTrue();
    LeakedThread unnamed =
        Stacks.waiting(1, "pool-1-thread-1", STUCK).withTask("java.util.concurrent.FutureTask.run");
    assertThat(of(List.of(unnamed)))
        .contains("FutureTask.run", "anyFrame = \"com.acme.Orders.send\"");
    assertThat(pasted(of(List.of(unnamed))).ignores(unnamed)).isTrue();
    LeakedThread other =
        Stacks.waiting(2, "pool-1-thread-1", Stacks.PUT)
            .withTask("java.util.concurrent.FutureTask.run");
    assertThat(pasted(of(List.of(unnamed))).ignores(other)).isFalse();
  }

  private static LeakedTask task(String className) {
    return new LeakedTask(className, LeakedTask.Kind.QUEUED, Duration.ZERO, "a pool");
  }

  @Test
  void tasksInAQueueAreToldByTheirClasses() {
    List<LeakedTask> mine =
        List.of(
            task("com.acme.Mailer$$Lambda$14/0x0000000800c8d000"),
            task("com.acme.Report"),
            task("com.acme.Mailer$$Lambda/0x0000000800c8e000"));
    String snippets = IgnoreSnippet.ofTasks(mine);
    assertThat(snippets)
        .isEqualTo(
            "@IgnoreLeaks(task = \"com.acme.Mailer\", reason = \"…\")"
                + " @IgnoreLeaks(task = \"com.acme.Report\", reason = \"…\")");
    RuleSet both = pasted(snippets);
    assertThat(mine).allMatch(both::ignores);
    assertThat(both.ignores(task("com.acme.Mailer$Job"))).isFalse();
    assertThat(both.ignores(task("com.acme.Orders"))).isFalse();
    assertThat(IgnoreSnippet.ofTasks(List.of())).isEmpty();
  }

  /** The rules that the compiler makes of it. */
  private static RuleSet pasted(String snippets) {
    RuleSet rules = RuleSet.empty(new RuleUse());
    for (String snippet : snippets.split("@IgnoreLeaks", -1)) {
      if (!snippet.isBlank()) {
        rules = rules.plus(List.of(rule(snippet)), "a test");
      }
    }
    return rules;
  }

  private static IgnoreRule rule(String snippet) {
    IgnoreRule rule = IgnoreRule.because("pasted");
    Matcher attribute = Pattern.compile("(\\w+) = \"([^\"]*)\"").matcher(snippet);
    while (attribute.find()) {
      rule =
          switch (attribute.group(1)) {
            case "thread" -> rule.thread(attribute.group(2));
            case "anyFrame" -> rule.anyFrame(attribute.group(2));
            case "creator" -> rule.creator(attribute.group(2));
            case "task" -> rule.task(attribute.group(2));
            case "reason" -> rule;
            default -> throw new AssertionError(attribute.group());
          };
    }
    return rule;
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
