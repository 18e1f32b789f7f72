package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import io.github.noleaks.internal.evidence.HeapEvidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void isTwelveHexDigits() {
    assertThat(of(Stacks.waiting(1, "a-1", Stacks.PUT))).matches("[0-9a-f]{12}");
  }

  @Test
  void knowsNoIdsNamesLinesOrCounters() {
    String[] later = Stacks.PUT.clone();
    later[3] = "java.util.concurrent.ArrayBlockingQueue.put:999";
    later[4] = "com.acme.OrderService.lambda$send$7:43";
    assertThat(of(Stacks.waiting(1, "a-1", Stacks.PUT)))
        .isEqualTo(of(Stacks.waiting(2, "b-2", later)));
  }

  @Test
  void isTheSameWhateverTheJdkDoesInside() {
    assertThat(of(Stacks.waiting(1, "a-1", Stacks.PUT)))
        .isEqualTo(
            of(
                Stacks.waiting(
                    1,
                    "a-1",
                    "java.lang.VirtualThread.park:582",
                    "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await:1",
                    "java.util.concurrent.ArrayBlockingQueue.put:371",
                    "com.acme.OrderService.lambda$send$0:42",
                    "java.lang.VirtualThread.run:309")));
  }

  @Test
  void isTheSameWhetherTheJvmShowsLambdaShellsOrNot() {
    LeakedThread plain = Stacks.waiting(1, "a-1", Stacks.PUT);
    List<StackTraceElement> shown = new ArrayList<>(plain.stack());
    shown.add(5, new StackTraceElement("com.acme.OrderService$$Lambda$1/0x0a08", "run", null, -1));
    LeakedThread other =
        new LeakedThread(
            1, "a-1", "java.lang.Thread", "main", plain.state(), false, false, shown, null);
    assertThat(of(other)).isEqualTo(of(plain));
    assertThat(Frames.innermostOwn(shown.subList(5, 7))).isNull();
  }

  @Test
  void differsWithTheWaitAndThePlace() {
    String[] elsewhere = Stacks.PUT.clone();
    elsewhere[4] = "com.acme.OrderService.lambda$cancel$0:42";
    String[] otherWait = Stacks.PUT.clone();
    otherWait[3] = "java.util.concurrent.ArrayBlockingQueue.take:371";
    String original = of(Stacks.waiting(1, "a-1", Stacks.PUT));
    assertThat(of(Stacks.waiting(1, "a-1", elsewhere))).isNotEqualTo(original);
    assertThat(of(Stacks.waiting(1, "a-1", otherWait))).isNotEqualTo(original);
  }

  @Test
  void tasksInAQueueAreTheSameInEveryRun() {
    String one = ofTask("com.acme.Mailer$$Lambda$14/0x0800", "ThreadPoolExecutor: 1 of 2 workers");
    assertThat(one).matches("[0-9a-f]{12}");
    assertThat(ofTask("com.acme.Mailer$$Lambda/0x07", "ThreadPoolExecutor: 2 of 2 workers"))
        .isEqualTo(one);
    assertThat(ofTask("com.acme.Orders", "ThreadPoolExecutor: 1 of 2 workers")).isNotEqualTo(one);
    assertThat(ofTask("com.acme.Mailer", "Timer")).isNotEqualTo(one);
    assertThat(Fingerprint.of(Verdict.STUCK_TASK, "left", null, List.of())).matches("[0-9a-f]{12}");
  }

  private static String ofTask(String type, String executor) {
    return Fingerprint.ofTasks(
        "task in a queue",
        List.of(new LeakedTask(type, LeakedTask.Kind.QUEUED, Duration.ZERO, executor)));
  }

  @Test
  void tellsPoolsApartByTheNamesTheUserGave() {
    String mail = of(Stacks.waiting(1, "mail-1", Stacks.GET_TASK));
    assertThat(of(Stacks.waiting(2, "mail-2", Stacks.GET_TASK))).isEqualTo(mail);
    assertThat(of(Stacks.waiting(3, "order-1", Stacks.GET_TASK))).isNotEqualTo(mail);
  }

  @Test
  void aBusyThreadIsTheSameAtEachLook() {
    assertThat(
            of(
                Stacks.thread(
                    1,
                    "busy",
                    Thread.State.RUNNABLE,
                    "com.acme.Busy.step:9",
                    "com.acme.Busy.run:7")))
        .isEqualTo(of(Stacks.thread(1, "busy", Thread.State.RUNNABLE, "com.acme.Busy.run:8")));
  }

  @Test
  void generatedNamesAreNormalised() {
    assertThat(Stable.frame(Stacks.frame("com.acme.A$$Lambda/0x00007f1c2c001000.run:1")))
        .isEqualTo("com.acme.A*.run");
    assertThat(Stable.frame(Stacks.frame("com.acme.A$$Lambda$14/0x0000000800c03000.run:1")))
        .isEqualTo("com.acme.A*.run");
    assertThat(Stable.frame(Stacks.frame("com.sun.proxy.$Proxy12.run:1")))
        .isEqualTo("com.sun.proxy.$Proxy*.run");
    assertThat(Stable.frame(Stacks.frame("com.acme.A$MockitoMock$123456.run:1")))
        .isEqualTo("com.acme.A$MockitoMock$*.run");
    assertThat(Stable.frame(Stacks.frame("com.acme.A.lambda$send$0:1")))
        .isEqualTo("com.acme.A.lambda$send$*");
    assertThat(Stable.frame(Stacks.frame("com.acme.AKt.send$lambda-3:1")))
        .isEqualTo("com.acme.AKt.send$lambda-*");
    assertThat(Stable.frame(Stacks.frame("com.acme.A2$Inner.send2:1")))
        .isEqualTo("com.acme.A2$Inner.send2");
  }

  private static Origin createdBy(String frame, @Nullable Origin before) {
    return new Origin(
        "T.t()", "pool-1-thread-1", 33, Stacks.of(frame, "com.acme.ATest.test:7"), before, null);
  }

  private static Leak idle(@Nullable Origin... origins) {
    List<LeakedThread> threads = new ArrayList<>();
    for (Origin origin : origins) {
      threads.add(
          Stacks.waiting(threads.size() + 1, "pool-1-thread-1", Stacks.GET_TASK)
              .withOrigin(origin));
    }
    List<Leak> leaks = Diagnosis.of(threads, t -> null, HeapEvidence.NONE);
    assertThat(leaks).hasSize(1);
    return leaks.get(0);
  }

  @Test
  void isTheSameWhetherTheCreatorIsKnownOrNot() {
    Origin known = createdBy("com.acme.Mailer.start:1", null);
    assertThat(idle(known).fingerprint())
        .isEqualTo(idle((Origin) null).fingerprint())
        .isEqualTo(idle(Origin.unknown("no tag")).fingerprint());
    assertThat(idle(known).creatorFingerprint()).matches("[0-9a-f]{12}");
    assertThat(idle((Origin) null).creatorFingerprint()).isNull();
    assertThat(idle(Origin.unknown("no tag")).creatorFingerprint()).isNull();
  }

  @Test
  void theSecondOneTellsCreatorsApart() {
    Leak mailer = idle(createdBy("com.acme.Mailer.start:1", null));
    Leak orders = idle(createdBy("com.acme.Orders.start:1", null));
    assertThat(mailer.fingerprint()).isEqualTo(orders.fingerprint());
    assertThat(mailer.creatorFingerprint())
        .isNotEqualTo(orders.creatorFingerprint())
        .isNotEqualTo(
            idle(createdBy("com.acme.Mailer.start:1", createdBy("com.acme.Orders.start:1", null)))
                .creatorFingerprint());
  }

  @Test
  void theSecondOneKnowsNoLinesCountersThreadsOrFramesOfTheJdkEither() {
    Leak one = idle(createdBy("com.acme.Mailer.lambda$start$0:1", null));
    Origin later =
        new Origin(
            "T.repetition 2()",
            "pool-7-thread-9",
            99,
            Stacks.of(
                "java.lang.Thread.<init>:708",
                "com.acme.Mailer.lambda$start$12:2",
                "java.util.ArrayList.forEach:1",
                "com.acme.ATest.test:8"),
            null,
            null);
    assertThat(idle(later).creatorFingerprint()).isEqualTo(one.creatorFingerprint());
  }

  @Test
  void theSecondOneDoesNotDependOnWhoComesFirstOrIsUnknown() {
    Origin mailer = createdBy("com.acme.Mailer.start:1", null);
    Origin orders = createdBy("com.acme.Orders.start:1", null);
    assertThat(idle(mailer, orders).creatorFingerprint())
        .isEqualTo(idle(orders, mailer, orders, Origin.unknown("too many")).creatorFingerprint())
        .isNotEqualTo(idle(mailer).creatorFingerprint());
  }

  private static String of(LeakedThread thread) {
    return Diagnosis.of(List.of(thread), t -> null, HeapEvidence.NONE).get(0).fingerprint();
  }
}
