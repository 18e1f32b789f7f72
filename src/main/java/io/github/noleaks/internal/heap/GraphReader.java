package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.HeapClass.Field;
import io.github.noleaks.internal.heap.HeapClass.Static;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The second reading of a dump: the class, the place and the references of each object. */
final class GraphReader implements HprofVisitor {
  private static final int[] NONE = {};

  /** So many bytes an object may have to be looked at as a whole; hardly any has more. */
  private static final int SMALL = 1 << 12;

  /** What stands for the class with number 0, as long as objects are read; others go down. */
  private static final int CLASS = -1;

  private final ObjectIds ids;
  private final List<HeapClass> classes;
  private final ReferenceFilter filter;
  private final int idSize;

  private final int[] classNumbers;
  private final FilePositions positions;
  private final Edges edges;
  private final int[] @Nullable [] offsets;

  /** How many bytes the fields of an object of each class take. */
  private final int[] sizes;

  private final boolean[] isObjectArray;
  private final int[] numberOfPrimitives = new int[HprofType.LONG + 1];
  private final int classClass;

  /** The class of the last object: the next one is often of the same. */
  private long lastClassId = -1;

  private int lastClass;

  private GraphReader(ObjectIds ids, List<HeapClass> known, DumpInput in, ReferenceFilter filter) {
    this.ids = ids;
    this.filter = filter;
    this.idSize = in.idSize();
    classes = new ArrayList<>(known);
    classClass = numberNamed("java.lang.Class");
    for (int type = HprofType.BOOLEAN; type <= HprofType.LONG; type++) {
      numberOfPrimitives[type] = numberNamed(HprofType.arrayName(type));
    }
    offsets = new int[classes.size()][];
    isObjectArray = new boolean[classes.size()];
    for (int i = 0; i < isObjectArray.length; i++) {
      isObjectArray[i] = classes.get(i).isArray() && classes.get(i).name().length() > 2;
    }
    sizes = new int[classes.size()];
    classNumbers = new int[ids.size()];
    for (int i = 0; i < known.size(); i++) {
      int object = ids.of(known.get(i).id());
      if (object >= 0) {
        classNumbers[object] = CLASS - i;
      }
    }
    positions = new FilePositions(ids.size(), in.length());
    edges = new Edges(ids.size());
  }

  static HeapGraph read(Path file, ReferenceFilter filter) throws IOException {
    try (DumpInput in = DumpInput.sequential(file)) {
      Layout layout = Layout.read(in);
      GraphReader reader = new GraphReader(layout.ids(), layout.classes(), in, filter);
      HprofReader.readAgain(in, reader, layout.firstObjects());
      reader.addStatics();
      DumpInput contents = DumpInput.random(file);
      contents.idSize(in.idSize());
      return new HeapGraph(
          contents,
          layout.ids(),
          List.copyOf(reader.classes),
          reader.classNumbers,
          reader.positions,
          reader.edges,
          layout.threads(),
          layout.roots());
    }
  }

  private int numberNamed(String name) {
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).name().equals(name)) {
        return i;
      }
    }
    // A dump of another JVM may know no such class.
    classes.add(new HeapClass(0, name, null, 0, 0, List.of(), List.of()));
    return classes.size() - 1;
  }

  private int numberOf(long classId) throws BrokenDumpException {
    if (classId == lastClassId) {
      return lastClass;
    }
    int object = classId == 0 ? -1 : ids.of(classId);
    int number = object < 0 ? -1 : CLASS - classNumbers[object];
    if (number < 0) {
      throw new BrokenDumpException(
          "the heap dump is damaged: an object is of a class 0x%x that is not in it"
              .formatted(classId));
    }
    lastClassId = classId;
    lastClass = number;
    return number;
  }

  @Override
  public void instance(long id, long classId, DumpInput in, int bytes) throws IOException {
    int object = ids.of(id);
    int type = numberOf(classId);
    positions.set(object, in.position());
    classNumbers[object] = type;
    int[] at = offsets[type];
    if (at == null) {
      at = offsetsOf(classes.get(type));
      offsets[type] = at;
      sizes[type] = sizeOf(classes.get(type));
    }
    if (sizes[type] > bytes) {
      throw new BrokenDumpException(
          "the heap dump is damaged: an object of class %s has %,d bytes only, before byte %,d"
              .formatted(classes.get(type).name(), bytes, in.position() + bytes));
    }
    if (at.length > 0 && bytes <= SMALL) {
      in.prefetch(bytes);
      for (int offset : at) {
        add(in.peekId(offset));
      }
    } else {
      int passed = 0;
      for (int offset : at) {
        in.skip(offset - passed);
        add(in.id());
        passed = offset + idSize;
      }
    }
    edges.endOf(object);
  }

  private int sizeOf(HeapClass type) throws BrokenDumpException {
    if (type.isArray()) {
      throw kindDiffers(type);
    }
    int size = 0;
    for (HeapClass each = type; each != null; each = each.superclass()) {
      for (Field field : each.fields()) {
        size += HprofType.sizeOf(field.type(), idSize);
      }
    }
    return size;
  }

  private static BrokenDumpException kindDiffers(HeapClass type) {
    return new BrokenDumpException(
        "the heap dump is damaged: an object of class %s is not written as such ones are"
            .formatted(type.name()));
  }

  /** Where in the contents of an object of a class the references are. */
  private int[] offsetsOf(HeapClass type) throws BrokenDumpException {
    List<Integer> found = new ArrayList<>();
    int at = 0;
    for (HeapClass each = type; each != null; each = each.superclass()) {
      for (Field field : each.fields()) {
        if (field.type() == HprofType.OBJECT && filter.keeps(type, each.name(), field.name())) {
          found.add(at);
        }
        at += HprofType.sizeOf(field.type(), idSize);
      }
    }
    int[] places = found.isEmpty() ? NONE : new int[found.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = found.get(i);
    }
    return places;
  }

  @Override
  public void objectArray(long id, long classId, DumpInput in, int length) throws IOException {
    int object = ids.of(id);
    positions.set(object, in.position());
    classNumbers[object] = numberOf(classId);
    if (!isObjectArray[classNumbers[object]]) {
      throw kindDiffers(classes.get(classNumbers[object]));
    }
    for (int i = 0; i < length; i++) {
      add(in.id());
    }
    edges.endOf(object);
  }

  @Override
  public void primitiveArray(long id, int type, DumpInput in, int length) {
    int object = ids.of(id);
    positions.set(object, in.position());
    classNumbers[object] = numberOfPrimitives[type];
  }

  private void add(long id) {
    int target = id == 0 ? -1 : ids.of(id);
    if (target >= 0) {
      edges.add(target);
    }
  }

  private void addStatics() {
    for (HeapClass type : classes) {
      int object = type.id() == 0 ? -1 : ids.of(type.id());
      if (object >= 0) {
        classNumbers[object] = classClass;
        positions.set(object, 0);
        for (Static each : type.statics()) {
          if (each.type() == HprofType.OBJECT && filter.keeps(type, type.name(), each.name())) {
            add(each.bits());
          }
        }
        add(type.loaderId());
        edges.endOf(object);
      }
    }
  }
}
