package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** NoLeaks attaches its agent to the JVM that runs: where, and what it says where it cannot. */
class AttachingTest extends ProbedAccess {
  private static final String REMEDY = "start the tests' JVM with -javaagent:noleaks.jar";

  @Test
  void completesWhatFlagsGive() throws Exception {
    jvm.with(ProbeJvm.OPEN_LANG + "ALL-UNNAMED", SILENT);
    assertThat(probe("present AUTO", "acquire AUTO").answers())
        .containsEntry("present AUTO", "tags")
        .containsEntry("acquire AUTO", ALL);
  }

  @Test
  void attachesWhereTheJvmSaysNothingAboutIt() throws Exception {
    jvm.with(SILENT);
    assertThat(
            probe("present AUTO", "acquire AUTO", "problem AUTO", "strangers", "users").answers())
        .containsEntry("present AUTO", "nothing")
        .containsEntry("acquire AUTO", ALL)
        .containsEntry("problem AUTO", "none")
        .containsEntry("strangers", "closed")
        .containsEntry("users", "[main]");
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void attachesSilentlyUpTo20() throws Exception {
    assertThat(probe("acquire AUTO", "problem AUTO").answers())
        .containsEntry("acquire AUTO", ALL)
        .containsEntry("problem AUTO", "none");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void doesNotAttachWhereTheJvmWouldWarn() throws Exception {
    assertThat(probe("acquire AUTO", "problem AUTO").answers())
        .containsEntry("acquire AUTO", "nothing")
        .hasEntrySatisfying(
            "problem AUTO",
            problem ->
                assertThat(problem)
                    .contains("would print warnings", "noleaks.access = attach")
                    .endsWith(REMEDY));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void attachesInSpiteOfTheWarningIfItIsToldTo() throws Exception {
    Outcome outcome = jvm.run(AccessProbe.class, "acquire AUTO", "acquire ATTACH");
    checked(outcome, "acquire AUTO", "acquire ATTACH");
    assertThat(outcome.answers())
        .containsEntry("acquire AUTO", "nothing")
        .containsEntry("acquire ATTACH", ALL);
    assertThat(outcome.error().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("WARNING: "));
    assertThat(outcome.error()).contains("agent has been loaded dynamically");
  }

  @Test
  void manyMayAskAtOnce() throws Exception {
    jvm.with(SILENT);
    assertThat(probe("together AUTO").answers()).containsEntry("together AUTO", ALL);
  }

  @Test
  void anInterruptChangesNothingAndStaysSet() throws Exception {
    jvm.with(SILENT);
    assertThat(probe("interrupted AUTO").answers())
        .containsEntry("interrupted AUTO", ALL + ", still interrupted");
  }

  @Test
  void attachesFromItsOwnJarAtAnyPath() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("a folder  with blänks").resolve("no leaks.jar"));
    jvm.with(SILENT, "-Dfile.encoding=UTF-8");
    String[] questions = {noFolder(), "acquire AUTO"};
    Outcome outcome = checked(jvm.runFrom(jar, AccessProbe.class, questions), questions);
    assertThat(outcome.answers()).containsEntry("acquire AUTO", ALL);
    assertThat(outcome.error()).isEmpty();
  }

  /** From now on it could not make a jar of its own. */
  private String noFolder() {
    return "tmpdir " + folder.resolve("missing");
  }

  @Test
  void attachesFromAPathThatTheJvmWouldMisunderstand() throws Exception {
    Path jar = ClassPaths.jar(folder.resolve("a=b").resolve("noleaks.jar"));
    jvm.with(SILENT);
    Outcome outcome = jvm.runFrom(jar, AccessProbe.class, "acquire AUTO");
    assertThat(checked(outcome, "acquire AUTO").answers()).containsEntry("acquire AUTO", ALL);
  }

  @Test
  void saysSoWhereNoFolderTakesTheJar() throws Exception {
    jvm.with(SILENT);
    assertThat(probe(noFolder(), "acquire AUTO", "problem AUTO").answers())
        .containsEntry("acquire AUTO", "nothing")
        .hasEntrySatisfying(
            "problem AUTO",
            problem ->
                assertThat(problem).startsWith("attaching to this JVM failed (").endsWith(REMEDY));
  }

  @Test
  void triesToAttachOnlyOnce() throws Exception {
    jvm.with(SILENT);
    String help = "tmpdir " + jvm.temporary();
    assertThat(probe(noFolder(), "acquire AUTO", help, "acquire ATTACH").answers())
        .containsEntry("acquire AUTO", "nothing")
        .containsEntry("acquire ATTACH", "nothing");
    // It would have helped.
    assertThat(probe(noFolder(), help, "acquire AUTO").answers())
        .containsEntry("acquire AUTO", ALL);
  }

  @Test
  void saysSoWhereTheHelperCannotStart() throws Exception {
    String nowhere = "home " + folder.resolve("nowhere");
    jvm.with(SILENT);
    assertThat(probe(nowhere, "acquire AUTO", "problem AUTO").answers())
        .containsEntry("acquire AUTO", "nothing")
        .hasEntrySatisfying(
            "problem AUTO",
            problem ->
                assertThat(problem).startsWith("attaching to this JVM failed (").endsWith(REMEDY));
  }

  @Test
  void saysWhatToDoOnAJvmThatForbidsAttaching() throws Exception {
    jvm.with(SILENT, "-XX:+DisableAttachMechanism");
    for (String mode : new String[] {"AUTO", "ATTACH"}) {
      assertThat(probe("acquire " + mode, "problem " + mode).answers())
          .containsEntry("acquire " + mode, "nothing")
          .containsEntry(
              "problem " + mode,
              "this JVM lets nobody attach (-XX:+DisableAttachMechanism); " + REMEDY);
    }
  }

  @Test
  void saysWhatToDoOnAJvmThatTakesNoAgents() throws Exception {
    jvm.with("-XX:-EnableDynamicAgentLoading");
    assertThat(probe("acquire ATTACH", "problem ATTACH").answers())
        .containsEntry("acquire ATTACH", "nothing")
        .containsEntry(
            "problem ATTACH",
            "this JVM takes no agent once it runs (-XX:-EnableDynamicAgentLoading); " + REMEDY);
  }
}
