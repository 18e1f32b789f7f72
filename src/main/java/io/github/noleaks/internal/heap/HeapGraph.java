package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.HeapClass.Static;
import io.github.noleaks.internal.heap.Layout.Root;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a heap dump, numbered from 0 by their addresses, and which of them refers to
 * which. The references are held in memory, some 20 bytes an object; the contents stay in the file
 * and are read when they are asked for. Not thread-safe.
 */
public final class HeapGraph implements Closeable {
  /** What an object takes besides its fields, the filling at its end included. */
  private static final int HEADER = 24;

  private final DumpInput contents;
  private final ObjectIds ids;
  private final List<HeapClass> classes;
  private final int[] classNumbers;
  private final FilePositions positions;
  private final Edges edges;
  private final Map<Integer, HeapClass> classObjects;
  private final List<HeapThread> threads;
  private final List<Root> roots;

  HeapGraph(
      DumpInput contents,
      ObjectIds ids,
      List<HeapClass> classes,
      int[] classNumbers,
      FilePositions positions,
      Edges edges,
      List<HeapThread> threads,
      List<Root> roots) {
    this.contents = contents;
    this.ids = ids;
    this.classes = classes;
    this.classNumbers = classNumbers;
    this.positions = positions;
    this.edges = edges;
    this.threads = threads;
    this.roots = roots;
    this.classObjects = new HashMap<>();
    for (HeapClass type : classes) {
      int object = ids.of(type.id());
      if (object >= 0) {
        classObjects.put(object, type);
      }
    }
  }

  /**
   * Reads a dump.
   *
   * @param file the file, as {@code HotSpotDiagnosticMXBean.dumpHeap}, {@code jcmd} or {@code jmap}
   *     write it
   * @param filter which references to leave out
   * @return the graph; the file stays open until it is closed
   * @throws BrokenDumpException if the file is no heap dump, or not a whole one
   * @throws IOException if it cannot be read
   */
  public static HeapGraph read(Path file, ReferenceFilter filter) throws IOException {
    return GraphReader.read(file, filter);
  }

  /**
   * How many objects there are, classes included.
   *
   * @return their number
   */
  public int size() {
    return classNumbers.length;
  }

  /**
   * All classes.
   *
   * @return the classes, each after its superclass
   */
  public List<HeapClass> classes() {
    return classes;
  }

  /**
   * The threads that lived.
   *
   * @return the threads, in the order of the dump
   */
  public List<HeapThread> threads() {
    return threads;
  }

  /**
   * The class of an object.
   *
   * @param object its number
   * @return the class; of a class it is {@code java.lang.Class}
   */
  public HeapClass classOf(int object) {
    return classes.get(classNumbers[object]);
  }

  /**
   * The class that an object stands for.
   *
   * @param object its number
   * @return the class, or {@code null} if the object is no class
   */
  public @Nullable HeapClass asClass(int object) {
    return classObjects.get(object);
  }

  /**
   * The object that stands for a class.
   *
   * @param type the class
   * @return its number
   */
  public int objectOf(HeapClass type) {
    return ids.of(type.id());
  }

  /**
   * Goes through the references of an object; what the filter leaves out is not among them.
   *
   * @param object its number
   * @param action is given the number of each object it refers to
   */
  public void forEachReference(int object, IntConsumer action) {
    edges.forEach(object, action);
  }

  /**
   * The objects that are kept by something else than a thread or a class.
   *
   * @return their numbers
   */
  public List<Integer> nativeRoots() {
    List<Integer> objects = new ArrayList<>();
    for (Root root : roots) {
      int object = ids.of(root.id());
      if (object >= 0 && (root.kind() == RootKind.JNI_GLOBAL || root.kind() == RootKind.UNKNOWN)) {
        objects.add(object);
      }
    }
    return objects;
  }

  /**
   * The contents of an object.
   *
   * @param object its number
   * @return a view that is valid as long as the graph is open
   */
  public HeapObject object(int object) {
    return new HeapObject(this, object);
  }

  /**
   * About how many bytes an object takes, by itself.
   *
   * @param object its number
   * @return rather too many than too few
   */
  public long sizeOf(int object) {
    HeapClass type = classOf(object);
    if (asClass(object) != null) {
      return HEADER;
    }
    if (!type.isArray()) {
      return (long) HEADER + type.instanceSize();
    }
    return HEADER + (long) object(object).length() * elementSize(type);
  }

  private static int elementSize(HeapClass array) {
    return switch (array.name().charAt(1)) {
      case 'Z', 'B' -> Byte.BYTES;
      case 'C', 'S' -> Short.BYTES;
      case 'I', 'F' -> Integer.BYTES;
      default -> Long.BYTES;
    };
  }

  /**
   * A static field that refers to an object.
   *
   * @param type the class
   * @param object the object's number
   * @return the name of the field, or {@code null} if none does
   */
  public @Nullable String staticFieldTo(HeapClass type, int object) {
    for (Static each : type.statics()) {
      if (each.type() == HprofType.OBJECT && ids.of(each.bits()) == object) {
        return each.name();
      }
    }
    return null;
  }

  /**
   * A class by its name.
   *
   * @param name its name
   * @return the one that the JVM itself loaded, or {@code null} if there is none
   */
  public @Nullable HeapClass jdkClass(String name) {
    for (HeapClass type : classes) {
      if (type.isOfBootLoader() && type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /**
   * The objects of a class and of those that extend it.
   *
   * @param type the class
   * @return their numbers
   */
  public List<Integer> instancesOf(HeapClass type) {
    return instancesOf(each -> each == type);
  }

  /**
   * The objects of some classes and of those that extend one of them. All objects are gone through
   * once, whatever the number of classes.
   *
   * @param which tells the classes
   * @return their numbers
   */
  public List<Integer> instancesOf(Predicate<HeapClass> which) {
    BitSet wanted = new BitSet();
    for (int i = 0; i < classes.size(); i++) {
      for (HeapClass each = classes.get(i); each != null; each = each.superclass()) {
        if (which.test(each)) {
          wanted.set(i);
        }
      }
    }
    List<Integer> objects = new ArrayList<>();
    for (int object = 0; object < classNumbers.length; object++) {
      if (wanted.get(classNumbers[object])) {
        objects.add(object);
      }
    }
    return objects;
  }

  int numberOf(long id) {
    return id == 0 ? -1 : ids.of(id);
  }

  /** Of classes a dump has the static fields, but not those of their {@code Class}. */
  boolean hasContents(int object) {
    return positions.get(object) > 0;
  }

  /** The input, at the contents of an object: after its id and the number of its stack trace. */
  DumpInput at(int object) {
    try {
      contents.seek(positions.get(object));
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    contents.close();
  }
}
