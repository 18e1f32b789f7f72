package io.github.noleaks.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.heap.DumpBuilder;
import io.github.noleaks.internal.heap.DumpInstance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each thread waits for a latch that only the next one could count down. To look through the heap
 * again for each thread would take hours here.
 */
@Timeout(60)
class DaisyChainTest {
  private static final String AQS = "java.util.concurrent.locks.AbstractQueuedSynchronizer";

  @TempDir private Path directory;

  private final DumpBuilder dump = new DumpBuilder(8);
  private final JdkTypes types = new JdkTypes(dump);

  /** The last latch of a chain. */
  private long chain(int length) {
    long before = latch().id();
    for (int i = 0; i < length; i++) {
      DumpInstance thread = dump.object(types.thread).set("tid", i + 1);
      DumpInstance sync = dump.object(types.latchSync);
      long own = latch().set("sync", sync.id()).id();
      thread.set("threadStatus", JdkTypes.PARKED).set("parkBlocker", sync.id());
      dump.thread(thread.id())
          .frame("jdk.internal.misc.Unsafe.park", "(ZJ)V", -3)
          .frame(AQS + ".acquireSharedInterruptibly", "(I)V", 1047, sync.id())
          .frame("java.util.concurrent.CountDownLatch.await", "()V", 230, own)
          .frame("com.acme.Task.run", "()V", 17, own, before)
          .frame("java.lang.Thread.run", "()V", 840, thread.id());
      before = own;
    }
    return before;
  }

  private DumpInstance latch() {
    return dump.object(types.latch);
  }

  private long stuck(int length) throws IOException {
    HeapEvidence evidence =
        HeapAnalysis.of(dump.write(directory.resolve("a.hprof")), HeapQuestion.all(true));
    assertThat(evidence.threads()).hasSize(length);
    assertThat(evidence.circles()).isEmpty();
    return evidence.threads().stream().filter(ThreadEvidence::stuck).count();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_000, 20_000})
  void allAreStuckIfNobodyHoldsTheLastLatch(int length) throws IOException {
    chain(length);
    assertThat(stuck(length)).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_000, 20_000})
  void noneIsStuckIfAStaticFieldHoldsTheLastLatch(int length) throws IOException {
    types.holder.staticField("LATCH", 'L', chain(length));
    assertThat(stuck(length)).isZero();
  }
}
