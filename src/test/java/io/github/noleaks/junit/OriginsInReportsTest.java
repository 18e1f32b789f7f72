package io.github.noleaks.junit;

import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Created;
import io.github.noleaks.testing.Created.Creations;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way to create a thread is told from the line that did it up to the test, and no further. */
class OriginsInReportsTest {
  private static final Map<String, Integer> LINES = new ConcurrentHashMap<>();
  private static final ConcurrentLinkedQueue<Timer> TIMERS = new ConcurrentLinkedQueue<>();

  @AfterEach
  void removePlanted() {
    TIMERS.forEach(Timer::cancel);
    TIMERS.clear();
    Planted.removeAll();
  }

  /** The next line of the calling test creates the thread, or lets the JDK do so. */
  private static void nextLineCreates() {
    StackTraceElement caller = new Throwable().getStackTrace()[1];
    LINES.put(caller.getMethodName(), caller.getLineNumber() + 1);
  }

  private static <T extends ExecutorService> T planted(T pool) {
    return Planted.neverShutDown(pool);
  }

  @VerifyNoLeaks
  static class Ways {
    @Test
    @Created("Thread.<init> < newThread")
    void newThread() {
      nextLineCreates();
      Thread thread = new Thread(LockSupport::park);
      Planted.parked(thread);
    }

    private static final class Parking extends Thread {
      @Override
      public void run() {
        LockSupport.park();
      }
    }

    @Test
    @Created("Thread.<init> < <init> < subclass")
    void subclass() {
      nextLineCreates();
      Thread thread = new Parking();
      Planted.parked(thread);
    }

    @Test
    @Created("Thread.<init> < lambda of byFactory < ThreadPoolExecutor.execute < byFactory")
    void byFactory() {
      ExecutorService pool =
          planted(Executors.newCachedThreadPool(task -> new Thread(task, "of-factory")));
      nextLineCreates();
      pool.execute(LockSupport::park);
    }

    @Test
    @Created("AbstractExecutorService.submit < bySubmit")
    void bySubmit() throws Exception {
      ExecutorService pool = planted(Executors.newFixedThreadPool(2));
      nextLineCreates();
      pool.submit(() -> {}).get();
    }

    @Test
    @Created("AbstractExecutorService.invokeAll < byInvokeAll")
    void byInvokeAll() throws Exception {
      ExecutorService pool = planted(Executors.newFixedThreadPool(2));
      nextLineCreates();
      pool.invokeAll(List.of(() -> "done"));
    }

    @Test
    @Created("ScheduledThreadPoolExecutor.schedule < scheduled")
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
    void scheduled() {
      var pool = planted(Executors.newScheduledThreadPool(1));
      nextLineCreates();
      pool.schedule(() -> {}, 1, HOURS);
    }

    @Test
    @Created("Timer.<init> < timer")
    void timer() {
      nextLineCreates();
      Timer timer = new Timer("of-timer", true);
      TIMERS.add(timer);
    }

    @Test
    @Created("CompletableFuture.runAsync < byRunAsync")
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
    void byRunAsync() {
      ExecutorService pool = planted(Executors.newCachedThreadPool());
      nextLineCreates();
      CompletableFuture.runAsync(LockSupport::park, pool);
    }

    @Test
    @Created("ForkJoinPool.execute < inForkJoinPool")
    void inForkJoinPool() {
      ForkJoinPool pool = planted(new ForkJoinPool(1));
      nextLineCreates();
      pool.execute(() -> LockSupport.park());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @Created("ThreadBuilders$VirtualThreadBuilder.unstarted < unstarted < start < virtual")
    void virtual() {
      nextLineCreates();
      Thread thread = VirtualThreads.start("virtual", LockSupport::park);
      Planted.awaitParked(Planted.remember(thread));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    @Created("ThreadPerTaskExecutor.execute < virtualPerTask")
    void virtualPerTask() throws Exception {
      ExecutorService pool =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      planted(pool);
      CompletableFuture<Thread> worker = new CompletableFuture<>();
      Runnable task =
          () -> {
            worker.complete(Thread.currentThread());
            LockSupport.park();
          };
      nextLineCreates();
      pool.execute(task);
      Planted.awaitParked(worker.get());
    }
  }

  @VerifyNoLeaks
  static class Generations {
    @Test
    void byThreads() throws Exception {
      Runnable grandchild = () -> Planted.parked(new Thread(LockSupport::park, "grandchild"));
      Runnable child = () -> start(new Thread(grandchild, "child"));
      start(new Thread(child, "parent"));
    }

    private static void start(Thread thread) {
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What one of the tests above has left behind, as its report tells it. */
  private static LeakedThread told(Results results, String test) {
    LeakReport report = results.reportOf(test);
    assertThat(report.text()).contains("created by  ").doesNotContain("unknown: ");
    assertThat(report.threads()).as(test).hasSize(1);
    return report.threads().get(0);
  }

  private static Stream<Method> ways() {
    return Arrays.stream(Ways.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Created.class))
        .filter(each -> VirtualThreads.isSupported() || !each.getName().startsWith("virtual"));
  }

  private static Origin origin(Results results, String test) {
    return Objects.requireNonNull(told(results, test).origin(), test);
  }

  @Test
  void eachWayIsToldFromTheCreatingLineToTheTest() {
    Results byAccess = Witness.ACCESS.ask(Suite.of(Ways.class)).run();
    removePlanted();
    Results byHeap = Witness.HEAP.ask(Suite.of(Ways.class)).run();

    assertThat(byAccess.failed())
        .isEqualTo(byHeap.failed())
        .containsExactlyInAnyOrderElementsOf(ways().map(Method::getName).toList());
    for (Method test : ways().toList()) {
      String name = test.getName();
      Origin origin = origin(byAccess, name);
      assertThat(origin).isEqualTo(origin(byHeap, name));
      assertThat(origin.subject()).isEqualTo("OriginsInReportsTest.Ways." + name + "()");
      assertThat(Creations.of(origin))
          .as(name)
          .containsExactly(test.getAnnotation(Created.class).value());
      assertThat(outermost(origin).getLineNumber()).as(name).isEqualTo(LINES.get(name));
    }
  }

  private static StackTraceElement outermost(Origin origin) {
    return origin.stack().get(origin.stack().size() - 1);
  }

  @ParameterizedTest
  @EnumSource
  void threadsOfThreadsAreToldOverAllInBetween(Witness witness) {
    Results results = witness.ask(Suite.of(Generations.class)).run();

    Origin origin = origin(results, "byThreads");
    assertThat(Creations.of(origin))
        .containsExactly(
            "Thread.<init> < lambda of byThreads",
            "Thread.<init> < lambda of byThreads",
            "Thread.<init> < byThreads");
    List<String> creators = new ArrayList<>();
    for (Origin each = origin; each != null; each = each.before()) {
      creators.add(each.creator());
      assertThat(each.subject()).isEqualTo("OriginsInReportsTest.Generations.byThreads()");
    }
    assertThat(creators).containsExactly("child", "parent", Thread.currentThread().getName());
    assertThat(results.reportOf("byThreads").text())
        .contains("in thread \"child\" (#", "in thread \"parent\" (#");
  }
}
