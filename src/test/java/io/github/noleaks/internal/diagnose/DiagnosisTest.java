package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Blocker;
import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  @Test
  void findsNothingInNothing() {
    assertThat(of()).isEmpty();
  }

  @Test
  void threadsInTheSamePlaceAreOneFinding() {
    List<Leak> leaks =
        of(
            Stacks.waiting(43, "order-sender-3", Stacks.PUT),
            Stacks.waiting(41, "order-sender-1", Stacks.PUT),
            Stacks.waiting(42, "order-sender-2", Stacks.PUT));
    assertThat(leaks).hasSize(1);
    Leak leak = leaks.get(0);
    assertThat(leak.threads()).extracting(LeakedThread::id).containsExactly(41L, 42L, 43L);
    assertThat(leak.verdict()).isEqualTo(Verdict.BLOCKED);
    assertThat(leak.summary()).isEqualTo("sender on a full queue");
    assertThat(leak.waitsIn()).isEqualTo("ArrayBlockingQueue.put");
    assertThat(leak.at()).isEqualTo(Stacks.frame("com.acme.OrderService.lambda$send$0:42"));
    assertThat(leak.ignore())
        .isEqualTo("@IgnoreLeaks(thread = \"order-sender-*\", reason = \"…\")");
    assertThat(leak.fix()).contains("drain the queue");
  }

  @Test
  void linesOfTheJdkDoNotTellThreadsApart() {
    String[] secondLook = Stacks.PUT.clone();
    secondLook[1] = "java.util.concurrent.locks.LockSupport.park:345";
    assertThat(of(Stacks.waiting(1, "a", Stacks.PUT), Stacks.waiting(2, "b", secondLook)))
        .hasSize(1);
  }

  @Test
  void linesOfTheUserDo() {
    String[] elsewhere = Stacks.PUT.clone();
    elsewhere[4] = "com.acme.OrderService.lambda$send$0:50";
    assertThat(of(Stacks.waiting(1, "a", Stacks.PUT), Stacks.waiting(2, "b", elsewhere)))
        .hasSize(2);
  }

  @Test
  void anIdleWorkerWithATimeoutIsAsIdleAsOneWithout() {
    String[] timed = Stacks.GET_TASK.clone();
    timed[1] = "java.util.concurrent.locks.LockSupport.parkNanos:252";
    timed[3] = "java.util.concurrent.LinkedBlockingQueue.poll:460";
    timed[4] = "java.util.concurrent.ThreadPoolExecutor.getTask:1061";
    List<Leak> leaks =
        of(
            Stacks.waiting(1, "pool-1-thread-1", Stacks.GET_TASK),
            Stacks.thread(2, "pool-1-thread-2", Thread.State.TIMED_WAITING, timed));
    assertThat(leaks).hasSize(1);
    assertThat(leaks.get(0).verdict()).isEqualTo(Verdict.IDLE_WORKER);
    assertThat(leaks.get(0).ignore())
        .isEqualTo(
            "@IgnoreLeaks(thread = \"pool-*-thread-*\", anyFrame ="
                + " \"java.util.concurrent.ThreadPoolExecutor.getTask\", reason = \"…\")");
  }

  @Test
  void threadsOfDifferentTestsAreDifferentFindings() {
    List<Leak> leaks =
        Diagnosis.of(
            List.of(
                Stacks.waiting(1, "a", Stacks.PUT),
                Stacks.waiting(2, "b", Stacks.PUT),
                Stacks.waiting(3, "c", Stacks.PUT)),
            thread -> thread.id() == 2 ? "OtherTest.other()" : null,
            HeapEvidence.NONE);
    assertThat(leaks).extracting(Leak::startedIn).containsExactly(null, "OtherTest.other()");
    assertThat(leaks).extracting(leak -> leak.threads().size()).containsExactly(2, 1);
  }

  @Test
  void theGravestComesFirst() {
    List<Leak> leaks =
        of(
            Stacks.thread(1, "busy", Thread.State.RUNNABLE, "com.acme.Busy.run:7"),
            Stacks.waiting(2, "idle", Stacks.GET_TASK),
            Stacks.waiting(4, "blocked", Stacks.PUT),
            Stacks.thread(3, "entering", Thread.State.BLOCKED, "com.acme.Busy.run:9"));
    assertThat(leaks)
        .extracting(Leak::verdict)
        .containsExactly(Verdict.BLOCKED, Verdict.BLOCKED, Verdict.IDLE_WORKER, Verdict.RUNNING);
    assertThat(leaks.get(0).summary()).isEqualTo("waiting for a monitor");
  }

  @Test
  void busyThreadsAreOneFindingWhereverTheyAre() {
    List<Leak> leaks =
        of(
            Stacks.thread(1, "busy-1", Thread.State.RUNNABLE, "com.acme.Busy.run:7"),
            Stacks.thread(2, "busy-2", Thread.State.RUNNABLE, "com.acme.Busy.run:8"),
            Stacks.thread(
                3,
                "busy-3",
                Thread.State.RUNNABLE,
                "java.util.ArrayList.size:10",
                "com.acme.Busy.run:8"));
    assertThat(leaks).hasSize(1);
    assertThat(leaks.get(0).verdict()).isEqualTo(Verdict.RUNNING);
    assertThat(leaks.get(0).waitsIn()).isNull();
  }

  @Test
  void aLockInsideAQueueIsALockAndNoFullQueue() {
    Leak leak =
        of(Stacks.waiting(
                1,
                "sender",
                "java.util.concurrent.locks.LockSupport.park:341",
                "java.util.concurrent.locks.ReentrantLock.lockInterruptibly:161",
                "java.util.concurrent.ArrayBlockingQueue.put:369",
                "com.acme.OrderService.send:42"))
            .get(0);
    assertThat(leak.summary()).isEqualTo("waiting for a lock");
  }

  @Test
  void aTaskBelowTheUsersCodeDoesNotMatter() {
    Leak leak =
        of(Stacks.waiting(
                1,
                "pool-1-thread-1",
                "java.lang.Object.wait:-2",
                "com.acme.Task.run:3",
                "java.util.concurrent.FutureTask.get:1",
                "java.util.concurrent.ThreadPoolExecutor.getTask:1"))
            .get(0);
    assertThat(leak.summary()).isEqualTo("waiting to be notified");
  }

  @Test
  void namesSomeHoldersAndCountsTheRest() {
    List<LeakedThread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      threads.add(
          new LeakedThread(
              i,
              "t-" + i,
              "java.lang.Thread",
              "main",
              Thread.State.BLOCKED,
              false,
              false,
              Stacks.of("com.acme.A.b:1"),
              new Blocker("java.lang.Object", i, 90 + i, "holder\n" + i)));
    }
    assertThat(Diagnosis.of(threads, t -> null, HeapEvidence.NONE).get(0).heldBy())
        .isEqualTo(
            "thread \"holder?0\" (#90), thread \"holder?1\" (#91), thread \"holder?2\" (#92), … and"
                + " 2 more");
  }

  @Test
  void frameworksLibrariesAndTheJdkAreNotTheUsersCode() {
    StackTraceElement mine = new Throwable().getStackTrace()[0];
    List<StackTraceElement> stack = new ArrayList<>();
    stack.addAll(
        Stacks.of(
            "java.lang.Object.wait:-2",
            "org.junit.jupiter.engine.Some.run:1",
            "org.assertj.core.api.Assertions.assertThat:1"));
    stack.add(mine);
    assertThat(Frames.innermostOwn(stack)).isEqualTo(mine);
    assertThat(Frames.innermostOwn(stack.subList(0, 3))).isEqualTo(stack.get(2));
    assertThat(Frames.innermostOwn(stack.subList(0, 2))).isNull();
    StackTraceElement ours = Stacks.frame(Diagnosis.class.getName() + ".of:1");
    assertThat(Frames.innermostOwn(List.of(ours))).isNull();
  }

  @Test
  void tenThousandThreadsAreNoTrouble() {
    List<LeakedThread> threads = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String[] frames = Stacks.PUT.clone();
      frames[4] = "com.acme.Service" + i % 3_000 + ".send:42";
      threads.add(Stacks.waiting(i, "sender-" + i, frames));
    }
    List<Leak> leaks =
        Assertions.assertTimeout(
            Duration.ofSeconds(20), () -> Diagnosis.of(threads, thread -> null, HeapEvidence.NONE));
    assertThat(leaks).hasSize(3_000);
    assertThat(leaks.stream().mapToInt(leak -> leak.threads().size()).sum()).isEqualTo(10_000);
  }

  private static List<Leak> of(LeakedThread... threads) {
    return Diagnosis.of(Arrays.asList(threads), thread -> null, HeapEvidence.NONE);
  }
}
