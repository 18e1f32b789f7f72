package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.CommonPool;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker of the common pool that a test leaves stuck is that test's leak, whether the test made
 * the pool start it or it was there before.
 */
class CommonPoolKindsTest {
  @AfterEach
  void release() {
    CommonPool.release();
  }

  @VerifyNoLeaks
  static class Warming {
    @BeforeAll
    static void startAllWorkers() {
      CommonPool.useAllWorkers();
    }

    @Test
    void allAreWarm() {
      assertThat(ForkJoinPool.commonPool().getPoolSize())
          .isGreaterThanOrEqualTo(ForkJoinPool.getCommonPoolParallelism());
    }
  }

  @VerifyNoLeaks
  static class Completed {
    @Test
    void supplyAsync() {
      assertThat(CompletableFuture.supplyAsync(() -> "done", ForkJoinPool.commonPool()).join())
          .isEqualTo("done");
    }

    @Test
    void parallelStream() throws InterruptedException {
      Thread starter =
          new Thread(() -> IntStream.range(0, 64).parallel().forEach(i -> {}), "starter-that-ends");
      starter.start();
      starter.join();
    }
  }

  @VerifyNoLeaks
  static class OneStuck {
    @Test
    void leaks() {
      CommonPool.start(CommonPool::getStuck);
      CommonPool.awaitStuck(1);
    }
  }

  @Test
  void namesAWarmWorkerThatGotStuck() {
    Results results = Suite.of(Warming.class, Completed.class, OneStuck.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.failureOf("allAreWarm")).isEmpty();
    assertThat(results.failureOf("supplyAsync")).isEmpty();
    assertThat(results.failureOf("parallelStream")).isEmpty();
    assertNamesTheStuck(results);
  }

  @VerifyNoLeaks
  static class ParallelStreamStuck {
    static List<Long> ids = List.of();

    @Test
    void leaks() {
      Thread starter =
          new Thread(
              () -> IntStream.range(0, 64).parallel().forEach(i -> CommonPool.getStuck()),
              "starter-of-stream");
      starter.setDaemon(true);
      Planted.remember(starter).start();
      CommonPool.awaitStuck(1 + ForkJoinPool.getCommonPoolParallelism());
      ids = CommonPool.stuck();
    }
  }

  @Test
  void namesAllThatAParallelStreamLeavesStuck() {
    Results results = Suite.of(Completed.class, ParallelStreamStuck.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::name)
        .contains("starter-of-stream");
    List<Long> reported =
        results.reportOf("leaks").threads().stream().map(LeakedThread::id).toList();
    assertThat(reported).containsAll(ParallelStreamStuck.ids);
    // For a worker that waits the pool may start another one, which then gets stuck as well.
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(CommonPool.stuck()).containsAll(reported));
  }

  private static void assertNamesTheStuck(Results results) {
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::id)
        .containsExactlyInAnyOrderElementsOf(CommonPool.stuck());
  }

  /** A pool without workers is only to be had in a JVM of one's own. */
  @ParameterizedTest
  @ValueSource(strings = {"cold", "warm"})
  void namesAWorkerOfManyThatGotStuck(String pool) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=3",
                "-cp",
                System.getProperty("java.class.path"),
                FreshJvm.class.getName(),
                pool)
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(printed).contains("as expected: " + pool);
    assertThat(process.waitFor()).isZero();
  }

  /** Stands for the whole test run in a JVM with several workers. */
  static final class FreshJvm {
    public static void main(String[] args) {
      assertThat(ForkJoinPool.commonPool().getPoolSize()).isZero();
      Suite suite =
          args[0].equals("cold")
              ? Suite.of(OneStuck.class)
              : Suite.of(Warming.class, Completed.class, OneStuck.class);
      Results results = suite.run();
      assertThat(results.failed()).containsExactly("leaks");
      assertNamesTheStuck(results);
      System.out.println("as expected: " + args[0]);
    }
  }
}
