package io.github.noleaks.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** A pool that serves many tests and grows in one of them is not that test's leak. */
class SharedPoolsTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
    Context.POOL.set(null);
  }

  /** A pool whose first worker is there, and which starts another with each task. */
  private static ThreadPoolExecutor warmPool(String name) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        (ThreadPoolExecutor)
            Executors.newFixedThreadPool(
                20, task -> new Thread(task, name + count.incrementAndGet()));
    pool.prestartCoreThread();
    return Planted.neverShutDown(pool);
  }

  private static void grow(@Nullable ExecutorService pool) {
    try {
      requireNonNull(pool).submit(() -> {}).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** As Spring does it: made for the first class that wants it, kept for all the others. */
  static class Context implements TestInstancePostProcessor {
    // Not a plain field: the class's own pools are found there, and this one is not its own.
    static final AtomicReference<@Nullable ThreadPoolExecutor> POOL = new AtomicReference<>();

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
      POOL.compareAndSet(null, warmPool("context-"));
    }
  }

  @ExtendWith(Context.class)
  static class First {
    @Test
    void one() {
      grow(Context.POOL.get());
    }

    @Test
    void two() {
      grow(Context.POOL.get());
    }
  }

  @VerifyNoLeaks
  static class Second extends First {
    @Test
    void leaks() {
      grow(Context.POOL.get());
      grow(Planted.neverShutDown(Executors.newFixedThreadPool(1)));
    }
  }

  @VerifyNoLeaks
  static class FirstChecked extends First {}

  @Test
  void thePoolOfAnApplicationContextMayGrow() {
    Results results = Suite.of(FirstChecked.class, Second.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads())
        .singleElement()
        .satisfies(thread -> assertThat(thread.name()).startsWith("pool-"));
  }

  @Test
  void alsoWhereTheWholeSuiteIsChecked() {
    assertThat(Suite.of(First.class).global().run().failed()).isEmpty();
    assertThat(Suite.of(First.class).global().with("noleaks.scope", "suite").run().failed())
        .isEmpty();
  }

  @VerifyNoLeaks
  static class WithHiddenFixture {
    // A field of the JDK's is not opened.
    static final AtomicReference<@Nullable ThreadPoolExecutor> HIDDEN = new AtomicReference<>();

    @BeforeAll
    static void open() {
      HIDDEN.set(warmPool("hidden-"));
    }

    @Test
    void one() {
      grow(HIDDEN.get());
    }

    @Test
    void two() {
      grow(HIDDEN.get());
    }
  }

  @VerifyNoLeaks
  static class WithHiddenFixtureThatIsClosed extends WithHiddenFixture {
    @AfterAll
    static void close() {
      requireNonNull(HIDDEN.get()).shutdown();
    }
  }

  @Test
  void theClassAnswersForItsOwn() {
    assertThat(Suite.of(WithHiddenFixtureThatIsClosed.class).run().failed()).isEmpty();

    Results results = Suite.of(WithHiddenFixture.class).run();
    assertThat(results.failed()).containsExactly("SharedPoolsTest$WithHiddenFixture");
    assertThat(results.reportOf("SharedPoolsTest$WithHiddenFixture").threads())
        .extracting("name")
        .containsExactlyInAnyOrder("hidden-1", "hidden-2", "hidden-3");
  }

  @VerifyNoLeaks
  static class LeaksTheSameTwice {
    @Test
    void one() {
      warmPool("same-");
    }

    @Test
    void two() {
      warmPool("same-");
    }
  }

  static class Unchecked {
    @Test
    void may() {
      warmPool("same-");
    }
  }

  @AllowLeaks(reason = "negative control: these leaks excuse nobody else's")
  static class MayLeak {
    @Test
    void may() {
      warmPool("same-");
    }
  }

  @Test
  void aLeakIsNobodysExcuse() {
    assertThat(Suite.of(MayLeak.class, LeaksTheSameTwice.class).global().run().failed())
        .containsExactly("one", "two");
    Planted.removeAll();
    assertThat(Suite.of(Unchecked.class, LeaksTheSameTwice.class).run().failed())
        .containsExactly("one", "two");
  }
}
