package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.HprofVisitor.ClassRecord;
import io.github.noleaks.internal.heap.HprofVisitor.FieldRecord;
import io.github.noleaks.internal.heap.HprofVisitor.FrameRecord;
import io.github.noleaks.internal.heap.HprofVisitor.StaticRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through a heap dump in HPROF's binary format, as HotSpot from JDK 6 on writes it. The format
 * is described in the JDK's {@code heapDumper.cpp} and the manual of {@code hprof}.
 */
final class HprofReader {
  private static final String MAGIC = "JAVA PROFILE 1.0";
  private static final int LONGEST_HEADER = 32;
  private static final int LONGEST_OBJECT_HEADER = 32;

  private static final int STRING = 0x01;
  private static final int LOAD_CLASS = 0x02;
  private static final int FRAME = 0x04;
  private static final int TRACE = 0x05;
  private static final int HEAP_DUMP = 0x0c;
  private static final int HEAP_SEGMENT = 0x1c;
  private static final int HEAP_END = 0x2c;

  private final DumpInput in;
  private final HprofVisitor visitor;
  private boolean heapSeen;
  private boolean open;
  private long firstObjects;

  private HprofReader(DumpInput in, HprofVisitor visitor) {
    this.in = in;
    this.visitor = visitor;
  }

  /**
   * Reads the whole dump.
   *
   * @return where its first objects begin, for {@link #readAgain}
   * @throws BrokenDumpException if it is none, or not a whole one
   */
  static long read(DumpInput in, HprofVisitor visitor) throws IOException {
    in.seek(0);
    HprofReader reader = new HprofReader(in, visitor);
    reader.header();
    reader.records();
    return reader.firstObjects;
  }

  /**
   * Reads the objects once more; the names of a small heap would take as long.
   *
   * @param from where the first ones begin
   */
  static void readAgain(DumpInput in, HprofVisitor visitor, long from) throws IOException {
    in.seek(from);
    new HprofReader(in, visitor).records();
  }

  private void records() throws IOException {
    while (in.position() < in.length()) {
      long start = in.position();
      int tag = in.u1();
      in.s4(); // The time, of no use here.
      long bytes = in.u4();
      long end = in.position() + bytes;
      if (end > in.length()) {
        throw in.cutShort(bytes);
      }
      if (firstObjects == 0 && (tag == HEAP_DUMP || tag == HEAP_SEGMENT)) {
        firstObjects = start;
      }
      record(tag, bytes, end);
      in.seek(end);
    }
    if (open || !heapSeen) {
      throw new BrokenDumpException(
          "the heap dump is cut short: its end of %,d bytes comes before the %s that HotSpot puts there"
              .formatted(in.length(), heapSeen ? "mark" : "objects"));
    }
  }

  private void header() throws IOException {
    StringBuilder text = new StringBuilder();
    int c = -1;
    while (c != 0 && text.length() < LONGEST_HEADER && in.position() < in.length()) {
      c = in.u1();
      text.append((char) c);
    }
    boolean isDump = text.toString().startsWith(MAGIC);
    if (isDump && c != 0 && in.position() == in.length()) {
      throw in.cutShort(1);
    }
    if (c != 0 || !isDump) {
      throw new BrokenDumpException(
          "this is no heap dump in HPROF format: it does not begin with \"" + MAGIC + "\"");
    }
    int idSize = in.s4();
    if (idSize != Integer.BYTES && idSize != Long.BYTES) {
      throw new BrokenDumpException("the heap dump has ids of " + idSize + " bytes, not 4 or 8");
    }
    in.idSize(idSize);
    in.s8(); // When it was written.
  }

  private void record(int tag, long bytes, long end) throws IOException {
    switch (tag) {
      case STRING -> {
        if (bytes < in.idSize()) {
          throw new BrokenDumpException(
              "the heap dump is damaged: a name before byte %,d has no room for its id"
                  .formatted(end));
        }
        visitor.string(in.id(), in, (int) (bytes - in.idSize()));
      }
      case LOAD_CLASS -> {
        int serial = in.s4();
        long classId = in.id();
        in.s4();
        visitor.loadedClass(serial, classId, in.id());
      }
      case FRAME -> {
        long id = in.id();
        visitor.frame(id, new FrameRecord(in.id(), in.id(), in.id(), in.s4(), in.s4()));
      }
      case TRACE -> {
        int serial = in.s4();
        in.s4(); // The thread: it names its trace, too.
        visitor.trace(serial, ids(in.u4()));
      }
      case HEAP_DUMP -> heap(end);
      case HEAP_SEGMENT -> {
        open = true;
        heap(end);
      }
      case HEAP_END -> open = false;
      default -> {
        // Records about CPU samples, allocation sites and the like.
      }
    }
  }

