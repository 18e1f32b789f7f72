package io.github.noleaks.internal.evidence;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.waits.Held;
import io.github.noleaks.internal.evidence.Waits.Wait;
import io.github.noleaks.internal.watch.VirtualThreads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to wait, by a thread that nobody can wake any more and by one that somebody can. */
class StuckOrWaitingTest {
  private final HiddenThreads threads = new HiddenThreads();

  @AfterEach
  void freeThem() {
    Held.object = null;
    threads.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThreadThatAloneKnowsWhatItWaitsForIsStuck(boolean virtual) {
    assumeTrue(!virtual || VirtualThreads.isSupported(), "needs virtual threads");
    Map<Wait<?>, Long> started = new LinkedHashMap<>();
    for (Wait<?> wait : Waits.all()) {
      started.put(wait, threads.start(virtual, wait::alone));
    }
    HeapEvidence all = threads.all();
    SoftAssertions softly = new SoftAssertions();
    started.forEach(
        (wait, id) -> {
          ThreadEvidence evidence = all.of(id).orElseThrow();
          if (virtual && isOnMonitor(wait) && !evidence.stuck()) {
            return; // Once that method is compiled, nothing tells the monitor any more.
          }
          softly.assertThat(evidence.stuck()).as("%s: %s", wait, evidence).isTrue();
          softly.assertThat(evidence.wokenBy()).as("%s", wait).hasSize(1);
          softly.assertThat(evidence.wokenBy().toString()).as("%s", wait).startsWith("[nobody");
          softly.assertThat(evidence.waitsFor()).as("%s", wait).isEqualTo(wait.told());
        });
    softly.assertAll();
  }

  /** A reference queue has a monitor of its own on some JDKs, such as 25. */
  private static boolean isOnMonitor(Wait<?> wait) {
    return wait.name().startsWith("Object.wait") || wait.name().equals("ReferenceQueue.remove");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThreadMayBeWokenIfAStaticHoldsWhatItWaitsFor(boolean virtual) throws Exception {
    assumeTrue(!virtual || VirtualThreads.isSupported(), "needs virtual threads");
    Map<Wait<?>, Long> started = new LinkedHashMap<>();
    List<Object> held = new ArrayList<>();
    for (Wait<?> wait : Waits.all()) {
      started.put(wait, startHeld(wait, virtual, held));
    }
    Held.object = held;
    held = null; // A local would be another way to it.
    HeapEvidence all = threads.all();
    SoftAssertions softly = new SoftAssertions();
    started.forEach(
        (wait, id) -> {
          ThreadEvidence evidence = all.of(id).orElseThrow();
          boolean lost = isLostAnyhow(wait);
          softly.assertThat(evidence.stuck()).as("%s: %s", wait, evidence).isEqualTo(lost);
          if (virtual && wait.name().startsWith("Object.wait") && evidence.wokenBy().isEmpty()) {
            return;
          }
          softly.assertThat(evidence.waitsFor()).as("%s", wait).isEqualTo(wait.told());
          softly
              .assertThat(evidence.wokenBy().toString())
              .as("%s", wait)
              .startsWith(lost ? "[nobody" : "[static com.acme.waits.Held.object");
        });
    softly.assertAll();
  }

  private <T> long startHeld(Wait<T> wait, boolean virtual, List<Object> held) throws Exception {
    T object = wait.making().call();
    held.add(object);
    return threads.start(virtual, () -> wait.waiting().on(object));
  }

  /**
   * A lock whose owner has ended is lost, whoever refers to it; a condition that only the thread
   * has made, and a permit, are the thread's alone, though the object is held.
   */
  private static boolean isLostAnyhow(Wait<?> wait) {
    return List.of("lock", "read lock", "condition", "LockSupport.park").contains(wait.name());
  }
}
