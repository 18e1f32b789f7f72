package io.github.noleaks.internal.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Segments of more than 2 GB, and objects beyond the first 4 GB of a file. */
class LargeDumpTest {
  private static final int SEGMENT = 0x1c;
  private static final int RECORD_HEADER = 9;
  private static final int LONGS = 300_000_000;

  @TempDir Path directory;

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs files with holes: 5 GB otherwise")
  void objectsBehindHugeArraysAreRead() throws IOException {
    DumpBuilder dump = new DumpBuilder(8);
    DumpType type = dump.type("com.acme.Node").field("next", 'L').field("number", 'I');
    DumpInstance last = dump.object(type).set("number", 42);
    DumpInstance first = dump.object(type).set("next", last.id());
    dump.jniGlobal(first.id());
    long[] arrays = {dump.newId(), dump.newId()};
    Path file = directory.resolve("large.hprof");
    byte[] small = dump.toBytes();
    int split = firstSegment(small);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(small, 0, split);
      for (long array : arrays) {
        byte[] header =
            new DumpBytes(8).u1(0x23).id(array).u4(0).u4(LONGS).u1(DumpBytes.number('J')).toArray();
        long contents = (long) LONGS * Long.BYTES;
        out.write(new DumpBytes(8).u1(SEGMENT).u4(0).u4(header.length + contents).toArray());
        out.write(header);
        out.seek(out.getFilePointer() + contents);
      }
      out.write(small, split, small.length - split);
    }
    assertThat(file.toFile().length()).isGreaterThan(1L << 32);
    try (HeapGraph graph = HeapGraph.read(file, ReferenceFilter.NONE)) {
      for (long array : arrays) {
        assertThat(graph.object(graph.numberOf(array)).length()).isEqualTo(LONGS);
      }
      HeapObject found =
          Objects.requireNonNull(graph.object(graph.numberOf(first.id())).get("next"));
      assertThat(found.integer("number", 0)).isEqualTo(42);
      assertThat(graph.nativeRoots()).containsExactly(graph.numberOf(first.id()));
    }
  }

  private static int firstSegment(byte[] dump) {
    int at = 0;
    while (dump[at] != 0) {
      at++;
    }
    at += 1 + Integer.BYTES + Long.BYTES;
    while (dump[at] != SEGMENT) {
      at += RECORD_HEADER + ByteBuffer.wrap(dump).getInt(at + RECORD_HEADER - Integer.BYTES);
    }
    return at;
  }
}
