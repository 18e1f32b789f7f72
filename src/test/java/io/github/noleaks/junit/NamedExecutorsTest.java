package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Leak;
import io.github.noleaks.NoLeaks;
import io.github.noleaks.Verdict;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Executors that a test has named to NoLeaks, since nobody could see them. */
@SuppressWarnings("FutureReturnValueIgnored") // To forget it is what is tested.
class NamedExecutorsTest {
  private static final ConcurrentLinkedQueue<ExecutorService> MADE = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger ASKED = new AtomicInteger();

  @AfterEach
  void end() {
    MADE.forEach(ExecutorService::shutdownNow);
    MADE.clear();
  }

  private static Results run(Class<?> tests) {
    return Suite.of(tests).global().with("noleaks.access", "auto").run();
  }

  private static <E extends ExecutorService> E made(E executor) {
    MADE.add(executor);
    return executor;
  }

  /** Its thread factory refuses: what is handed in waits for ever. */
  private static ThreadPoolExecutor withoutThreads() {
    return made(
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), NamedExecutorsTest::refuse));
  }

  @SuppressWarnings("NullAway") // As a factory may do.
  private static Thread refuse(Runnable task) {
    return null;
  }

  /** An executor of the user's own make. */
  static class OfOwnMake extends AbstractExecutorService {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      over.set(true);
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown();
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      ASKED.incrementAndGet();
      return over.get();
    }

    @Override
    public boolean isTerminated() {
      return over.get();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  static class Broken extends OfOwnMake {
    @Override
    public boolean isShutdown() {
      super.isShutdown();
      throw new IllegalStateException("broken");
    }
  }

  static class Refusing {
    @Test
    void handsIn() {
      NoLeaks.watch(withoutThreads()).execute(() -> {});
    }

    @Test
    void handsInToAWrapper() {
      ExecutorService pool =
          NoLeaks.watch(Executors.unconfigurableExecutorService(withoutThreads()));
      pool.execute(() -> {});
    }

    @Test
    void shutsDown() {
      ThreadPoolExecutor pool = NoLeaks.watch(withoutThreads());
      pool.execute(() -> {});
      pool.shutdownNow();
    }

    @Test
    void handsInNothing() {
      NoLeaks.watch(withoutThreads());
    }

    @Test
    void doesNotNameIt() {
      withoutThreads().execute(() -> {});
    }
  }

  @Test
  void tasksWithoutAnyThread() {
    Results results = run(Refusing.class);
    assertThat(results.failed()).containsExactly("handsIn", "handsInToAWrapper");
    assertThat(Parallel.leaks(results))
        .allSatisfy(
            leak -> {
              assertThat(leak.verdict()).isEqualTo(Verdict.STUCK_TASK);
              assertThat(leak.threads()).isEmpty();
              assertThat(leak.tasks()).hasSize(1);
              assertThat(leak.tasks().get(0).executor())
                  .isEqualTo("ThreadPoolExecutor: 0 of 1 worker, not shut down");
            });
  }

  static class OwnMakes {
    @Test
    void forgetsIt() {
      NoLeaks.watch(made(new OfOwnMake()));
    }

    @Test
    void shutsItDown() {
      NoLeaks.watch(new OfOwnMake()).shutdown();
    }

    @Test
    void hasABrokenOne() {
      NoLeaks.watch(new Broken());
    }

    @Test
    void hasAGeneratedOne() {
      Object proxy =
          Proxy.newProxyInstance(
              OwnMakes.class.getClassLoader(),
              new Class<?>[] {ExecutorService.class},
              (self, method, args) -> {
                throw new IllegalStateException(method.getName());
              });
      assertThat(NoLeaks.watch((ExecutorService) proxy)).isSameAs(proxy);
    }

    @Test
    void hasOneWithoutAnEnd() {
      Executor direct = Runnable::run;
      assertThat(NoLeaks.watch(direct)).isSameAs(direct);
    }
  }

  @Test
  void anExecutorOfAnotherMakeMustBeShutDown() {
    ASKED.set(0);
    Results results = run(OwnMakes.class);
    assertThat(results.failed()).containsExactly("forgetsIt");
    Leak leak = results.reportOf("forgetsIt").leaks().get(0);
    assertThat(leak.summary()).isEqualTo("executor never shut down");
    assertThat(leak.tasks().get(0).executor()).startsWith(OfOwnMake.class.getName() + ": not shut");
    assertThat(ASKED.get()).isPositive();
  }

  @Test
  void noneIsKeptAlive() {
    WeakReference<ExecutorService> gone = new WeakReference<>(NoLeaks.watch(new OfOwnMake()));
    while (gone.get() != null) {
      System.gc();
    }
    assertThat(run(OwnMakes.class).failed()).containsExactly("forgetsIt");
  }

  static class OfClass {
    static @Nullable OfOwnMake executor;

    @BeforeAll
    static void make() {
      executor = NoLeaks.watch(made(new OfOwnMake()));
    }

    @Test
    void test() {}
  }

  static class OfCarefulClass extends OfClass {
    @AfterAll
    static void end() {
      if (executor != null) {
        executor.shutdown();
      }
    }
  }

  @Test
  void theOneOfAClassMustBeShutDownWhenTheClassEnds() {
    assertThat(run(OfClass.class).failed()).containsExactly("NamedExecutorsTest$OfClass");
    assertThat(run(OfCarefulClass.class).failed()).isEmpty();
  }

  private static ThreadPoolExecutor shared = withoutThreads();

  static class UsesAShared {
    @Test
    void handsIn() {
      NoLeaks.watch(shared).execute(() -> {});
    }

    @Test
    void takesBack() {
      Runnable task = () -> {};
      shared.execute(task);
      shared.remove(task);
    }
  }

  @Test
  void oneThatWasThereBeforeIsComparedWithBefore() {
    shared = NoLeaks.watch(withoutThreads());
    assertThat(run(UsesAShared.class).failed()).containsExactly("handsIn");
  }
}
