package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.NoLeaks;
import io.github.noleaks.Options;
import io.github.noleaks.Snapshot;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.CommonPool;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * A worker of the common pool serves everybody in turn: what was decided on it while it did
 * somebody's task does not hold for the next task.
 */
class CommonPoolReuseTest {

  @AfterEach
  void release() {
    CommonPool.release();
  }

  static final class PreparesTheClass implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      CommonPool.useAllWorkers();
    }
  }

  static final class PreparesTheInstance implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
      CommonPool.useAllWorkers();
    }
  }

  private static void leaveOneStuck() {
    CommonPool.start(CommonPool::getStuck);
    CommonPool.awaitStuck(1);
  }

  @VerifyNoLeaks
  @ExtendWith(PreparesTheClass.class)
  static class InAPreparedClass {
    @Test
    void leaks() {
      leaveOneStuck();
    }
  }

  @VerifyNoLeaks
  @ExtendWith(PreparesTheInstance.class)
  static class InAPreparedInstance {
    @Test
    void leaks() {
      leaveOneStuck();
    }
  }

  @Test
  void aWorkerThatOtherExtensionsHaveUsedBeforeTheTestCanLeak() {
    assertNamesTheStuck(Suite.of(InAPreparedClass.class).run());
    CommonPool.release();
    assertNamesTheStuck(Suite.of(InAPreparedInstance.class).run());
  }

  static final class LeavesOneStuck implements TestInstancePostProcessor {
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
      CommonPool.start(LeavesOneStuck::untilTheTest);
      CommonPool.awaitStuck(1);
    }

    private static void untilTheTest() {
      CommonPool.getStuck();
    }
  }

  @VerifyNoLeaks
  @ExtendWith(LeavesOneStuck.class)
  static class AlongsideAnExtensionsTask {
    @Test
    void test() {}
  }

  @VerifyNoLeaks
  @ExtendWith(LeavesOneStuck.class)
  static class AfterAnExtensionsTask {
    @Test
    void leaks() {
      CommonPool.release();
      leaveOneStuck();
    }
  }

  @Test
  void whatAnExtensionLetsAWorkerDoIsNotTheTests() {
    assertThat(Suite.of(AlongsideAnExtensionsTask.class).run().failed()).isEmpty();
  }

  @Test
  void theNextTaskOfAnExtensionsWorkerCanLeak() {
    assertNamesTheStuck(Suite.of(AfterAnExtensionsTask.class).run());
  }

  private static void assertNamesTheStuck(Results results) {
    assertThat(results.failed()).containsExactly("leaks");
    assertThat(results.reportOf("leaks").threads())
        .extracting(LeakedThread::id)
        .containsExactlyElementsOf(CommonPool.stuck());
  }

  @Test
  void anAdoptedWorkerCanLeakItsNextTask() {
    CommonPool.useAllWorkers();
    NoLeaks.adoptCurrent();
    Snapshot idle = NoLeaks.snapshot(Options.defaults().settlingFor(Duration.ofMillis(20)));
    leaveOneStuck();

    assertThat(idle.find().threads())
        .extracting(LeakedThread::id)
        .containsExactlyElementsOf(CommonPool.stuck());
  }

  @Test
  void theTaskThatAnAdoptedWorkerIsInIsAdopted() {
    Snapshot before = NoLeaks.snapshot(Options.defaults().settlingFor(Duration.ofMillis(20)));
    CommonPool.start(CommonPoolReuseTest::adopted);
    CommonPool.awaitStuck(1);
    assertThat(before.find().isEmpty()).isFalse();

    NoLeaks.adoptCurrent();

    assertThat(before.find().isEmpty()).isTrue();
  }

  private static void adopted() {
    CommonPool.getStuck();
  }
}
