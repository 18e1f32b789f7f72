package io.github.noleaks.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.access.ProbeJvm.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The ways to access, each in a JVM of its own. */
class AccessTest {
  private static final String ALL =
      Runtime.version().feature() >= 21 ? "tags, pools, virtual threads" : "tags, pools";

  private static final String SILENT = "-XX:+EnableDynamicAgentLoading";
  private static final String REMEDY = "start the tests' JVM with -javaagent:noleaks.jar";

  @TempDir private Path folder;
  private ProbeJvm jvm;

  @BeforeEach
  void prepare() throws IOException {
    jvm = new ProbeJvm(folder);
  }

  private Outcome probe(String... questions) throws Exception {
    Outcome outcome = jvm.run(AccessProbe.class, questions);
    assertThat(outcome.error()).isEmpty();
    return checked(outcome, questions);
  }

  private Outcome checked(Outcome outcome, String... questions) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.error()).isZero();
    // Answers, and nothing that the JVM or an agent had to say.
    assertThat(outcome.out().lines()).hasSameSizeAs(questions);
    assertThat(outcome.answers()).containsOnlyKeys(questions);
    try (var left = Files.list(jvm.temporary())) {
      assertThat(left).isEmpty();
    }
    return outcome;
  }

  private String agent() throws Exception {
    return "-javaagent:" + ClassPaths.jar(folder.resolve("noleaks.jar"));
  }

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
  void manyMayAskAtOnceForTheAgent() throws Exception {
    jvm.with(agent());
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
