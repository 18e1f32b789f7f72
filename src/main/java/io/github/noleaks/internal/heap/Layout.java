package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.HeapClass.Field;
import io.github.noleaks.internal.heap.HprofVisitor.ClassRecord;
import io.github.noleaks.internal.heap.HprofVisitor.FieldRecord;
import io.github.noleaks.internal.heap.HprofVisitor.FrameRecord;
import io.github.noleaks.internal.heap.HprofVisitor.StaticRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the first reading of a dump finds: which objects there are, the classes, the stacks and the
 * roots.
 */
final class Layout implements HprofVisitor {

  /** One root; the numbers are {@code -1} where they say nothing. */
  record Root(RootKind kind, long id, int thread, int frame) {}

  private final ObjectIds ids;
  private boolean unaligned;
  private long firstObjects;

  private final Map<Long, String> strings = new HashMap<>();
  private final Map<Integer, Long> nameOfSerial = new HashMap<>();
  private final Map<Long, Long> nameOfClass = new HashMap<>();
  private final Map<Long, FrameRecord> frames = new HashMap<>();
  private final Map<Integer, long[]> traces = new HashMap<>();
  private final Map<Long, ClassRecord> records = new LinkedHashMap<>();
  private final List<Root> roots = new ArrayList<>();

  private Layout(int shift) {
    ids = new ObjectIds(shift);
  }

  static Layout read(DumpInput in) throws IOException {
    Layout layout = new Layout(3);
    layout.firstObjects = HprofReader.read(in, layout);
    if (layout.unaligned) {
      // Not addresses as HotSpot has them: then each number may be an id.
      layout = new Layout(0);
      layout.firstObjects = HprofReader.read(in, layout);
    }
    layout.ids.number();
    return layout;
  }

  @Override
  public void string(long id, DumpInput in, int bytes) throws IOException {
    strings.put(id, HprofReader.decode(in.bytes(bytes)));
  }

  @Override
  public void loadedClass(int serial, long classId, long nameId) {
    nameOfSerial.put(serial, nameId);
    nameOfClass.put(classId, nameId);
  }

  @Override
  public void frame(long id, FrameRecord frame) {
    frames.put(id, frame);
  }

  @Override
  public void trace(int serial, long[] frameIds) {
    traces.put(serial, frameIds);
  }

  @Override
  public void root(RootKind kind, long id, int thread, int frame) {
    roots.add(new Root(kind, id, thread, frame));
  }

  @Override
  public void classDump(ClassRecord type) throws IOException {
    add(type.id());
    records.put(type.id(), type);
  }

  @Override
  public void instance(long id, long classId, DumpInput in, int bytes) throws IOException {
    add(id);
  }

  @Override
  public void objectArray(long id, long classId, DumpInput in, int length) throws IOException {
    add(id);
  }

  @Override
  public void primitiveArray(long id, int type, DumpInput in, int length) throws IOException {
    add(id);
  }

  private void add(long id) throws BrokenDumpException {
    if (unaligned) {
      return;
    }
    if (ids.fits(id)) {
      ids.add(id);
    } else {
      unaligned = true;
    }
  }

  long firstObjects() {
    return firstObjects;
  }

  ObjectIds ids() {
    return ids;
  }

  List<Root> roots() {
    return roots;
  }

  /** The classes, each after its superclass. */
  List<HeapClass> classes() throws BrokenDumpException {
    Map<Long, HeapClass> made = new LinkedHashMap<>();
    for (ClassRecord each : records.values()) {
      List<ClassRecord> line = new ArrayList<>();
      ClassRecord next = each;
      while (next != null && !made.containsKey(next.id())) {
        line.add(next);
        next = records.get(next.superId());
        if (line.size() > records.size()) {
          throw new BrokenDumpException("the heap dump is damaged: a class extends itself");
        }
      }
      for (int i = line.size() - 1; i >= 0; i--) {
        made.put(line.get(i).id(), make(line.get(i), made.get(line.get(i).superId())));
      }
    }
    return List.copyOf(made.values());
  }

  private HeapClass make(ClassRecord type, @Nullable HeapClass superclass) {
    // Loops, not streams: in a young JVM the first stream costs as much as all classes.
    List<Field> fields = new ArrayList<>(type.fields().size());
    for (FieldRecord field : type.fields()) {
      fields.add(new Field(text(field.name()), field.type()));
    }
    List<HeapClass.Static> statics = new ArrayList<>(type.statics().size());
    for (StaticRecord each : type.statics()) {
      statics.add(new HeapClass.Static(text(each.name()), each.type(), each.bits()));
    }
    return new HeapClass(
        type.id(),
        className(nameOfClass.get(type.id())),
        superclass,
        type.loaderId(),
        type.instanceSize(),
        fields,
        statics);
  }

  private String text(long id) {
    return strings.getOrDefault(id, "?");
  }

  private @Nullable String textOrNull(long id) {
    return strings.get(id);
  }

  private String className(@Nullable Long nameId) {
    return nameId == null ? "?" : text(nameId).replace('/', '.');
  }

  /** The stacks by the numbers of the threads, and what the threads refer to. */
  List<HeapThread> threads() {
    Map<Integer, ThreadParts> parts = new LinkedHashMap<>();
    for (Root root : roots) {
      if (root.kind() == RootKind.THREAD && ids.of(root.id()) >= 0) {
        long[] trace = traces.getOrDefault(root.frame(), new long[0]);
        parts.put(root.thread(), new ThreadParts(ids.of(root.id()), trace));
      }
    }
    for (Root root : roots) {
      ThreadParts thread = parts.get(root.thread());
      int object = ids.of(root.id());
      if (thread != null && object >= 0 && root.kind() != RootKind.THREAD) {
        thread.add(root.frame(), object);
      }
    }
    List<HeapThread> threads = new ArrayList<>(parts.size());
    for (ThreadParts thread : parts.values()) {
      threads.add(thread.make(this));
    }
    return threads;
  }

  private HeapFrame frame(long id, List<Integer> locals) {
    FrameRecord frame = frames.get(id);
    if (frame == null) {
      return new HeapFrame("?", "?", "", null, -1, locals);
    }
    return new HeapFrame(
        className(nameOfSerial.get(frame.classSerial())),
        text(frame.method()),
        text(frame.signature()),
        textOrNull(frame.source()),
        frame.line(),
        locals);
  }

  /** A thread while its roots are collected. */
  private static final class ThreadParts {
    private final int object;
    private final long[] trace;
    private final Map<Integer, List<Integer>> locals = new HashMap<>();
    private final List<Integer> others = new ArrayList<>();

    ThreadParts(int object, long[] trace) {
      this.object = object;
      this.trace = trace;
    }

    void add(int frame, int local) {
      if (frame >= 0 && frame < trace.length) {
        locals.computeIfAbsent(frame, f -> new ArrayList<>()).add(local);
      } else {
        others.add(local);
      }
    }

    HeapThread make(Layout layout) {
      List<HeapFrame> frames = new ArrayList<>();
      for (int i = 0; i < trace.length; i++) {
        frames.add(layout.frame(trace[i], List.copyOf(locals.getOrDefault(i, List.of()))));
      }
      return new HeapThread(object, List.copyOf(frames), List.copyOf(others));
    }
  }
}
