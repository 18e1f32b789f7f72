package io.github.noleaks.internal.heap;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A class that a {@link DumpBuilder} writes. */
public final class DumpType {

  /** A field of the objects, which is the same by its class and its name. */
  record Field(String declaringClass, String name, char type) {}

  private record Static(String name, char type, long bits) {}

  private final String name;
  private final @Nullable DumpType superclass;
  private final long id;
  private final int serial;
  private final List<Field> fields = new ArrayList<>();
  private final List<Static> statics = new ArrayList<>();
  private long loader;

  DumpType(String name, @Nullable DumpType superclass, long id, int serial) {
    this.name = name;
    this.superclass = superclass;
    this.id = id;
    this.serial = serial;
  }

  public String name() {
    return name;
  }

  public long id() {
    return id;
  }

  int serial() {
    return serial;
  }

  /** A field of its objects, its type as in descriptors. */
  public DumpType field(String field, char type) {
    fields.add(new Field(name, field, type));
    return this;
  }

  public DumpType staticField(String field, char type, long bits) {
    statics.add(new Static(field, type, bits));
    return this;
  }

  /** The object that loaded it; without one the JVM itself did. */
  public DumpType loader(long object) {
    loader = object;
    return this;
  }

  /** The fields as HotSpot orders them: those of the class itself first, then its superclass'. */
  List<Field> allFields() {
    List<Field> all = new ArrayList<>();
    for (DumpType each = this; each != null; each = each.superclass) {
      all.addAll(each.fields);
    }
    return all;
  }

  void writeLoading(DumpBytes out, ToLongFunction<String> names) {
    out.u4(serial).id(id).u4(0).id(names.applyAsLong(name.replace('.', '/')));
  }

  void write(DumpBytes out, ToLongFunction<String> names) {
    out.u1(0x20).id(id).u4(0).id(superclass == null ? 0 : superclass.id).id(loader);
    out.id(0).id(0).id(0).id(0).u4(16).u2(0).u2(statics.size());
    for (Static each : statics) {
      out.id(names.applyAsLong(each.name)).u1(DumpBytes.number(each.type));
      out.value(each.type, each.bits);
    }
    out.u2(fields.size());
    for (Field each : fields) {
      out.id(names.applyAsLong(each.name)).u1(DumpBytes.number(each.type));
    }
  }
}
