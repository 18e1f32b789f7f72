package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads as libraries left them, and what is told about them. */
class LibraryHintsTest {
  private static final List<StackTraceElement> USERS_TASK =
      RecordedThread.frames(
          "at java.lang.Object.wait < com.acme.waits.ExecutorWaits.start <"
              + " java.util.concurrent.FutureTask.run");

  static Stream<RecordedThread> recorded() {
    return RecordedThread.all().stream();
  }

  static Stream<RecordedThread> withHint() {
    return recorded().filter(thread -> !thread.library().equals("-"));
  }

  static Stream<Hint> hints() {
    return LibraryHints.INSTANCE.hints().stream();
  }

  private static String library(LeakedThread thread) {
    Hint hint = Told.of(thread).hint();
    return hint == null ? "-" : hint.entry().library();
  }

  private static Leak leak(LeakedThread... threads) {
    List<Leak> leaks = Diagnosis.of(List.of(threads), t -> null, HeapEvidence.NONE);
    assertThat(leaks).as("%s", leaks).hasSize(1);
    return leaks.get(0);
  }

  private static LeakedThread with(
      LeakedThread thread, String name, Thread.State state, List<StackTraceElement> stack) {
    return new LeakedThread(
        thread.id(),
        name,
        thread.className(),
        thread.group(),
        state,
        thread.daemon(),
        false,
        stack,
        null,
        thread.origin(),
        null);
  }

  private static LeakedThread recorded(String run, String name) {
    return recorded()
        .filter(each -> each.run().startsWith(run) && each.thread().name().startsWith(name))
        .findFirst()
        .orElseThrow()
        .withCreator();
  }

  @ParameterizedTest
  @MethodSource("hints")
  void everyEntryIsWellFormed(Hint hint) {
    Hint.Entry entry = hint.entry();
    assertThat(entry.library()).isNotBlank();
    assertThat(entry.summary()).doesNotEndWith(".").matches("[\\w :,.-]+");
    assertThat(entry.fix()).doesNotEndWith(".").hasSizeGreaterThan(15);
    assertThat(entry.link()).matches("https://\\S+");
    assertThat(entry.versions()).isNotBlank();
    assertThat(entry.place() != null || entry.rests() != null || entry.idle()).isTrue();
    assertThat(entry.place() != null && entry.rests() != null).isFalse();
    // Anybody's threads rest in the pools of the JDK, and anybody may choose a name.
    assertThat(entry.idle() && entry.created() == null && entry.threadClass() == null).isFalse();
    if (entry.threadClass() != null && entry.threadClass().contains("java.util.TimerThread")) {
      assertThat(entry.created()).isNotNull();
    }
    if (entry.named()) {
      assertThat(entry.thread()).isNotNull();
    }
    for (List<String> names : lists(entry.thread(), entry.threadClass(), entry.created())) {
      assertThat(names).isNotEmpty().doesNotContain("*", "java.lang.Thread");
    }
  }

  @SafeVarargs
  private static List<List<String>> lists(@Nullable List<String>... lists) {
    List<List<String>> given = new ArrayList<>();
    for (List<String> list : lists) {
      if (list != null) {
        given.add(list);
      }
    }
    return given;
  }

