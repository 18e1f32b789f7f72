package io.github.noleaks.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeapGraphTest {
  private static final long TERABYTE = 1L << 40;

  @TempDir private Path directory;

  /** The ways to write the same dump. */
  @SuppressWarnings("ImmutableEnumChecker") // What makes a builder has no state.
  enum Format {
    IDS_OF_FOUR_BYTES(() -> new DumpBuilder(4)),
    IDS_OF_EIGHT_BYTES(() -> new DumpBuilder(8)),
    IDS_THAT_ARE_NEGATIVE_AS_INT(() -> new DumpBuilder(4).idsFrom(0xf000_0000L, 8)),
    IDS_THAT_ARE_NEGATIVE_AS_LONG(() -> new DumpBuilder(8).idsFrom(0xffff_ff00_0000_0000L, 8)),
    IDS_IN_DESCENDING_ORDER(() -> new DumpBuilder(8).idsFrom(0x7fff_0000_0000L, -0x10_0000)),
    IDS_FAR_APART(() -> new DumpBuilder(8).idsFrom(0x4_0000_0000L, 0x4_0000_0000L)),
    ANY_NUMBERS_OF_FOUR_BYTES_AS_IDS(() -> new DumpBuilder(4).idsFrom(1, 1)),
    ANY_NUMBERS_OF_EIGHT_BYTES_AS_IDS(() -> new DumpBuilder(8).idsFrom(0x7f00_0000_0001L, 13)),
    SEVERAL_SEGMENTS(() -> new DumpBuilder(8).segments(5)),
    EMPTY_SEGMENTS(() -> new DumpBuilder(4).segments(500)),
    ONE_RECORD(() -> new DumpBuilder(8).oneRecord()),
    UNKNOWN_RECORDS(
        () ->
            new DumpBuilder(8)
                .record(0x03, new byte[4])
                .record(0x07, new byte[24])
                .record(0x0d)
                .record(0xee, new byte[] {1, 2, 3}));

    final Supplier<DumpBuilder> dump;

    Format(Supplier<DumpBuilder> dump) {
      this.dump = dump;
    }
  }

  private HeapGraph read(DumpBuilder dump) throws IOException {
    return HeapGraph.read(dump.write(directory.resolve("a.hprof")), ReferenceFilter.NONE);
  }

  private static HeapObject only(HeapGraph graph, String type) {
    HeapClass found = graph.jdkClass(type);
    List<Integer> objects = graph.instancesOf(Objects.requireNonNull(found, type));
    assertThat(objects).hasSize(1);
    return graph.object(objects.get(0));
  }

  private static List<Integer> references(HeapGraph graph, int object) {
    List<Integer> references = new ArrayList<>();
    graph.forEachReference(object, references::add);
    return references;
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everythingIsReadBackRight(Format format) throws IOException {
    DumpBuilder dump = format.dump.get();
    Sample sample = new Sample(dump);
    try (HeapGraph graph = read(dump)) {
      assertThat(graph.size()).isEqualTo(sample.objects());
      checkClasses(graph, sample);
      checkFields(graph, sample);
      checkArrays(graph);
      checkStrings(graph, sample);
      checkThreads(graph, sample);
      checkRoots(graph, sample);
    }
  }

  private static void checkClasses(HeapGraph graph, Sample sample) {
    HeapClass leaf = Objects.requireNonNull(graph.jdkClass("com.acme.Leaf"));
    assertThat(leaf.superclass()).hasToString("com.acme.Middle");
    assertThat(leaf.isA("java.lang.Object")).isTrue();
    assertThat(leaf.isA("java.lang.Thread")).isFalse();
    assertThat(leaf.isArray()).isFalse();
    assertThat(leaf.staticBits("COUNT", 0)).isEqualTo(42);
    assertThat(leaf.staticBits("RATIO", 0)).isEqualTo(Double.doubleToLongBits(0.5));
    assertThat(leaf.staticBits("NONE", -7)).isEqualTo(-7);
    assertThat(leaf.isOfBootLoader()).isTrue();
    int classObject = graph.objectOf(leaf);
    assertThat(graph.asClass(classObject)).isSameAs(leaf);
    assertThat(graph.classOf(classObject)).hasToString("java.lang.Class");
    int text = graph.numberOf(sample.latin1);
    assertThat(references(graph, classObject)).containsExactly(text);
    assertThat(graph.staticFieldTo(leaf, text)).isEqualTo("TEXT");
    assertThat(graph.staticFieldTo(leaf, classObject)).isNull();

    assertThat(graph.classes().stream().filter(type -> type.name().equals("com.acme.User")))
        .singleElement()
        .satisfies(
            user -> {
              assertThat(user.isOfBootLoader()).isFalse();
              assertThat(graph.jdkClass("com.acme.User")).isNull();
              // Who holds a class holds its loader.
              assertThat(references(graph, graph.objectOf(user)))
                  .containsExactly(graph.numberOf(sample.loader));
            });
    List<HeapClass> seen = new ArrayList<>();
    for (HeapClass type : graph.classes()) {
      HeapClass superclass = type.superclass();
      assertThat(superclass == null || seen.contains(superclass)).as(type.name()).isTrue();
      seen.add(type);
    }
  }

  private static void checkFields(HeapGraph graph, Sample sample) {
    HeapObject leaf = only(graph, "com.acme.Leaf");
    assertThat(leaf.number()).isEqualTo(graph.numberOf(sample.leaf));
    assertThat(leaf.bits("flag", -1)).isEqualTo(1);
    assertThat(leaf.integer("small", -1)).isEqualTo(7);
    assertThat(leaf.bits("letter", -1)).isEqualTo('x');
    assertThat(leaf.bits("large", -1)).isEqualTo(Long.MIN_VALUE + 5);
    assertThat(leaf.integer("inherited", -1)).isEqualTo(-99);
    assertThat(leaf.integer("absent", -1)).isEqualTo(-1);
    assertThat(leaf.get("next")).isEqualTo(leaf).hasSameHashCodeAs(leaf);
    assertThat(leaf.get("nothing")).isNull();
    assertThat(leaf.get("absent")).isNull();
    assertThat(leaf.get("small")).isNull();
    // Both Leaf and Base have a field of this name.
    assertThat(leaf.get("same")).isEqualTo(graph.object(graph.numberOf(sample.utf16)));
    assertThat(leaf.ownFields()).containsExactly("flag", "same", "small", "next", "letter");
    assertThat(leaf.typeOf("letter")).isEqualTo('C');
    assertThat(leaf.typeOf("large")).isEqualTo('J');
    assertThat(leaf.typeOf("next")).isEqualTo('L');
    assertThat(leaf.fieldTo(graph.numberOf(sample.latin1)))
        .isEqualTo(new HeapObject.FieldName("com.acme.Base", "same"));
    assertThat(leaf.fieldTo(graph.numberOf(sample.thread))).isNull();
    assertThat(leaf.length()).isZero();
    assertThat(references(graph, leaf.number()))
        .containsExactly(
            graph.numberOf(sample.utf16), leaf.number(), graph.numberOf(sample.latin1));
  }

  private static void checkArrays(HeapGraph graph) {
    HeapObject objects = only(graph, "[Lcom.acme.Leaf;");
    HeapObject leaf = only(graph, "com.acme.Leaf");
    assertThat(objects.type().isArray()).isTrue();
    assertThat(objects.length()).isEqualTo(3);
    assertThat(objects.element(0)).isEqualTo(leaf);
    assertThat(objects.element(1)).isNull();
    assertThat(objects.element(2)).isEqualTo(objects);
    assertThat(references(graph, objects.number()))
        .containsExactly(leaf.number(), objects.number());
    for (int i = 0; i < Sample.PRIMITIVES.length(); i++) {
      char type = Sample.PRIMITIVES.charAt(i);
      HeapObject array = only(graph, "[" + type);
      assertThat(array.length()).as("%s", type).isEqualTo(type - 'A');
      assertThat(references(graph, array.number())).isEmpty();
    }
    assertThat(only(graph, "[Ljava.lang.String;").length()).isZero();
  }

  private static void checkStrings(HeapGraph graph, Sample sample) {
    HeapObject latin1 = graph.object(graph.numberOf(sample.latin1));
    assertThat(latin1.text(100)).isEqualTo(Sample.LATIN_1);
    assertThat(latin1.text(3)).isEqualTo(Sample.LATIN_1.substring(0, 3));
    HeapObject utf16 = graph.object(graph.numberOf(sample.utf16));
    assertThat(utf16.text(100)).isEqualTo(Sample.UTF_16);
    assertThat(utf16.text(1)).isEqualTo(Sample.UTF_16.substring(0, 1));
    HeapObject huge = graph.object(graph.numberOf(sample.huge));
    assertThat(huge.text(Integer.MAX_VALUE)).isEqualTo(Sample.HUGE);
    assertThat(only(graph, "com.acme.Leaf").text(100)).isNull();
  }

  private static void checkThreads(HeapGraph graph, Sample sample) {
    assertThat(graph.threads()).hasSize(2);
    HeapThread busy = graph.threads().get(0);
    assertThat(busy.object()).isEqualTo(graph.numberOf(sample.thread));
    int leaf = graph.numberOf(sample.leaf);
    int text = graph.numberOf(sample.latin1);
    assertThat(busy.frames())
        .containsExactly(
            new HeapFrame("java.lang.Object", "wait", "(J)V", null, -3, List.of(leaf, text, leaf)),
            new HeapFrame("com.acme.Leaf", "run", "()V", "Leaf.java", 17, List.of(text)),
            new HeapFrame("com.acme.Leaf", "main", "()V", "Leaf.java", -1, List.of()));
    assertThat(busy.frames().get(0).is("java.lang.Object", "wait")).isTrue();
    assertThat(busy.frames().get(0).element().isNativeMethod()).isTrue();
    assertThat(busy.frames().get(1).element()).hasToString("com.acme.Leaf.run(Leaf.java:17)");
    assertThat(busy.others()).containsExactly(graph.numberOf(sample.utf16));
    HeapThread idle = graph.threads().get(1);
    assertThat(idle.frames()).isEmpty();
    assertThat(idle.others()).isEmpty();
  }

  private static void checkRoots(HeapGraph graph, Sample sample) {
    // Neither a monitor nor a class of the boot loader keeps what is not reached in other ways.
    assertThat(graph.nativeRoots())
        .containsExactly(graph.numberOf(sample.leaf), graph.numberOf(sample.latin1));
  }

  @Test
  void aFilterLeavesOutFieldsOfItsChoice() throws IOException {
    DumpBuilder dump = new DumpBuilder(8);
    Sample sample = new Sample(dump);
    List<String> asked = new ArrayList<>();
    ReferenceFilter filter =
        (type, declaring, field) -> {
          asked.add(type + ":" + declaring + "." + field);
          return !field.equals("next") && !declaring.equals("com.acme.Base");
        };
    try (HeapGraph graph = HeapGraph.read(dump.write(directory.resolve("a.hprof")), filter)) {
      int leaf = graph.numberOf(sample.leaf);
      assertThat(references(graph, leaf)).containsExactly(graph.numberOf(sample.utf16));
      // What the graph leaves out is still there to be read.
      assertThat(graph.object(leaf).get("next")).isNotNull();
      assertThat(asked)
          .contains(
              "com.acme.Leaf:com.acme.Leaf.next",
              "com.acme.Leaf:com.acme.Base.same",
              "com.acme.Leaf:com.acme.Leaf.TEXT")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void objectsOfSubclassesAreObjectsOfAClass() throws IOException {
    DumpBuilder dump = new DumpBuilder(4);
    DumpType base = dump.type("com.acme.Base");
    DumpType other = dump.type("com.acme.Other");
    DumpType leaf = dump.type("com.acme.Leaf", base);
    long first = dump.object(leaf).id();
    dump.object(other);
    long second = dump.object(base).id();
    try (HeapGraph graph = read(dump)) {
      assertThat(graph.instancesOf(graph.classOf(graph.numberOf(second))))
          .containsExactly(graph.numberOf(first), graph.numberOf(second));
    }
  }

  @Test
  void objectsTooFarApartForAHeapAreRefused() {
    for (boolean upwards : new boolean[] {true, false}) {
      DumpBuilder dump = new DumpBuilder(8);
      DumpType type = dump.idsFrom(4 * TERABYTE, 8).type("java.lang.Object");
      dump.idsFrom(upwards ? 8 * TERABYTE : 0x1000, 8).object(type);
      assertThatExceptionOfType(BrokenDumpException.class)
          .isThrownBy(() -> read(dump))
          .withMessageContaining("too far apart")
          .withMessageContaining("0x40000000000");
    }
  }

  @Test
  void objectsMayComeInAnyOrderWithinATerabyte() throws IOException {
    DumpBuilder dump = new DumpBuilder(8);
    DumpType type = dump.idsFrom(TERABYTE, 8).type("java.lang.Object");
    List<Long> ids = new ArrayList<>(List.of(type.id()));
    for (long eighth : new long[] {13, 7, 10, 6, 8}) {
      ids.add(dump.idsFrom(eighth * TERABYTE / 8 + 16, 8).object(type).id());
    }
    try (HeapGraph graph = read(dump)) {
      assertThat(graph.size()).isEqualTo(6);
      ids.sort(null);
      assertThat(ids.stream().map(graph::numberOf)).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }
}
