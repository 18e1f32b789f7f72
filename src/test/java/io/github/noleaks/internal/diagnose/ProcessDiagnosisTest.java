package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.diagnose.ProcessDiagnosis.Left;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessDiagnosisTest {

  private static LeakedProcess process(long pid, String command) {
    return new LeakedProcess(pid, command, Duration.ofMillis(2_300), 0, null);
  }

  private static List<Leak> diagnose(LeakedProcess... processes) {
    return ProcessDiagnosis.of(Stream.of(processes).map(each -> new Left(each, null)).toList());
  }

  private static Leak one(LeakedProcess... processes) {
    List<Leak> leaks = diagnose(processes);
    assertThat(leaks).hasSize(1);
    return leaks.get(0);
  }

  @Test
  void aChildThatRunsIsAFinding() {
    Origin opener =
        new Origin(
            "T.t()",
            "main",
            1,
            Stacks.of("java.lang.ProcessBuilder.start:1", "com.acme.Shell.run:9"),
            null,
            null);
    Leak leak = one(process(7, "/bin/sleep 60").withOpener(opener));

    assertThat(leak.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(leak.summary()).isEqualTo("child process still running");
    assertThat(leak.at()).hasToString("com.acme.Shell.run(Shell.java:9)");
    assertThat(leak.fix()).contains("destroy()", "waitFor()", "descendants");
    assertThat(leak.ignore()).isEqualTo("@IgnoreLeaks(process = \"*/sleep 60\", reason = \"…\")");
    assertThat(leak.creatorFingerprint()).isNotNull();
  }

  @Test
  void thoseThatRunTheSameAreOneFinding() {
    assertThat(one(process(7, "server --port 40001"), process(8, "server --port 40002")).ignore())
        .contains("process = \"*server --port *\"");
    assertThat(diagnose(process(7, "server"), process(8, "client"))).hasSize(2);
    assertThat(
            ProcessDiagnosis.of(
                List.of(new Left(process(7, "x"), "A.a()"), new Left(process(8, "x"), "B.b()"))))
        .extracting(Leak::startedIn)
        .containsExactly("A.a()", "B.b()");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/java -jar a.jar 50123, /opt/jdk/bin/java -jar a.jar 40321",
    "sleep 60, /bin/sleep 60",
    "C:\\bin\\sleep.exe 60, sleep.exe 60",
  })
  void fingerprintsDoNotChangeFromRunToRun(String one, String other) {
    assertThat(one(process(7, one)).fingerprint()).isEqualTo(one(process(8, other)).fingerprint());
  }

  @Test
  void aCommandThatIsNotKnownIsExcusedByItsStarter() {
    Origin opener = new Origin("T.t()", "main", 1, Stacks.of("com.acme.Shell.run:9"), null, null);
    assertThat(one(process(7, "").withOpener(opener)).ignore())
        .isEqualTo(
            "@IgnoreLeaks(process = \"*\", creator = \"com.acme.Shell.run\", reason = \"…\")");
    assertThat(one(process(7, "")).ignore()).isEmpty();
  }
}
