package io.github.noleaks.internal.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes small heap dumps in HPROF's format, record by record as HotSpot does, for tests. Objects
 * may refer to each other in circles: what they refer to can be set until the dump is written.
 */
public final class DumpBuilder {
  /** Roots that tell no more than the object, by HPROF's numbers. */
  public static final int UNKNOWN_ROOT = 0xff;

  public static final int STICKY_CLASS = 0x05;
  public static final int MONITOR_USED = 0x07;

  private static final int SEGMENT = 0x1c;
  private static final long FIRST_NAME = 0x10_0001;

  private final int idSize;
  private final Map<String, Long> names = new LinkedHashMap<>();
  private final Map<String, DumpType> types = new HashMap<>();
  private final List<DumpType> loaded = new ArrayList<>();
  private final List<Consumer<DumpBytes>> outer = new ArrayList<>();
  private final List<Consumer<DumpBytes>> heap = new ArrayList<>();
  private long nextId = 0x1000;
  private long step = 8;
  private int segments = 1;
  private boolean oneRecord;
  private boolean end = true;
  private int threads;

  /** For ids of 4 or 8 bytes. */
  public DumpBuilder(int idSize) {
    this.idSize = idSize;
  }

  /** The next objects have this id, this id plus a step, and so on. */
  public DumpBuilder idsFrom(long first, long stepToNext) {
    nextId = first;
    step = stepToNext;
    return this;
  }

  /** Spreads the objects over several segments; more segments than objects leave some empty. */
  public DumpBuilder segments(int count) {
    segments = count;
    return this;
  }

  /** Writes one HEAP_DUMP record, as HotSpot did before it had segments. */
  public DumpBuilder oneRecord() {
    oneRecord = true;
    return this;
  }

  /** Leaves out the HEAP_DUMP_END that closes the segments. */
  public DumpBuilder withoutEnd() {
    end = false;
    return this;
  }

  /** A record of the outer kind, as its bytes are. */
  public DumpBuilder record(int tag, byte... contents) {
    outer.add(out -> out.record(tag, contents));
    return this;
  }

  /** Any bytes among the objects. */
  public DumpBuilder heapBytes(byte... bytes) {
    heap.add(out -> out.bytes(bytes));
    return this;
  }

  /** An id that no object has yet. */
  public long newId() {
    long id = nextId;
    nextId += step;
    return id;
  }

  private long name(String text) {
    return names.computeIfAbsent(text, t -> FIRST_NAME + names.size());
  }

  /** A class of the boot loader that extends {@code Object}; always the same by the same name. */
  public DumpType type(String className) {
    DumpType known = types.get(className);
    if (known != null) {
      return known;
    }
    boolean root = className.equals("java.lang.Object") || className.length() == 2;
    return type(className, root ? null : type("java.lang.Object"));
  }

  /** A new class of the boot loader, unless it is given another loader. */
  public DumpType type(String className, @Nullable DumpType superclass) {
    DumpType type = new DumpType(className, superclass, newId(), loaded.size() + 1);
    types.put(className, type);
    loaded.add(type);
    heap.add(out -> type.write(out, this::name));
    return type;
  }

  /** An object whose fields are all 0. */
  public DumpInstance object(DumpType type) {
    DumpInstance instance = new DumpInstance(type, newId());
    heap.add(out -> instance.write(out, bytes()));
    return instance;
  }

  /** Returns the id; later changes of the given array count. */
  public long objectArray(DumpType arrayType, long... elements) {
    long id = newId();
    heap.add(
        out -> {
          out.u1(0x22).id(id).u4(0).u4(elements.length).id(arrayType.id());
          for (long element : elements) {
            out.id(element);
          }
        });
    return id;
  }

  /** Returns the id; the type is written as in descriptors. */
  public long primitiveArray(char type, long... elements) {
    long id = newId();
    heap.add(
        out -> {
          out.u1(0x23).id(id).u4(0).u4(elements.length).u1(DumpBytes.number(type));
          for (long element : elements) {
            out.value(type, element);
          }
        });
    return id;
  }

  /** A {@code String}, compact if that is possible; returns the id. */
  public long string(String text) {
    boolean latin1 = text.chars().allMatch(c -> c <= 0xff);
    byte[] bytes = text.getBytes(latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
    long[] elements = new long[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      elements[i] = bytes[i];
    }
    if (!types.containsKey("java.lang.String")) {
      type("java.lang.String").field("value", 'L').field("coder", 'B').field("hash", 'I');
    }
    return object(type("java.lang.String"))
        .set("value", primitiveArray('B', elements))
        .set("coder", latin1 ? 0 : 1)
        .id();
  }

  /** A root that tells no more than the object. */
  public DumpBuilder root(int tag, long id) {
    heap.add(out -> out.u1(tag).id(id));
    return this;
  }

  public DumpBuilder jniGlobal(long id) {
    heap.add(out -> out.u1(0x01).id(id).id(0x7f00));
    return this;
  }

  /** A thread that lives. */
  public DumpStack thread(long object) {
    DumpStack stack = new DumpStack(this, object, ++threads);
    outer.add(out -> stack.writeFrames(out, this::name));
    heap.add(stack::writeRoots);
    return stack;
  }

  DumpBytes bytes() {
    return new DumpBytes(idSize);
  }

  public byte[] toBytes() {
    List<byte[]> objects = new ArrayList<>();
    for (Consumer<DumpBytes> each : heap) {
      objects.add(written(each));
    }
    DumpBytes body = bytes();
    loaded.forEach(type -> body.record(0x02, written(out -> type.writeLoading(out, this::name))));
    outer.forEach(each -> each.accept(body));
    DumpBytes out = bytes();
    out.utf8("JAVA PROFILE 1.0.2").u1(0).u4(idSize).u8(0);
    // The names come last to be known, and first in the file.
    names.forEach((text, id) -> out.record(0x01, written(bytes -> bytes.id(id).utf8(text))));
    out.bytes(body.toArray());
    int parts = oneRecord ? 1 : segments;
    for (int part = 0; part < parts; part++) {
      DumpBytes segment = bytes();
      objects
          .subList(objects.size() * part / parts, objects.size() * (part + 1) / parts)
          .forEach(segment::bytes);
      out.record(oneRecord ? 0x0c : SEGMENT, segment.toArray());
    }
    return (end && !oneRecord ? out.record(0x2c, new byte[0]) : out).toArray();
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, toBytes());
  }

  private byte[] written(Consumer<DumpBytes> record) {
    DumpBytes out = bytes();
    record.accept(out);
    return out.toArray();
  }
}
