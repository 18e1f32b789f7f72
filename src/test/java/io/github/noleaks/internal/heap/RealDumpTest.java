package io.github.noleaks.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of this very JVM: what the test has put into the heap is found in it. */
class RealDumpTest {
  @TempDir private static Path directory;

  private static Planted planted;
  private static HeapGraph graph;
  private static Set<Long> threadsBefore;
  private static Set<Long> threadsAfter;

  @SuppressWarnings("unused") // The dump shows them.
  private static class Named {
    final String name;
    final int number = -5;

    Named(String name) {
      this.name = name;
    }
  }

  record Point(byte x, long y, String label) {}

  /** {@code name} and {@code number} are fields of the superclass, too. */
  @SuppressWarnings({"unused", "HidingField"})
  private static final class Planted extends Named {
    static final String CONSTANT = new String("a constant");
    static int count = 1234;

    final String name = "Stra\u00dfe";
    final String wide = "\u65e5\u672c\u8a9e";
    final int[] numbers = new int[321];
    final boolean[][] nested = {{true}, null, {false, true}};
    final Object[] objects = {"one", null, this};
    final double ratio = -0.25;
    final char letter = '\u20ac';
    final boolean yes = true;
    final Point point = new Point((byte) -3, 1L << 40, "here");
    final Supplier<String> lambda;
    final Thread thread = Thread.currentThread();
    final @Nullable Object nothing = null;

    Planted(String captured) {
      super("the superclass");
      lambda = () -> captured + name;
    }
  }