  @Test
  void mostLibrariesWereRun() {
    List<String> told = hints().map(hint -> hint.entry().library()).distinct().toList();
    assertThat(withHint().map(RecordedThread::library).distinct())
        .isSubsetOf(told)
        .hasSizeGreaterThan(told.size() * 9 / 10);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void aThreadAtRestIsToldByItsLibrary(RecordedThread recorded) {
    assertThat(library(recorded.withCreator())).isEqualTo(recorded.library());
    if (!recorded.library().equals("-")) {
      Leak leak = leak(recorded.withCreator());
      assertThat(leak.verdict()).isEqualTo(Verdict.IDLE_WORKER);
      assertThat(leak.fix()).contains("; see https://");
      assertThat(leak.at()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("withHint")
  void aThreadInTheUsersCodeIsNotTheLibrarys(RecordedThread recorded) {
    LeakedThread thread = recorded.withCreator();
    List<StackTraceElement> stack = new ArrayList<>(USERS_TASK);
    thread.stack().stream().filter(frame -> !Frames.isJdk(frame)).forEach(stack::add);
    LeakedThread stuck = with(thread, thread.name(), Thread.State.WAITING, stack);

    assertThat(library(stuck)).isEqualTo("-");
    assertThat(leak(stuck).summary()).isEqualTo("waiting to be notified");
    assertThat(leak(stuck).fix()).doesNotContain("https://");
  }

  @ParameterizedTest
  @MethodSource("withHint")
  void theUsersCodeBetweenTheLoopAndTheWaitIsNotTheLibrarys(RecordedThread recorded) {
    LeakedThread thread = recorded.withCreator();
    int inner = Frames.head(thread.stack()).size();
    long foreign =
        thread.stack().stream()
            .filter(frame -> !Frames.isJdk(frame) && !Frames.isLambdaShell(frame))
            .count();
    if (foreign < 2 || WaitCatalog.INSTANCE.find(thread).what().verdict() == Verdict.IDLE_WORKER) {
      return;
    }
    // The user's code has called what the library itself waits in.
    List<StackTraceElement> stack = new ArrayList<>(thread.stack());
    stack.add(inner + 1, RecordedThread.frame("com.acme.waits.ExecutorWaits.start"));

    assertThat(library(with(thread, thread.name(), thread.state(), stack))).isEqualTo("-");
  }

  @ParameterizedTest
  @MethodSource("withHint")
  void aNameAloneSaysNothing(RecordedThread recorded) {
    String name = recorded.thread().name();
    Origin users = new Origin("T.t()", "main", 1, Stacks.of("com.acme.ATest.test:1"), null, null);

    assertThat(library(Stacks.waiting(1, name, Stacks.PUT))).isEqualTo("-");
    assertThat(library(Stacks.waiting(1, name, Stacks.GET_TASK).withOrigin(users))).isEqualTo("-");
  }

  @ParameterizedTest
  @MethodSource("withHint")
  void theFingerprintDoesNotDependOnTheCreatorOrOnCounters(RecordedThread recorded) {
    LeakedThread known = recorded.withCreator();
    LeakedThread later =
        with(
            known.withOrigin(null),
            known.name().replaceAll("\\d+$", "77"),
            known.state(),
            known.stack());

    assertThat(leak(later).fingerprint()).isEqualTo(leak(known).fingerprint());
  }

  @Test
  void loopsThatRestInDifferentPlacesAreOneFinding() {
    LeakedThread first = recorded("netty nio", "nioEventLoopGroup");
    List<StackTraceElement> stack = new ArrayList<>(first.stack());
    while (!stack.get(0).getMethodName().equals("run")) {
      stack.remove(0);
    }
    LeakedThread passing =
        with(first, "nioEventLoopGroup-2-2", Thread.State.RUNNABLE, List.copyOf(stack));

    Leak leak = leak(first, passing);

    assertThat(leak.summary())
        .isEqualTo("event loop of a Netty EventLoopGroup that was never shut down");
    assertThat(leak.threads()).hasSize(2);
    assertThat(leak.waitsIn()).isNull();
    assertThat(leak.fingerprint()).isEqualTo(leak(first).fingerprint());
    assertThat(leak.fix()).startsWith("call shutdownGracefully() on the EventLoopGroup");
  }

  @Test
  void theThreadsOfOneDataSourceAreOneFinding() {
    Leak leak =
        leak(recorded("hikari", "HikariPool-1 house"), recorded("hikari", "HikariPool-1 conn"));

    assertThat(leak.summary()).isEqualTo("thread of a HikariDataSource that was never closed");
    assertThat(leak.fingerprint())
        .isEqualTo(leak(recorded("hikari", "HikariPool-1 house")).fingerprint());
  }

  @Test
  void aPoolThatTheUserMadeInAHandlerIsNotTheLibrarys() {
    Origin inHandler =
        new Origin(
            "T.t()",
            "x",
            1,
            RecordedThread.frames(
                "by java.util.concurrent.ThreadPoolExecutor.execute <"
                    + " com.acme.waits.ExecutorWaits.start <"
                    + " com.zaxxer.hikari.util.UtilityElf$DefaultThreadFactory.newThread"),
            null,
            null);

    assertThat(library(Stacks.waiting(1, "mail-1", Stacks.GET_TASK).withOrigin(inHandler)))
        .isEqualTo("-");
  }

  @Test
  void whatAThreadOfALibraryHasCreatedIsTheLibrarys() {
    Origin outer =
        new Origin(
            "T.t()",
            "main",
            1,
            RecordedThread.frames(
                "by com.github.tomakehurst.wiremock.WireMockServer.start <"
                    + " com.acme.waits.ExecutorWaits.start"),
            null,
            null);
    Origin inner =
        new Origin(
            "T.t()",
            "qtp-1",
            2,
            RecordedThread.frames(
                "by java.lang.Thread.<init> <"
                    + " org.eclipse.jetty.util.thread.ScheduledExecutorScheduler.doStart"),
            outer,
            null);

    LeakedThread idle = Stacks.waiting(1, "Scheduler-4711-1", Stacks.GET_TASK);

    assertThat(library(idle.withOrigin(inner))).isEqualTo("WireMock");
    assertThat(library(idle)).isEqualTo("Jetty");
  }

  @Test
  void aWorkerThatWasThereBeforeIsStuckAndNotIdle() {
    LeakedThread thread = recorded("hikari", "HikariPool-1 house").withTask("com.acme.A.run");

    assertThat(library(thread)).isEqualTo("-");
  }

  @Test
  void workersOfAForkJoinPoolThatScanAreIdle() {
    LeakedThread scanning =
        Stacks.thread(
            2,
            "ForkJoinPool-1-worker-2",
            Thread.State.RUNNABLE,
            "java.util.concurrent.ForkJoinPool.scan:1",
            "java.util.concurrent.ForkJoinPool.runWorker:2",
            "java.util.concurrent.ForkJoinWorkerThread.run:3");
    LeakedThread parked =
        Stacks.waiting(
            1,
            "ForkJoinPool-1-worker-1",
            "jdk.internal.misc.Unsafe.park:-2",
            "java.util.concurrent.ForkJoinPool.awaitWork:1",
            "java.util.concurrent.ForkJoinPool.runWorker:9",
            "java.util.concurrent.ForkJoinWorkerThread.run:3");
    LeakedThread busy =
        Stacks.waiting(
            3,
            "ForkJoinPool-1-worker-3",
            "java.lang.Object.wait:1",
            "java.util.concurrent.ForkJoinTask.doExec:1",
            "java.util.concurrent.ForkJoinPool.scan:1",
            "java.util.concurrent.ForkJoinPool.runWorker:2",
            "java.util.concurrent.ForkJoinWorkerThread.run:3");

    Leak leak = leak(parked, scanning);

    assertThat(leak.threads()).hasSize(2);
    assertThat(leak.fingerprint()).isEqualTo(leak(scanning).fingerprint());
    assertThat(leak(busy).summary()).isEqualTo("waiting to be notified");
  }
}
