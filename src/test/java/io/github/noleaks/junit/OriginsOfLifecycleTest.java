package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.origin.Origins;
import io.github.noleaks.testing.Created;
import io.github.noleaks.testing.Created.Creations;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In whichever part of a test or class a thread is created, its origin ends at the user's code. */
class OriginsOfLifecycleTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  private static void plant() {
    Planted.parked(new Thread(LockSupport::park));
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < beforeEach")
  static class InBeforeEach {
    @BeforeEach
    void beforeEach() {
      plant();
    }

    @Test
    void inBeforeEach() {}
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < afterEach")
  static class InAfterEach {
    @Test
    void inAfterEach() {}

    @AfterEach
    void afterEach() {
      plant();
    }
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < <init>")
  static class InConstructor {
    InConstructor() {
      plant();
    }

    @Test
    void inConstructor() {}
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < <init>")
  static class InField {
    final Thread field = new Thread(LockSupport::park);

    @Test
    void inField() {
      Planted.parked(field);
    }
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < lambda of inDynamicTest")
  static class InDynamicTest {
    @TestFactory
    Stream<DynamicTest> inDynamicTest() {
      return Stream.of(
          DynamicTest.dynamicTest("leaks", () -> Planted.parked(new Thread(LockSupport::park))));
    }
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < inSeparateThread")
  static class InSeparateThread {
    @Test
    @Timeout(value = 60, unit = SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void inSeparateThread() {
      plant();
    }
  }

  @VerifyNoLeaks
  @Created({
    "Thread.<init> < plant < lambda of preemptively",
    "Assertions.assertTimeoutPreemptively < preemptively"
  })
  static class Preemptively {
    @Test
    void preemptively() {
      assertTimeoutPreemptively(Duration.ofMinutes(1), () -> plant());
    }
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < beforeAll")
  static class InBeforeAll {
    @BeforeAll
    static void beforeAll() {
      plant();
    }

    @Test
    void test() {}
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < afterAll")
  static class InAfterAll {
    @Test
    void test() {}

    @AfterAll
    static void afterAll() {
      plant();
    }
  }

  @VerifyNoLeaks
  @Created("Thread.<init> < plant < <clinit>")
  static class InStaticInitialiser {
    static {
      plant();
    }

    @Test
    void test() {}
  }

  private static final List<Class<?>> OF_TESTS =
      List.of(
          InBeforeEach.class,
          InAfterEach.class,
          InConstructor.class,
          InField.class,
          InDynamicTest.class,
          InSeparateThread.class,
          Preemptively.class);

  private static String lower(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  @ParameterizedTest
  @EnumSource
  void ofATest(Witness witness) {
    Results results = witness.ask(Suite.of(OF_TESTS.toArray(new Class<?>[0]))).run();

    assertThat(results.failed())
        .containsExactlyInAnyOrderElementsOf(
            OF_TESTS.stream().map(each -> lower(each.getSimpleName())).toList());
    for (Class<?> each : OF_TESTS) {
      String test = lower(each.getSimpleName());
      Origin origin = origin(results.reportOf(test));
      assertThat(origin.subject())
          .isEqualTo("OriginsOfLifecycleTest." + each.getSimpleName() + "." + test + "()");
      assertThat(Creations.of(origin))
          .as(test)
          .containsExactly(each.getAnnotation(Created.class).value());
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofAClass(Witness witness) {
    Class<?>[] classes = {InBeforeAll.class, InAfterAll.class};
    Results results = witness.ask(Suite.of(classes)).run();

    assertThat(results.failed()).hasSameSizeAs(classes);
    for (Class<?> each : classes) {
      Origin origin = origin(results.reportOf("OriginsOfLifecycleTest$" + each.getSimpleName()));
      assertThat(origin.subject()).isEqualTo("OriginsOfLifecycleTest." + each.getSimpleName());
      assertThat(Creations.of(origin)).containsExactly(each.getAnnotation(Created.class).value());
    }
  }

  /** It runs once in a JVM only. */
  @Test
  void ofAStaticInitialiser() {
    Results results = Witness.ACCESS.ask(Suite.of(InStaticInitialiser.class)).run();

    String name = "OriginsOfLifecycleTest$InStaticInitialiser";
    assertThat(results.failed()).containsExactly(name);
    Origin origin = origin(results.reportOf(name));
    assertThat(origin.subject()).isEqualTo("OriginsOfLifecycleTest.InStaticInitialiser");
    assertThat(Creations.of(origin))
        .containsExactly(InStaticInitialiser.class.getAnnotation(Created.class).value());
  }

  private static Origin origin(LeakReport report) {
    assertThat(report.text()).contains("created by  ").doesNotContain("unknown: ");
    assertThat(report.threads()).hasSize(1);
    return Objects.requireNonNull(report.threads().get(0).origin());
  }

  @VerifyNoLeaks
  static class ParallelStream {
    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
    void inStream() {
      ForkJoinPool pool = Planted.neverShutDown(new ForkJoinPool(2));
      CountDownLatch both = new CountDownLatch(2);
      pool.submit(
          () ->
              IntStream.range(0, 2)
                  .parallel()
                  .forEach(
                      i -> {
                        both.countDown();
                        LockSupport.park();
                      }));
      while (both.getCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Which worker the pool makes first, and by whom, is up to the pool: the test is behind all. */
  @ParameterizedTest
  @EnumSource
  void ofTheWorkersOfAParallelStream(Witness witness) {
    Results results = witness.ask(Suite.of(ParallelStream.class)).run();

    List<LeakedThread> workers = results.reportOf("inStream").threads();
    assertThat(workers).hasSizeGreaterThanOrEqualTo(2);
    for (LeakedThread worker : workers) {
      Origin origin = Objects.requireNonNull(worker.origin());
      assertThat(origin.subject()).isEqualTo("OriginsOfLifecycleTest.ParallelStream.inStream()");
      List<String> creations = Creations.of(origin);
      assertThat(creations.get(creations.size() - 1)).isEqualTo("ForkJoinPool.submit < inStream");
    }
  }

  @VerifyNoLeaks
  static class Untold {
    @Test
    void inheritsNothing() {
      Planted.parked(new Thread(null, LockSupport::park, "inherits-nothing", 0, false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatInheritsNothingHasAnUnknownCreator(Witness witness) {
    Results results = witness.ask(Suite.of(Untold.class)).run();

    LeakReport report = results.reportOf("inheritsNothing");
    assertThat(report.text()).contains("created by  unknown: it was created outside of all tests");
    Origin origin = Objects.requireNonNull(report.threads().get(0).origin());
    assertThat(origin).isEqualTo(Origin.unknown(Origins.UNTAGGED));
  }

  @Test
  void withoutAnyWitnessTheReportSaysSo() {
    LeakReport report = Suite.of(InBeforeEach.class).run().reportOf("inBeforeEach");

    assertThat(report.text())
        .contains("created by  unknown: noleaks.access is off, and there was no heap dump");
    assertThat(Arrays.asList(report.threads().get(0).origin()))
        .extracting(origin -> Objects.requireNonNull(origin).stack())
        .containsExactly(List.of());
  }
}
