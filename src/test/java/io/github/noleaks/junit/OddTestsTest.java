package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakReport;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.internal.watch.VirtualThreads;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.StandardError;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that leave the thread they ran on, or the threads they leak, in a strange condition. */
class OddTestsTest {

  @AfterEach
  void removePlanted() {
    Thread.interrupted();
    Planted.removeAll();
  }

  @VerifyNoLeaks
  static class LeavesItsThreadInterrupted {
    @Test
    void a() {
      Planted.sender("of-an-interrupted-test");
      Thread.currentThread().interrupt();
    }

    @Test
    void b() {
      Planted.awaitParked(Planted.remember(startParked()));
      Thread.currentThread().interrupt();
    }

    private static Thread startParked() {
      if (VirtualThreads.isSupported()) {
        return VirtualThreads.start("of-another", LockSupport::park);
      }
      Thread thread = new Thread(LockSupport::park, "of-another");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }
  }

  @Test
  void anInterruptIsNotInTheWay(@TempDir Path folder) {
    Results[] results = new Results[1];
    String told =
        StandardError.during(
            () ->
                results[0] =
                    Suite.of(LeavesItsThreadInterrupted.class)
                        .with("noleaks.report.dir", folder.toString())
                        .run());

    assertThat(results[0].failed()).containsExactly("a", "b");
    LeakReport first = results[0].reportOf("a");
    assertThat(first.threads()).extracting("name").containsExactly("of-an-interrupted-test");
    assertThat(first.text()).contains("queue.put(\"second\");");
    assertThat(results[0].reportOf("b").threads()).extracting("name").containsExactly("of-another");
    assertThat(told).isEmpty();
    assertThat(folder).isNotEmptyDirectory();
  }

  /** All it can do to make life hard for who looks at it; its id alone is left as it is. */
  private static final class Odd extends Thread {
    Odd(String name) {
      super(LockSupport::park, name);
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no stack for you");
    }

    @Override
    public ClassLoader getContextClassLoader() {
      throw new IllegalStateException("no class loader for you");
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public String toString() {
      throw new IllegalStateException("no words for you");
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("not comparable");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("not to be put into a map");
    }
  }

  @VerifyNoLeaks
  static class LeaksAnOddThread {
    static final Thread leaked = new Odd("a\"b\\c\u0000\n" + "x".repeat(10_000));

    @Test
    void odd() {
      leaked.setDaemon(true);
      leaked.start();
      Planted.awaitParked(leaked);
    }
  }

  @Test
  void whatAThreadOverridesIsNotCalledAndAnyNameCanBeTold() throws InterruptedException {
    Results results = Suite.of(LeaksAnOddThread.class).run();
    LockSupport.unpark(LeaksAnOddThread.leaked);
    LeaksAnOddThread.leaked.join();

    LeakReport report = results.reportOf("odd");
    assertThat(report.threads())
        .singleElement()
        .extracting("className")
        .isEqualTo(Odd.class.getName());
    assertThat(report.text().lines()).allMatch(line -> line.length() < 300);
    assertThat(report.leaks().get(0).ignore()).startsWith("@IgnoreLeaks(thread = \"a\\\"b\\\\c??x");
  }

  @VerifyNoLeaks
  static class WithoutAContextClassLoader {
    @Test
    void leaks() {
      Thread.currentThread().setContextClassLoader(null);
      Planted.sender("of-no-loader");
    }
  }

  @Test
  void doesWithoutAContextClassLoader() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      Results results = Suite.of(WithoutAContextClassLoader.class).run();

      assertThat(results.reportOf("leaks").threads())
          .extracting("name")
          .containsExactly("of-no-loader");
      Thread.currentThread().setContextClassLoader(null);
      assertThat(Suite.of(WithoutAContextClassLoader.class).run().failed()).contains("leaks");
    } finally {
      Thread.currentThread().setContextClassLoader(loader);
    }
  }
}
