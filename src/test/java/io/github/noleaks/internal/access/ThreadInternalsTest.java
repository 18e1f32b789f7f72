package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be read; in JVMs of their own, since this one is not to be opened. */
class ThreadInternalsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void reads(ThreadInternalsProbe.Subject subject) throws Exception {
    Assumptions.assumeTrue(!subject.needsVirtualThreads() || VirtualThreads.isSupported());
    Outcome outcome =
        new ProbeJvm(folder)
            .with(ProbeJvm.flags("ALL-UNNAMED"))
            .run(ThreadInternalsProbe.class, subject.name());
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.out()).isEqualToIgnoringNewLines(subject + " passed");
    assertThat(outcome.exitCode()).isZero();
  }
}
