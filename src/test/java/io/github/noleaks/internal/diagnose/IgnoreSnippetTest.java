package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.util.ArrayList;
import java.util.List;
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

  private static String of(String[] stack, String... names) {
    List<LeakedThread> threads = new ArrayList<>();
    for (String name : names) {
      threads.add(Stacks.waiting(threads.size() + 1, name, stack));
    }
    List<io.github.noleaks.Leak> leaks = Diagnosis.of(threads, t -> null, HeapEvidence.NONE);
    assertThat(leaks).hasSize(1);
    return leaks.get(0).ignore();
  }
}
