package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What flags and the agent give, and to whom; each in a JVM of its own. */
class AccessTest extends ProbedAccess {
  @Test
  void flagsGiveAccess() throws Exception {
    jvm.with(ProbeJvm.flags("ALL-UNNAMED"));
    assertThat(probe("present AUTO", "acquire AUTO", "problem AUTO").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("acquire AUTO", ALL)
        .containsEntry("problem AUTO", "none");
  }

  @Test
  void someOfTheFlagsGiveSomeAccess() throws Exception {
    jvm.with(ProbeJvm.OPEN_LANG + "ALL-UNNAMED");
    assertThat(probe("present AUTO", "problem AUTO").answers())
        .containsEntry("present AUTO", "tags")
        .containsEntry("problem AUTO", "none");
  }

  @Test
  void flagsForPoolsAloneGiveNone() throws Exception {
    jvm.with(ProbeJvm.OPEN_CONCURRENT + "ALL-UNNAMED");
    assertThat(probe("present AUTO").answers()).containsEntry("present AUTO", "nothing");
  }

  @Test
  void theAgentGivesAccess() throws Exception {
    jvm.with(agent());
    assertThat(probe("present AUTO", "acquire AUTO", "problem AUTO", "strangers").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("acquire AUTO", ALL)
        .containsEntry("problem AUTO", "none")
        .containsEntry("strangers", "closed");
  }

  @Test
  void theAgentTwiceGivesAccess() throws Exception {
    jvm.with(agent(), agent());
    assertThat(probe("present AUTO").answers()).containsEntry("present AUTO", ALL);
  }

  @Test
  void twoCopiesOfTheAgentGiveAccess() throws Exception {
    jvm.with(agent(), "-javaagent:" + ClassPaths.jar(folder.resolve("copy").resolve("other.jar")));
    assertThat(probe("present AUTO").answers()).containsEntry("present AUTO", ALL);
  }

  @Test
  void theAgentAtAPathWithBlanksGivesAccess() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("a folder  with blanks").resolve("no leaks.jar"));
    jvm.with("-javaagent:" + jar);
    assertThat(probe("present AUTO").answers()).containsEntry("present AUTO", ALL);
  }

  @Test
  void theAgentMayBeAttachedToo() throws Exception {
    jvm.with(agent(), SILENT);
    assertThat(probe("present AUTO", "attach", "acquire ATTACH", "strangers").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("attach", "done")
        .containsEntry("acquire ATTACH", ALL)
        .containsEntry("strangers", "closed");
  }

  @Test
  void manyMayAskAtOnceForTheAgent() throws Exception {
    jvm.with(agent());
    assertThat(probe("together AUTO").answers()).containsEntry("together AUTO", ALL);
  }

  @Test
  void offUsesNothing() throws Exception {
    jvm.with(ProbeJvm.flags("ALL-UNNAMED")).with(agent(), SILENT);
    assertThat(probe("present OFF", "acquire OFF", "problem OFF", "present AUTO").answers())
        .containsEntry("present OFF", "nothing")
        .containsEntry("acquire OFF", "nothing")
        .containsEntry("problem OFF", "noleaks.access is off")
        // It was there.
        .containsEntry("present AUTO", ALL);
  }

  @Test
  void theAgentServesAnotherClassLoader() throws Exception {
    jvm.with(agent());
    assertThat(probe("other present AUTO", "strangers").answers())
        .containsEntry("other present AUTO", ALL)
        .containsEntry("strangers", "closed");
  }

  @Test
  void theAgentServesBothClassLoaders() throws Exception {
    jvm.with(agent());
    assertThat(probe("present AUTO", "other present AUTO", "strangers").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("other present AUTO", ALL)
        .containsEntry("strangers", "closed");
  }

  @Test
  void whatOneClassLoaderAttachesServesTheOther() throws Exception {
    jvm.with(SILENT);
    assertThat(probe("present AUTO", "other acquire AUTO", "present ATTACH", "strangers").answers())
        .containsEntry("present AUTO", "nothing")
        .containsEntry("other acquire AUTO", ALL)
        .containsEntry("present ATTACH", ALL)
        .containsEntry("strangers", "closed");
  }

  @Test
  void theAgentServesAModule() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("noleaks.jar"));
    jvm.with("-javaagent:" + jar);
    Outcome outcome = jvm.runAsModule(jar, AccessProbe.class, "present AUTO", "strangers");
    assertThat(checked(outcome, "present AUTO", "strangers").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("strangers", "closed");
    assertThat(outcome.error()).isEmpty();
  }

  @Test
  void aModuleAttaches() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("noleaks.jar"));
    jvm.with(SILENT);
    Outcome outcome = jvm.runAsModule(jar, AccessProbe.class, "acquire AUTO", "strangers");
    assertThat(checked(outcome, "acquire AUTO", "strangers").answers())
        .containsEntry("acquire AUTO", ALL)
        .containsEntry("strangers", "closed");
  }

  @Test
  void flagsServeAModule() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("noleaks.jar"));
    jvm.with(ProbeJvm.flags("io.github.noleaks"));
    Outcome outcome = jvm.runAsModule(jar, AccessProbe.class, "present AUTO", "strangers");
    assertThat(checked(outcome, "present AUTO", "strangers").answers())
        .containsEntry("present AUTO", ALL)
        .containsEntry("strangers", "closed");
  }
}
