package io.github.noleaks.junit.channels;

import static org.assertj.core.api.Assertions.fail;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.VerifyNoLeaks;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Suites about who has to close what. */
final class FixtureSuites {
  private FixtureSuites() {}

  static FileInputStream file(Path folder, String name) throws IOException {
    return new FileInputStream(Files.writeString(folder.resolve(name), "text").toFile());
  }

  static Socket connection() throws IOException {
    return new Socket(Kept.server().getInetAddress(), Kept.server().getLocalPort());
  }

  /** The first test opens it, all use it, the class closes it. */
  @VerifyNoLeaks
  static class LazyStatic {
    private static @Nullable Socket shared;

    @AfterAll
    static void close() throws IOException {
      if (shared != null) {
        shared.close();
      }
    }

    @RepeatedTest(2)
    void uses() throws IOException {
      if (shared == null) {
        shared = connection();
      }
    }
  }

  /** The same in a field of the one instance. */
  @VerifyNoLeaks
  @TestInstance(Lifecycle.PER_CLASS)
  static class LazyInstance {
    private @Nullable Socket shared;

    @AfterAll
    void close() throws IOException {
      if (shared != null) {
        shared.close();
      }
    }

    @RepeatedTest(2)
    void uses() throws IOException {
      if (shared == null) {
        shared = connection();
      }
    }
  }

  /** An instance for each test: what its field holds is the test's. */
  @VerifyNoLeaks
  @SuppressWarnings("UnusedVariable") // Who holds it is what is tested.
  static class InField {
    private @Nullable Socket own;

    @Test
    void leaves() throws IOException {
      own = Kept.keep(connection());
    }
  }

  /** The class does not close what its field holds. */
  @VerifyNoLeaks
  @SuppressWarnings("UnusedVariable") // Who holds it is what is tested.
  static class ForgottenStatic {
    private static @Nullable Socket shared;

    @Test
    void uses() throws IOException {
      shared = Kept.keep(connection());
    }
  }

  /** What a constructor opens is its test's. */
  @VerifyNoLeaks
  static class InConstructor {
    private final Socket own;

    InConstructor() throws IOException {
      own = Kept.keep(connection());
    }

    @Test
    void uses() {
      if (!own.isConnected()) {
        fail("not connected");
      }
    }
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class Various {
    @TempDir static Path folder;

    @Test
    void a_fails() throws IOException {
      Kept.keep(file(folder, "failed.csv"));
      fail("of its own");
    }

    @Test
    @AllowLeaks(reason = "to be seen")
    void b_mayLeave() throws IOException {
      Kept.keep(file(folder, "allowed.csv"));
    }

    @Test
    @IgnoreLeaks(channel = "*/ignored.csv", reason = "to be seen")
    void c_ignores() throws IOException {
      Kept.keep(file(folder, "ignored.csv"));
    }

    @Test
    @IgnoreLeaks(channel = "*/other.csv", reason = "to be seen")
    void d_ignoresAnother() throws IOException {
      Kept.keep(file(folder, "told.csv"));
    }

    @Test
    void e_leavesTwo() throws IOException {
      Kept.keep(file(folder, "one.csv"));
      Kept.keep(connection());
    }

    @Test
    void f_passes() {
      // What others have left is not its.
    }
  }

  /** Two tests at the same time, one of which leaves something. */
  @VerifyNoLeaks
  @Execution(ExecutionMode.CONCURRENT)
  static class Parallel {
    private static final CyclicBarrier MEETING = new CyclicBarrier(2);

    private static void meet() throws Exception {
      MEETING.await(30, TimeUnit.SECONDS);
    }

    @Test
    void leaves() throws Exception {
      meet();
      Kept.keep(connection());
      meet();
    }

    @Test
    void passes() throws Exception {
      meet();
      connection().close();
      meet();
    }
  }
}
