package io.github.noleaks.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.internal.evidence.HeapQuestion.Suspect;
import io.github.noleaks.internal.evidence.NaiveProof.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proof of {@link LiveThreads} says the same as the plainest one, whatever the heap is. */
@Timeout(300)
class StuckThreadsPropertyTest {
  private static final int GRAPHS = 3_000;

  @TempDir private Path directory;

  private HeapEvidence ask(RandomHeap heap, HeapQuestion question) throws IOException {
    return HeapAnalysis.of(heap.dump.write(directory.resolve("a.hprof")), question);
  }

  private static Set<Long> stuck(RandomHeap heap, HeapEvidence evidence) {
    Set<Long> stuck = new HashSet<>();
    for (ThreadEvidence each : evidence.threads()) {
      if (each.stuck()) {
        stuck.add(heap.threads.get((int) (each.threadId() - RandomHeap.FIRST_TID)).id());
      }
    }
    return stuck;
  }

  @Test
  void thoseAreStuckThatTheNaiveProofFinds() throws IOException {
    long waiting = 0;
    long stuck = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      RandomHeap heap = new RandomHeap(seed);
      Set<Long> expected = heap.proof.stuck(false);
      HeapEvidence evidence = ask(heap, HeapQuestion.all(true));
      assertThat(evidence.threads()).hasSameSizeAs(heap.threads);
      assertThat(stuck(heap, evidence)).as("seed %s", seed).isEqualTo(expected);
      waiting += heap.proof.waiting();
      stuck += expected.size();
    }
    // Or the agreement would say little.
    assertThat((double) stuck / waiting).isBetween(0.2, 0.8);
  }

  /** Of suspects it is known which monitors they wait for; and their stacks come last. */
  @Test
  void itIsTheSameForSuspectsWhoseMonitorsAreKnown() throws IOException {
    for (long seed = GRAPHS; seed < 2 * GRAPHS; seed++) {
      RandomHeap heap = new RandomHeap(seed);
      List<Suspect> suspects = new ArrayList<>();
      for (int i = 0; i < heap.threads.size(); i++) {
        NaiveProof.Actor actor = heap.proof.actors.get(i);
        long owner = -1;
        for (int j = 0; j < heap.threads.size(); j++) {
          if (actor.wait == Wait.FOR_OWNER_OF_MONITOR && heap.threads.get(j).id() == actor.other) {
            owner = RandomHeap.FIRST_TID + j;
          }
        }
        suspects.add(new Suspect(RandomHeap.FIRST_TID + i, null, owner));
      }
      HeapEvidence evidence = ask(heap, new HeapQuestion(suspects, true));
      assertThat(stuck(heap, evidence)).as("seed %s", seed).isEqualTo(heap.proof.stuck(true));
    }
  }
}
