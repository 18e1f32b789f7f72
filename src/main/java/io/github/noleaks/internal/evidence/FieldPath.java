package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapClass;
import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields that lead from an object to a value, as the catalogs write them: {@code eventfd.efd}; the
 * elements of an array are {@code socketpair[]}; the object itself is {@code this}.
 */
final class FieldPath {
  private static final int LONGEST_NAME = 200;
  private static final String THIS = "this";

  private final List<String> fields;
  private final boolean elements;

  FieldPath(String text) {
    elements = text.endsWith("[]");
    fields = Arrays.asList((elements ? text.substring(0, text.length() - 2) : text).split("\\."));
  }

  private String last() {
    return fields.get(fields.size() - 1);
  }

  /** The object that has the last field. */
  @Nullable HeapObject holder(HeapObject from) {
    HeapObject at = from;
    for (int i = 0; at != null && i < fields.size() - 1; i++) {
      at = at.get(fields.get(i));
    }
    return at;
  }

  /** The object at the end. */
  @Nullable HeapObject object(HeapObject from) {
    if (last().equals(THIS)) {
      return from;
    }
    HeapObject holder = holder(from);
    return holder == null ? null : holder.get(last());
  }

  /** The numbers at the end. */
  List<Long> numbers(HeapObject from) {
    HeapObject holder = holder(from);
    if (holder == null) {
      return List.of();
    }
    if (!elements) {
      boolean narrow = holder.typeOf(last()) == 'I';
      return List.of(narrow ? holder.integer(last(), -1) : holder.bits(last(), -1));
    }
    List<Long> numbers = new ArrayList<>();
    HeapObject array = holder.get(last());
    for (int i = 0; array != null && i < array.length(); i++) {
      numbers.add((long) array.number(i));
    }
    return numbers;
  }

  /** The text at the end. */
  @Nullable String text(HeapObject from) {
    HeapObject object = object(from);
    return object == null ? null : object.text(LONGEST_NAME);
  }

  /**
   * A condition such as {@code state=ST_CLOSED}: compares with a number, a constant of the object's
   * class, the name of an enum constant, or {@code null}.
   *
   * @param path what is compared
   * @param value what it is compared with
   */
  record Condition(FieldPath path, String value) {

    static Condition of(String text) {
      int sign = text.indexOf('=');
      return new Condition(new FieldPath(text.substring(0, sign)), text.substring(sign + 1));
    }

    boolean holds(HeapObject object) {
      HeapObject holder = path.holder(object);
      if (holder == null || !holder.has(path.last())) {
        return false;
      }
      if (holder.typeOf(path.last()) == 'L') {
        HeapObject found = holder.get(path.last());
        HeapObject name = found == null ? null : found.get("name");
        return found == null
            ? value.equals("null")
            : name != null && value.equals(name.text(LONGEST_NAME));
      }
      return holder.integer(path.last(), 0) == number(holder.type());
    }

    /** Interfaces are not in a dump, so constants are those of classes. */
    private long number(HeapClass type) {
      if (Character.isJavaIdentifierStart(value.charAt(0))) {
        for (HeapClass each = type; each != null; each = each.superclass()) {
          long bits = each.staticBits(value, Long.MIN_VALUE);
          if (bits != Long.MIN_VALUE) {
            return bits;
          }
        }
        return Long.MIN_VALUE;
      }
      return Long.parseLong(value);
    }
  }
}