  private long[] ids(long count) throws IOException {
    if (count > (in.length() - in.position()) / in.idSize()) {
      throw in.cutShort(count * in.idSize());
    }
    long[] ids = new long[(int) count];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.id();
    }
    return ids;
  }

  private void heap(long end) throws IOException {
    heapSeen = true;
    while (in.position() < end) {
      int tag = in.u1();
      switch (tag) {
        case 0x21 -> instance();
        case 0x22 -> objectArray();
        case 0x23 -> primitiveArray();
        case 0x20 -> visitor.classDump(classDump());
        case 0xff -> root(RootKind.UNKNOWN, 0);
        case 0x01 -> root(RootKind.JNI_GLOBAL, in.idSize());
        case 0x05 -> root(RootKind.STICKY_CLASS, 0);
        case 0x07 -> root(RootKind.MONITOR_USED, 0);
        case 0x02 -> visitor.root(RootKind.JNI_LOCAL, in.id(), in.s4(), in.s4());
        case 0x03 -> visitor.root(RootKind.JAVA_FRAME, in.id(), in.s4(), in.s4());
        case 0x04 -> visitor.root(RootKind.NATIVE_STACK, in.id(), in.s4(), -1);
        case 0x06 -> visitor.root(RootKind.THREAD_BLOCK, in.id(), in.s4(), -1);
        // Here the last number is that of the stack trace.
        case 0x08 -> visitor.root(RootKind.THREAD, in.id(), in.s4(), in.s4());
        default ->
            throw new BrokenDumpException(
                "the heap dump has a record 0x%02x at byte %,d that HotSpot does not write; it may be of another JVM, or damaged"
                    .formatted(tag, in.position() - 1));
      }
    }
    if (in.position() > end) {
      throw new BrokenDumpException(
          "the heap dump is damaged: a record reaches beyond its segment, which ends at byte %,d"
              .formatted(end));
    }
  }

  private void root(RootKind kind, int more) throws IOException {
    visitor.root(kind, in.id(), -1, -1);
    in.skip(more);
  }

  private void instance() throws IOException {
    in.prefetch(LONGEST_OBJECT_HEADER);
    int idSize = in.idSize();
    long id = in.peekId(0); // Then comes the number of a stack trace, of no use here.
    long classId = in.peekId(idSize + Integer.BYTES);
    long bytes = Integer.toUnsignedLong(in.peekInt(2 * idSize + Integer.BYTES));
    in.skip(2L * idSize + 2 * Integer.BYTES);
    long end = in.position() + bytes;
    visitor.instance(id, classId, in, checked(bytes, 1));
    in.seek(end);
  }

  private void objectArray() throws IOException {
    in.prefetch(LONGEST_OBJECT_HEADER);
    int idSize = in.idSize();
    long id = in.peekId(0);
    long length = Integer.toUnsignedLong(in.peekInt(idSize + Integer.BYTES));
    long classId = in.peekId(idSize + 2 * Integer.BYTES);
    in.skip(2L * idSize + 2 * Integer.BYTES);
    long end = in.position() + length * idSize;
    visitor.objectArray(id, classId, in, checked(length, idSize));
    in.seek(end);
  }

  private void primitiveArray() throws IOException {
    in.prefetch(LONGEST_OBJECT_HEADER);
    long id = in.peekId(0);
    long length = Integer.toUnsignedLong(in.peekInt(in.idSize() + Integer.BYTES));
    in.skip(in.idSize() + 2L * Integer.BYTES);
    int type = in.u1();
    if (type == HprofType.OBJECT) {
      throw new BrokenDumpException(
          "the heap dump is damaged: an array before byte %,d is of no primitive type"
              .formatted(in.position()));
    }
    int size = HprofType.sizeOf(type, in.idSize());
    long end = in.position() + length * size;
    visitor.primitiveArray(id, type, in, checked(length, size));
    in.seek(end);
  }

  private int checked(long count, int size) throws IOException {
    if (count > Integer.MAX_VALUE || count * size > in.length() - in.position()) {
      throw in.cutShort(count * size);
    }
    return (int) count;
  }

  private ClassRecord classDump() throws IOException {
    long id = in.id();
    in.s4();
    long superId = in.id();
    long loaderId = in.id();
    in.skip(4L * in.idSize()); // Signers, protection domain and two that are reserved.
    int instanceSize = in.s4();
    int constants = in.u2();
    for (int i = 0; i < constants; i++) {
      in.u2();
      in.skip(HprofType.sizeOf(in.u1(), in.idSize()));
    }
    List<StaticRecord> statics = new ArrayList<>();
    for (int left = in.u2(); left > 0; left--) {
      long name = in.id();
      int type = in.u1();
      statics.add(new StaticRecord(name, type, in.value(HprofType.sizeOf(type, in.idSize()))));
    }
    List<FieldRecord> fields = new ArrayList<>();
    for (int left = in.u2(); left > 0; left--) {
      long name = in.id();
      int type = in.u1();
      HprofType.sizeOf(type, in.idSize());
      fields.add(new FieldRecord(name, type));
    }
    return new ClassRecord(id, superId, loaderId, instanceSize, statics, fields);
  }

  static String decode(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
