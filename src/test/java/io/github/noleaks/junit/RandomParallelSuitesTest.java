package io.github.noleaks.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.random.RandomSuitesMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Suites of a thousand tests each, made at random, with a known part of them leaking, run under 1
 * to 16 workers: each leak is reported once, against the right test or class, and nothing else is.
 * {@code -Dnoleaks.test.seeds=20} runs more of them, each under all numbers of workers.
 */
class RandomParallelSuitesTest {
  private static final int FEW_SEEDS = 2;
  private static final int[] WORKERS = {4, 16, 8, 2, 1};
  private static final int SEEDS = Integer.getInteger("noleaks.test.seeds", FEW_SEEDS);

  @Test
  void eachLeakIsReportedOnceAgainstItsOwnerWithAccess(TestReporter reporter) throws Exception {
    reporter.publishEntry("with access", run(true));
  }

  @Test
  void eachLeakIsReportedOnceAgainstItsOwnerWithoutAccess(TestReporter reporter) throws Exception {
    reporter.publishEntry("without access", run(false));
  }

  /** In a JVM of its own: a small heap, and the flags that it takes. */
  private static String run(boolean access) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(access ? RandomSuitesMain.ACCESS : List.of());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(RandomSuitesMain.class.getName(), Boolean.toString(access)));
    LongStream.range(0, SEEDS)
        .boxed()
        .flatMap(RandomParallelSuitesTest::runs)
        .forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Stream<String> runs(long seed) {
    return SEEDS <= FEW_SEEDS
        ? Stream.of(seed + ":" + WORKERS[(int) seed])
        : Arrays.stream(WORKERS).mapToObj(workers -> seed + ":" + workers);
  }
}
