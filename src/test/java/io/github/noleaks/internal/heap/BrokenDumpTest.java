package io.github.noleaks.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in the file: it is read, or there is one kind of exception that says why not. */
@Timeout(300)
class BrokenDumpTest {
  /** Ids that are far apart take most, and that not for long. */
  private static final long MOST_MEMORY = 100L << 20;

  private static final int CORRUPTED = 3_000;

  private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir private Path directory;

  private HeapGraph read(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("a.hprof"), bytes);
    long before = MEMORY.getCurrentThreadAllocatedBytes();
    try {
      return HeapGraph.read(file, ReferenceFilter.NONE);
    } finally {
      assertThat(MEMORY.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);
    }
  }

  private ThrowableAssertAlternative<BrokenDumpException> assertBroken(byte[] bytes) {
    return assertThatExceptionOfType(BrokenDumpException.class)
        .isThrownBy(() -> read(bytes).close());
  }

  private static byte[] sample(DumpBuilder dump) {
    new Sample(dump, "no long text");
    return dump.toBytes();
  }

  @Test
  void otherFilesAreNoHeapDumps() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(sample(new DumpBuilder(8)));
    }
    byte[] otherVersion = sample(new DumpBuilder(8));
    otherVersion["JAVA PROFILE ".length()] = '2';
    for (byte[] bytes :
        new byte[][] {
          new byte[0],
          new byte[1],
          new byte[1000],
          zipped.toByteArray(),
          otherVersion,
          "JAVA".getBytes(StandardCharsets.UTF_8),
          "Full thread dump OpenJDK 64-Bit Server VM".getBytes(StandardCharsets.UTF_8),
          "JAVA PROFILE 1.0.2 is a text here, not a header\0".getBytes(StandardCharsets.UTF_8)
        }) {
      assertBroken(bytes).withMessageStartingWith("this is no heap dump in HPROF format");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 16, -1})
  void idsHaveFourOrEightBytes(int size) {
    byte[] bytes = new DumpBytes(8).utf8("JAVA PROFILE 1.0.2").u1(0).u4(size).u8(0).toArray();
    assertBroken(bytes).withMessageContaining("ids of " + size + " bytes, not 4 or 8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x89, 0x8a, 0xc3, 0xfe, 0x00})
  void recordsOfAndroidsAreRefused(int tag) {
    DumpBuilder dump = new DumpBuilder(4);
    dump.heapBytes((byte) tag, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
    byte[] bytes = dump.toBytes();
    // Behind the segment with these 5 bytes comes its end, of 9 bytes.
    String place = String.format("at byte %,d ", bytes.length - 9 - 5);
    assertBroken(bytes)
        .withMessageContaining(String.format("0x%02x", tag))
        .withMessageContaining(place)
        .withMessageContaining("HotSpot does not write");
  }

  @Test
  void theClassOfAnObjectHasToBeThere() {
    DumpBuilder dump = new DumpBuilder(8);
    dump.heapBytes(new DumpBytes(8).u1(0x21).id(0x2000).u4(0).id(0xbad0).u4(0).toArray());
    assertBroken(dump.toBytes()).withMessageContaining("class 0xbad0 that is not in it");

    DumpBuilder array = new DumpBuilder(8);
    array.heapBytes(new DumpBytes(8).u1(0x22).id(0x2000).u4(0).u4(0).id(0xbad8).toArray());
    assertBroken(array.toBytes()).withMessageContaining("class 0xbad8 that is not in it");
  }

  @Test
  void noClassExtendsItself() {
    DumpBuilder dump = new DumpBuilder(8);
    dump.type("java.lang.Object");
    dump.heapBytes(classDump(0x5000, 0x5000));
    assertBroken(dump.toBytes()).withMessageContaining("a class extends itself");

    DumpBuilder circle = new DumpBuilder(8);
    circle.heapBytes(classDump(0x5000, 0x5008)).heapBytes(classDump(0x5008, 0x5010));
    circle.heapBytes(classDump(0x5010, 0x5000));
    assertBroken(circle.toBytes()).withMessageContaining("a class extends itself");
  }

  private static byte[] classDump(long id, long superId) {
    DumpBytes out = new DumpBytes(8).u1(0x20).id(id).u4(0).id(superId);
    return out.id(0).id(0).id(0).id(0).id(0).u4(16).u2(0).u2(0).u2(0).toArray();
  }

  @Test
  void noRecordReachesBeyondItsSegment() {
    DumpBuilder dump = new DumpBuilder(8);
    dump.type("java.lang.Object");
    byte[] half = new DumpBytes(8).u1(0x23).id(0x2000).u4(0).u4(9).u1(8).toArray();
    byte[] bytes = dump.heapBytes(half).toBytes();
    assertBroken(bytes)
        .withMessageContaining("a record reaches beyond its segment")
        .withMessageContaining(String.format("at byte %,d", bytes.length - 9));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, Integer.MAX_VALUE, 0x8000_0000L, 0xffff_ffffL})
  void noLengthIsBelievedThatIsBeyondTheFile(long length) {
    byte[] longs = new DumpBytes(8).u1(0x23).id(0x2000).u4(0).u4(length).u1(11).toArray();
    byte[] bytes = new DumpBytes(8).u1(0x23).id(0x2000).u4(0).u4(length).u1(8).toArray();
    byte[] ids = new DumpBytes(8).u1(0x22).id(0x2000).u4(0).u4(length).id(0x1000).toArray();
    byte[] fields = new DumpBytes(8).u1(0x21).id(0x2000).u4(0).id(0x1000).u4(length).toArray();
    for (byte[] each : new byte[][] {longs, bytes, ids, fields}) {
      DumpBuilder dump = new DumpBuilder(8);
      dump.type("java.lang.Object");
      assertBroken(dump.heapBytes(each).toBytes()).withMessageContaining("cut short");
    }
    DumpBuilder trace =
        new DumpBuilder(8).record(0x05, new DumpBytes(8).u4(1).u4(1).u4(length).toArray());
    assertBroken(trace.toBytes()).withMessageContaining("cut short");
    byte[] header = Arrays.copyOf(new DumpBuilder(8).toBytes(), 31);
    byte[] string = new DumpBytes(8).bytes(header).u1(0x01).u4(0).u4(length).id(1).toArray();
    assertBroken(string).withMessageContaining("cut short");
  }

  @Test
  void aStringHasRoomForItsId() {
    assertBroken(new DumpBuilder(8).record(0x01, new byte[3]).toBytes())
        .withMessageContaining("damaged");
  }

  @Test
  void anObjectHasRoomForItsFields() {
    for (char type : new char[] {'L', 'I'}) {
      DumpBuilder dump = new DumpBuilder(8);
      DumpType point = dump.type("com.acme.Point").field("x", type);
      dump.heapBytes(
          new DumpBytes(8).u1(0x21).id(0x2000).u4(0).id(point.id()).u4(3).u1(0).u2(0).toArray());
      assertBroken(dump.toBytes())
          .withMessageContaining("an object of class com.acme.Point has 3 bytes only");
    }
  }

  @Test
  void noPrimitiveArrayHoldsObjects() {
    DumpBuilder dump = new DumpBuilder(8);
    dump.heapBytes(new DumpBytes(8).u1(0x23).id(0x2000).u4(0).u4(0).u1(2).toArray());
    assertBroken(dump.toBytes()).withMessageContaining("is of no primitive type");
  }

  @Test
  void typesAreThoseOfHprof() {
    for (int type : new int[] {0, 1, 3, 12, 0xff}) {
      DumpBuilder dump = new DumpBuilder(8);
      dump.heapBytes(new DumpBytes(8).u1(0x23).id(0x2000).u4(0).u4(0).u1(type).toArray());
      assertBroken(dump.toBytes()).withMessageContaining("a type " + type + " unknown to HPROF");
    }
  }

  @Test
  void segmentsWithoutTheirEndAreNotAll() {
    assertBroken(sample(new DumpBuilder(8).withoutEnd()))
        .withMessageContaining("cut short")
        .withMessageContaining("the mark that HotSpot puts there");
  }

  @Test
  void aDumpThatIsCutAnywhereIsNotAll() throws IOException {
    for (DumpBuilder dump :
        new DumpBuilder[] {
          new DumpBuilder(4).segments(4), new DumpBuilder(8).idsFrom(1, 3).oneRecord()
        }) {
      byte[] whole = sample(dump);
      read(whole).close();
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        try {
          read(cut).close();
          fail("%s of %s bytes are taken for all", length, whole.length);
        } catch (BrokenDumpException e) {
          assertThat(e.getMessage())
              .as("%s of %s bytes", length, whole.length)
              .contains(
                  length < "JAVA PROFILE 1.0".length()
                      ? "this is no heap dump"
                      : String.format("%,d bytes", length));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void aDumpWithOneByteOfAnotherValueIsReadOrRefused(int idSize) throws IOException {
    byte[] whole = sample(new DumpBuilder(idSize).segments(3));
    long seed = idSize;
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < CORRUPTED; i++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] = (byte) random.nextInt(256);
      try (HeapGraph graph = read(damaged)) {
        lookAtAll(graph);
      } catch (BrokenDumpException e) {
        assertThat(e).hasMessageContaining("heap dump");
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("byte " + at + " as " + damaged[at] + " of seed " + seed, e);
      }
    }
    assertThat(refused).isBetween(CORRUPTED / 20, CORRUPTED * 19 / 20);
  }

  private static void lookAtAll(HeapGraph graph) {
    for (int i = 0; i < graph.size(); i++) {
      HeapObject object = graph.object(i);
      graph.forEachReference(i, object::fieldTo);
      for (String field : object.ownFields()) {
        object.bits(field, 0);
        object.get(field);
        object.typeOf(field);
      }
      object.text(100);
      if (object.length() > 0 && object.type().name().length() > 2) {
        object.element(0);
        object.element(object.length() - 1);
      }
    }
    graph.classes().forEach(graph::instancesOf);
    graph.threads().forEach(thread -> thread.frames().forEach(HeapFrame::element));
    graph.nativeRoots().forEach(graph::object);
  }
}