  @BeforeAll
  static void dump() throws IOException, InterruptedException {
    planted = new Planted("captured");
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch latch = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              waits.countDown();
              waitsFor(latch);
            },
            "planted");
    other.start();
    waits.await();
    while (other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    try {
      Path file = directory.resolve("real.hprof");
      threadsBefore = ids();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), false);
      threadsAfter = ids();
      graph = HeapGraph.read(file, ReferenceFilter.NONE);
    } finally {
      latch.countDown();
      other.join();
    }
  }

  @SuppressWarnings("deprecation") // threadId() is 19+
  private static Set<Long> ids() {
    Set<Long> ids = new HashSet<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> ids.add(thread.getId()));
    return ids;
  }

  private static void waitsFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  static void close() throws IOException {
    graph.close();
  }

  private static HeapClass type() {
    return graph.classes().stream()
        .filter(type -> type.name().equals(Planted.class.getName()))
        .findFirst()
        .orElseThrow();
  }

  private static HeapObject found() {
    List<Integer> objects = graph.instancesOf(type());
    assertThat(objects).hasSize(1);
    return graph.object(objects.get(0));
  }

  private static HeapObject get(HeapObject object, String field) {
    HeapObject value = object.get(field);
    assertThat(value).as(field).isNotNull();
    return Objects.requireNonNull(value);
  }

  private static @Nullable String text(HeapObject object, String field) {
    return get(object, field).text(100);
  }

  @Test
  void stringsAndPrimitiveValuesAreFound() {
    assertThat(text(found(), "name")).isEqualTo(planted.name);
    assertThat(text(found(), "wide")).isEqualTo(planted.wide);
    assertThat(found().bits("ratio", 0)).isEqualTo(Double.doubleToLongBits(planted.ratio));
    assertThat(found().bits("letter", 0)).isEqualTo(planted.letter);
    assertThat(found().bits("yes", 0)).isEqualTo(1);
    assertThat(found().integer("number", 0)).isEqualTo(planted.number);
    assertThat(found().get("nothing")).isNull();
  }

  @Test
  void fieldsOfTheSuperclassAreThoseBehind() {
    List<@Nullable String> names = new ArrayList<>();
    graph.forEachReference(found().number(), each -> names.add(graph.object(each).text(100)));
    assertThat(names).contains(planted.name, planted.wide, "the superclass");
    HeapClass superclass = type().superclass();
    assertThat(superclass).hasToString(Named.class.getName());
  }

  @Test
  void arraysAreFound() {
    assertThat(get(found(), "numbers").length()).isEqualTo(321);
    HeapObject nested = get(found(), "nested");
    assertThat(nested.type()).hasToString("[[Z");
    assertThat(nested.length()).isEqualTo(3);
    assertThat(nested.element(1)).isNull();
    assertThat(Objects.requireNonNull(nested.element(2)).length()).isEqualTo(2);
    HeapObject objects = get(found(), "objects");
    assertThat(Objects.requireNonNull(objects.element(0)).text(9)).isEqualTo("one");
    assertThat(objects.element(2)).isEqualTo(found());
  }

  @Test
  void recordsAreFound() {
    HeapObject point = get(found(), "point");
    assertThat(point.type().superclass()).hasToString("java.lang.Record");
    assertThat(point.ownFields()).containsExactlyInAnyOrder("x", "y", "label");
    assertThat((byte) point.bits("x", 0)).isEqualTo(planted.point.x);
    assertThat(point.bits("y", 0)).isEqualTo(planted.point.y);
    assertThat(text(point, "label")).isEqualTo("here");
  }

  @Test
  void whatALambdaHasCapturedIsFound() {
    HeapObject lambda = get(found(), "lambda");
    assertThat(lambda.type().name()).startsWith(Planted.class.getName() + "$$Lambda");
    List<HeapObject> captured = new ArrayList<>();
    graph.forEachReference(lambda.number(), each -> captured.add(graph.object(each)));
    assertThat(captured).contains(found());
    assertThat(captured.stream().map(each -> each.text(100))).contains("captured");
  }

  @Test
  void staticFieldsAreFound() {
    assertThat(type().staticBits("count", 0)).isEqualTo(Planted.count);
    List<@Nullable String> texts = new ArrayList<>();
    graph.forEachReference(graph.objectOf(type()), each -> texts.add(graph.object(each).text(100)));
    assertThat(texts).contains(Planted.CONSTANT);
    assertThat(type().isOfBootLoader()).isFalse();
    assertThat(graph.jdkClass("java.util.HashMap")).isNotNull();
  }

  @Test
  void allThreadsAreFound() {
    List<Long> ids =
        graph.threads().stream()
            // Virtual ones are in the dump even after they have become garbage.
            .filter(thread -> !graph.classOf(thread.object()).isA("java.lang.VirtualThread"))
            .map(thread -> graph.object(thread.object()).bits("tid", -1))
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
    Set<Long> all = new HashSet<>(threadsBefore);
    all.addAll(threadsAfter);
    assertThat(all).containsAll(ids);
    Set<Long> always = new HashSet<>(threadsBefore);
    always.retainAll(threadsAfter);
    assertThat(ids).containsAll(always);
  }

  @Test
  void stacksAndTheirLocalsAreFound() {
    HeapThread waiting =
        graph.threads().stream()
            .filter(thread -> "planted".equals(text(graph.object(thread.object()), "name")))
            .findFirst()
            .orElseThrow();
    HeapFrame call =
        waiting.frames().stream()
            .filter(frame -> frame.is(RealDumpTest.class.getName(), "waitsFor"))
            .findFirst()
            .orElseThrow();
    assertThat(call.file()).isEqualTo("RealDumpTest.java");
    assertThat(call.line()).isPositive();
    assertThat(call.signature()).isEqualTo("(Ljava/util/concurrent/CountDownLatch;)V");
    assertThat(call.locals())
        .extracting(local -> graph.classOf(local).name())
        .contains("java.util.concurrent.CountDownLatch");
    HeapThread own =
        graph.threads().stream()
            .filter(thread -> thread.object() == get(found(), "thread").number())
            .findFirst()
            .orElseThrow();
    assertThat(own.frames())
        .anySatisfy(frame -> assertThat(frame.element().getMethodName()).isEqualTo("dumpHeap"));
  }

  @Test
  void nobodyButObjectsOfTheSameDumpAreReferredTo() {
    int[] references = {0};
    for (int object = 0; object < graph.size(); object++) {
      graph.forEachReference(
          object,
          target -> {
            references[0]++;
            assertThat(target).isBetween(0, graph.size() - 1);
          });
    }
    assertThat(references[0]).isGreaterThan(graph.size());
  }
}
