package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestingPlaceTest {

  @Test
  void aWorkerThatWaitsForATaskIsIdle() {
    assertThat(RestingPlace.isIdleWorker(Stacks.waiting(1, "w", Stacks.GET_TASK))).isTrue();
    assertThat(RestingPlace.isDying(Stacks.waiting(1, "w", Stacks.GET_TASK))).isFalse();
  }

  @Test
  void aSenderIsNot() {
    assertThat(RestingPlace.isIdleWorker(Stacks.waiting(1, "w", Stacks.PUT))).isFalse();
    assertThat(RestingPlace.isDying(Stacks.waiting(1, "w", Stacks.PUT))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.util.concurrent.ThreadPoolExecutor.processWorkerExit",
        "java.util.concurrent.ThreadPoolExecutor.tryTerminate",
        "java.util.concurrent.ForkJoinPool.deregisterWorker",
        "java.lang.Thread.exit",
        "java.lang.VirtualThread.afterTerminate",
        "jdk.internal.vm.SharedThreadContainer.onExit",
        "jdk.internal.vm.ThreadContainers$TrackingRootContainer.onExit"
      })
  void aThreadOnItsWayOutIsDying(String exit) {
    for (Thread.State state :
        new Thread.State[] {Thread.State.RUNNABLE, Thread.State.BLOCKED, Thread.State.WAITING}) {
      LeakedThread thread =
          Stacks.thread(
              1,
              "w",
              state,
              "java.util.concurrent.locks.LockSupport.park:1",
              exit + ":1",
              "java.lang.Thread.run:1");
      assertThat(RestingPlace.isDying(thread)).isTrue();
    }
  }

  @Test
  void codeOfTheUsersOnTheWayOutIsNotDying() {
    LeakedThread inHook =
        Stacks.thread(
            1,
            "w",
            Thread.State.RUNNABLE,
            "java.lang.Object.wait:1",
            "com.acme.Pool.terminated:1",
            "java.util.concurrent.ThreadPoolExecutor.tryTerminate:1",
            "java.lang.Thread.run:1");
    assertThat(RestingPlace.isDying(inHook)).isFalse();
  }

  @Test
  void aThreadWithoutFramesOrWithTheOutermostAloneIsDying() {
    assertThat(RestingPlace.isDying(Stacks.thread(1, "w", Thread.State.RUNNABLE))).isTrue();
    assertThat(RestingPlace.isDying(Stacks.thread(1, "w", Thread.State.TERMINATED, Stacks.PUT)))
        .isTrue();
    assertThat(
            RestingPlace.isDying(
                Stacks.thread(1, "w", Thread.State.RUNNABLE, "java.lang.Thread.run:840")))
        .isTrue();
    assertThat(
            RestingPlace.isDying(
                Stacks.thread(
                    1,
                    "w",
                    Thread.State.RUNNABLE,
                    "java.util.concurrent.FutureTask.run:1",
                    "com.acme.MyThread.run:7")))
        .isFalse();
    assertThat(
            RestingPlace.isDying(
                Stacks.thread(1, "w", Thread.State.RUNNABLE, "com.acme.Busy.run:7")))
        .isFalse();
  }
}
