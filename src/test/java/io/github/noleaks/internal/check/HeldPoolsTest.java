package io.github.noleaks.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeldPoolsTest {
  private final ThreadPoolExecutor live =
      warm((ThreadPoolExecutor) Executors.newFixedThreadPool(1));

  private static <T extends ThreadPoolExecutor> T warm(T pool) {
    pool.prestartCoreThread();
    return pool;
  }

  @AfterEach
  void shutDown() throws InterruptedException {
    live.shutdownNow();
    assertThat(live.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A fixture with whatever the test is about. */
  @SuppressWarnings("unused")
  private static final class Fixture {
    private final @Nullable Object held;

    Fixture(@Nullable Object held) {
      this.held = held;
    }
  }

  private static boolean finds(Object held) {
    return !HeldPools.alive(Fixture.class, List.of(new Fixture(held))).isEmpty();
  }

  @Test
  void findsALivePoolInAFieldAndDeeper() {
    assertThat(finds(live)).isTrue();
    assertThat(finds(Executors.unconfigurableExecutorService(live))).isTrue();
    assertThat(finds(new Fixture(new Fixture(live)))).isTrue();
    assertThat(finds(List.of("x", Map.of("pool", live)))).isTrue();
    assertThat(finds(new Object[] {null, live})).isTrue();
  }

  @Test
  void doesNotFindOneThatIsShutDownOrHasNoWorker() throws InterruptedException {
    ThreadPoolExecutor cold = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
    assertThat(finds(cold)).isFalse();
    cold.shutdown();
    live.shutdown();
    assertThat(live.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(finds(live)).isFalse();
    assertThat(finds("no pool at all")).isFalse();
  }

  @Test
  void findsAPoolOfASubclassThatLeavesTheAnswersAlone() throws InterruptedException {
    class Counting extends ThreadPoolExecutor {
      private final AtomicInteger count = new AtomicInteger();

      Counting() {
        super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      }

      @Override
      protected void beforeExecute(Thread worker, Runnable task) {
        count.incrementAndGet();
      }
    }
    Counting counting = warm(new Counting());
    try {
      assertThat(finds(counting)).isTrue();
    } finally {
      counting.shutdownNow();
      assertThat(counting.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static final class Own extends ThreadPoolExecutor {
    private final AtomicBoolean asked;

    Own(AtomicBoolean asked) {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      this.asked = asked;
    }

    @Override
    public boolean isShutdown() {
      asked.set(true);
      return super.isShutdown();
    }
  }

  @Test
  void doesNotCallUsersClassesOrMocks() {
    AtomicBoolean called = new AtomicBoolean();
    Object mock =
        Proxy.newProxyInstance(
            HeldPoolsTest.class.getClassLoader(),
            new Class<?>[] {ExecutorService.class},
            (proxy, method, arguments) -> {
              called.set(true);
              throw new IllegalStateException(method.getName());
            });
    assertThat(finds(List.of(mock))).isFalse();
    Own own = new Own(called);
    assertThat(finds(own)).isFalse();
    assertThat(called).isFalse();
    own.shutdown();
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesNotWaitForALockThatALeakMayHold() throws InterruptedException {
    Map<String, Object> locked = Collections.synchronizedMap(new HashMap<>());
    locked.put("pool", live);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              synchronized (locked) {
                held.countDown();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  // Released.
                }
              }
            });
    holder.start();
    held.await();
    try {
      assertThat(finds(locked)).isFalse();
    } finally {
      end.countDown();
      holder.join();
    }
  }

  private static final AtomicBoolean AROUND_INITIALISED = new AtomicBoolean();

  @SuppressWarnings("unused")
  private static final class Around {
    private static final Object FIELD = AROUND_INITIALISED.getAndSet(true);

    private static final class Within {}
  }

  @Test
  void doesNotInitialiseTheClassAround() {
    assertThat(HeldPools.alive(Around.Within.class, List.of())).isEmpty();

    assertThat(AROUND_INITIALISED).isFalse();
  }

  @SuppressWarnings({"unused", "ClassCanBeStatic", "InnerClassMayBeStatic"})
  private static final class Outer {
    private static @Nullable Object pool;

    private final class Inner {}
  }

  @Test
  void findsThePoolOfTheClassAroundANestedOne() {
    Outer.pool = live;
    assertThat(HeldPools.alive(Outer.Inner.class, List.of())).hasSize(1);
    Outer.pool = null;
    assertThat(HeldPools.alive(Outer.Inner.class, List.of())).isEmpty();
  }
}
