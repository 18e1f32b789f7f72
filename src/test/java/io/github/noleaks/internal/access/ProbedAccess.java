package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Asks for access in a JVM of its own. */
abstract class ProbedAccess {
  static final String ALL =
      Runtime.version().feature() >= 21 ? "tags, pools, virtual threads" : "tags, pools";

  static final String SILENT = "-XX:+EnableDynamicAgentLoading";

  @TempDir Path folder;
  ProbeJvm jvm;

  @BeforeEach
  void prepare() throws IOException {
    jvm = new ProbeJvm(folder);
  }

  Outcome probe(String... questions) throws Exception {
    Outcome outcome = jvm.run(AccessProbe.class, questions);
    assertThat(outcome.error()).isEmpty();
    return checked(outcome, questions);
  }

  Outcome checked(Outcome outcome, String... questions) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.error()).isZero();
    // Answers, and nothing that the JVM or an agent had to say.
    assertThat(outcome.out().lines()).hasSameSizeAs(questions);
    assertThat(outcome.answers()).containsOnlyKeys(questions);
    try (var left = Files.list(jvm.temporary())) {
      assertThat(left).isEmpty();
    }
    return outcome;
  }

  String agent() throws Exception {
    return "-javaagent:" + ClassPaths.jar(folder.resolve("noleaks.jar"));
  }
}
