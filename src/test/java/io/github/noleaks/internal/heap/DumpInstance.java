package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.DumpType.Field;
import java.util.HashMap;
import java.util.Map;

/** An object that a {@link DumpBuilder} writes; it is no array. */
public final class DumpInstance {
  private final DumpType type;
  private final long id;
  private final Map<Field, Long> values = new HashMap<>();

  DumpInstance(DumpType type, long id) {
    this.type = type;
    this.id = id;
  }

  public long id() {
    return id;
  }

  /** Sets a field of its class or, if that has none of this name, of a superclass. */
  public DumpInstance set(String field, long bits) {
    return set(type, field, bits);
  }

  /** Sets a field that a certain class declares, or one of the superclasses of that. */
  public DumpInstance set(DumpType declaring, String field, long bits) {
    for (Field each : declaring.allFields()) {
      if (each.name().equals(field)) {
        values.put(each, bits);
        return this;
      }
    }
    throw new IllegalArgumentException(type.name() + " has no field " + field);
  }

  void write(DumpBytes out, DumpBytes contents) {
    type.allFields().forEach(field -> contents.value(field.type(), values.getOrDefault(field, 0L)));
    out.u1(0x21).id(id).u4(0).id(type.id()).u4(contents.size()).bytes(contents.toArray());
  }
}
