package io.github.noleaks.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkingTest {
  private static final int MANY = 100_000;

  /** The first of the objects that a test makes. */
  private static final int FIRST = 2;

  @TempDir private Path directory;

  private final List<HeapGraph> graphs = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (HeapGraph graph : graphs) {
      graph.close();
    }
  }

  /** Arrays that refer to each other: the objects 0 and 1 are their class and its superclass. */
  private HeapGraph graph(int[][] references) throws IOException {
    DumpBuilder dump = new DumpBuilder(4);
    DumpType type = dump.type("[Ljava.lang.Object;");
    for (int[] each : references) {
      dump.objectArray(
          type, Arrays.stream(each).mapToLong(to -> type.id() + 8L * to - 8).toArray());
    }
    Path file = dump.write(directory.resolve(graphs.size() + ".hprof"));
    HeapGraph graph = HeapGraph.read(file, ReferenceFilter.NONE);
    graphs.add(graph);
    assertThat(graph.size()).isEqualTo(references.length + FIRST);
    return graph;
  }

  private static List<Integer> way(Marking marking, int object) {
    List<Integer> way = new ArrayList<>();
    for (int at = object; at >= 0; at = marking.before(at)) {
      way.add(0, at);
    }
    return way;
  }

  private static Marking marking(HeapGraph graph) {
    return new Marking(graph, new BitSet(), object -> {});
  }

  @Test
  void reachesWhatIsReferredToAndNothingElse() throws IOException {
    Marking marking = marking(graph(new int[][] {{3}, {2, 3}, {}, {5}}));
    assertThat(marking.isReached(2)).isFalse();
    marking.start(2);
    assertThat(marking.isReached(2)).isTrue();
    assertThat(marking.isReached(3)).isFalse();
    marking.run();
    assertThat(marking.isReached(3)).isTrue();
    assertThat(marking.isReached(4)).isFalse();
    assertThat(marking.isReached(5)).isFalse();
    assertThat(marking.before(2)).isEqualTo(-1);
    assertThat(marking.before(3)).isEqualTo(2);
  }

  @Test
  void theWayIsAShortestOneFromAnyStart() throws IOException {
    // 2 → 3 → 4 → 5, and 6 → 5 from a second start.
    Marking marking = marking(graph(new int[][] {{3}, {4}, {5}, {}, {5}}));
    marking.start(2);
    marking.start(6);
    marking.run();
    assertThat(way(marking, 4)).containsExactly(2, 3, 4);
    assertThat(way(marking, 5)).containsExactly(6, 5);
  }

  @Test
  void whatIsMarkedLaterKeepsTheFirstWay() throws IOException {
    Marking marking = marking(graph(new int[][] {{3}, {4}, {}, {4}}));
    marking.start(2);
    marking.run();
    marking.start(5);
    marking.start(4);
    marking.mark(4, 5);
    marking.run();
    assertThat(way(marking, 4)).containsExactly(2, 3, 4);
    assertThat(way(marking, 5)).containsExactly(5);
  }

  @Test
  void anObjectMayBeMarkedBecauseOfOneThatDoesNotReferToIt() throws IOException {
    Marking marking = marking(graph(new int[][] {{}, {4}, {}}));
    marking.start(2);
    marking.mark(3, 2);
    marking.run();
    assertThat(way(marking, 4)).containsExactly(2, 3, 4);
  }

  @Test
  void whoIsWatchedIsToldOnceAndMayMarkMore() throws IOException {
    HeapGraph graph = graph(new int[][] {{3, 4}, {3, 4}, {3}, {6}, {4}});
    BitSet watched = new BitSet();
    watched.set(2);
    watched.set(4);
    watched.set(6);
    List<Integer> told = new ArrayList<>();
    Marking[] marking = new Marking[1];
    marking[0] =
        new Marking(
            graph,
            watched,
            object -> {
              told.add(object);
              if (object == 4) {
                assertThat(marking[0].isReached(4)).isTrue();
                marking[0].mark(5, 4);
              }
            });
    marking[0].start(2);
    assertThat(told).containsExactly(2);
    marking[0].run();
    marking[0].start(4);
    marking[0].run();
    assertThat(told).containsExactly(2, 4, 6);
    assertThat(way(marking[0], 6)).containsExactly(2, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void waysInRandomGraphsAreShortestOnes(long seed) throws IOException {
    Random random = new Random(seed);
    int[][] references = new int[300 + random.nextInt(3_000)][];
    for (int i = 0; i < references.length; i++) {
      references[i] = random.ints(random.nextInt(4), FIRST, references.length + FIRST).toArray();
    }
    Marking marking = marking(graph(references));
    int[] distance = new int[references.length + FIRST];
    Arrays.fill(distance, -1);
    Queue<Integer> next = new ArrayDeque<>();
    for (int start : random.ints(3, FIRST, references.length + FIRST).distinct().toArray()) {
      marking.start(start);
      distance[start] = 0;
      next.add(start);
    }
    marking.run();
    while (!next.isEmpty()) {
      int at = next.remove();
      for (int to : references[at - FIRST]) {
        if (distance[to] < 0) {
          distance[to] = distance[at] + 1;
          next.add(to);
        }
      }
    }
    for (int object = FIRST; object < distance.length; object++) {
      assertThat(marking.isReached(object)).isEqualTo(distance[object] >= 0);
      if (distance[object] >= 0) {
        List<Integer> way = way(marking, object);
        assertThat(way).as("object %s of seed %s", object, seed).hasSize(distance[object] + 1);
        for (int i = 1; i < way.size(); i++) {
          assertThat(references[way.get(i - 1) - FIRST]).contains(way.get(i));
        }
      }
    }
  }

  @Test
  void aLongChainIsFollowedToItsEnd() throws IOException {
    int[][] references = new int[MANY][];
    for (int i = 0; i < MANY; i++) {
      references[i] = new int[] {Math.min(i + 1, MANY - 1) + FIRST};
    }
    Marking marking = marking(graph(references));
    marking.start(FIRST);
    marking.run();
    assertThat(way(marking, MANY - 1 + FIRST)).hasSize(MANY);
  }

  @Test
  void aWideArrayIsFollowedInAllItsElements() throws IOException {
    int[][] references = new int[MANY][0];
    references[0] = new int[MANY];
    Arrays.setAll(references[0], i -> MANY - 1 - i + FIRST);
    Marking marking = marking(graph(references));
    marking.start(FIRST);
    marking.run();
    for (int i = 1; i < MANY; i++) {
      assertThat(marking.before(i + FIRST)).isEqualTo(FIRST);
    }
    assertThat(marking.before(FIRST)).isEqualTo(-1);
  }

  /** What waits to be followed grows while its beginning is in the middle of the ring. */
  @Test
  void aTreeIsFollowedLevelByLevel() throws IOException {
    int[][] references = new int[MANY][];
    for (int i = 0; i < MANY; i++) {
      int first = 3 * i + 1;
      references[i] =
          IntStream.range(first, Math.min(first + 3, Math.max(first, MANY)))
              .map(child -> child + FIRST)
              .toArray();
    }
    BitSet all = new BitSet();
    all.set(FIRST, MANY + FIRST);
    List<Integer> order = new ArrayList<>();
    Marking marking = new Marking(graph(references), all, order::add);
    marking.start(FIRST);
    marking.run();
    assertThat(order).hasSize(MANY).isSorted();
    for (int i = 1; i < MANY; i++) {
      assertThat(marking.before(i + FIRST)).isEqualTo((i - 1) / 3 + FIRST);
    }
  }
}
