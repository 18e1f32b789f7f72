package io.github.noleaks.internal.heap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A class in a heap dump. Immutable. */
public final class HeapClass {

  /**
   * A field of the objects of a class.
   *
   * @param name its name
   * @param type its type, as HPROF numbers them
   */
  record Field(String name, int type) {}

  /**
   * A static field.
   *
   * @param name its name
   * @param type its type, as HPROF numbers them
   * @param bits its value, or the id of the object it refers to
   */
  record Static(String name, int type, long bits) {}

  private final long id;
  private final String name;
  private final @Nullable HeapClass superclass;
  private final long loaderId;
  private final int instanceSize;
  private final List<Field> fields;
  private final List<Static> statics;

  HeapClass(
      long id,
      String name,
      @Nullable HeapClass superclass,
      long loaderId,
      int instanceSize,
      List<Field> fields,
      List<Static> statics) {
    this.id = id;
    this.name = name;
    this.superclass = superclass;
    this.loaderId = loaderId;
    this.instanceSize = instanceSize;
    this.fields = fields;
    this.statics = statics;
  }

  long id() {
    return id;
  }

  /**
   * Its name, as {@link Class#getName()} has it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The class it extends.
   *
   * @return the class, or {@code null} for {@code Object}, interfaces and arrays of primitives
   */
  public @Nullable HeapClass superclass() {
    return superclass;
  }

  /**
   * Whether the JVM itself loaded it: then it is what its name says, and no namesake of the user's.
   *
   * @return {@code true} for most classes of the JDK
   */
  public boolean isOfBootLoader() {
    return loaderId == 0;
  }

  /**
   * Whether its objects are arrays.
   *
   * @return {@code true} if so
   */
  public boolean isArray() {
    return name.startsWith("[");
  }

  /**
   * Whether it has a name, or one of its superclasses has. Interfaces are not in a heap dump.
   *
   * @param className the name
   * @return {@code true} if so
   */
  public boolean isA(String className) {
    for (HeapClass type = this; type != null; type = type.superclass) {
      if (type.name.equals(className)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of a static field of a primitive type.
   *
   * @param field its name
   * @param otherwise what to return if there is no such field
   * @return its bits
   */
  public long staticBits(String field, long otherwise) {
    for (Static each : statics) {
      if (each.name().equals(field)) {
        return each.bits();
      }
    }
    return otherwise;
  }

  long loaderId() {
    return loaderId;
  }

  /** How many bytes one of its objects takes, as the JVM counts. */
  int instanceSize() {
    return instanceSize;
  }

  List<Field> fields() {
    return fields;
  }

  List<Static> statics() {
    return statics;
  }

  @Override
  public String toString() {
    return name;
  }
}
