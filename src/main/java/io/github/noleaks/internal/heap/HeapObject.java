package io.github.noleaks.internal.heap;

import io.github.noleaks.internal.heap.HeapClass.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contents of one object, read from the file when they are asked for. Not thread-safe. */
public final class HeapObject {
  private static final int LATIN1 = 0;

  private final HeapGraph graph;
  private final int number;

  HeapObject(HeapGraph graph, int number) {
    this.graph = graph;
    this.number = number;
  }

  /**
   * Its number in the graph.
   *
   * @return the number
   */
  public int number() {
    return number;
  }

  /**
   * Its class.
   *
   * @return the class
   */
  public HeapClass type() {
    return graph.classOf(number);
  }

  /** A field's place in the contents and its type. */
  private record Place(int offset, int type) {}

  private boolean hasFields() {
    return graph.hasContents(number) && !type().isArray();
  }

  private @Nullable Place find(String name) {
    if (!hasFields()) {
      return null;
    }
    try {
      int idSize = graph.at(number).idSize();
      int offset = 0;
      for (HeapClass each = type(); each != null; each = each.superclass()) {
        for (Field field : each.fields()) {
          if (field.name().equals(name)) {
            return new Place(offset, field.type());
          }
          offset += HprofType.sizeOf(field.type(), idSize);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long bits(Place place) {
    try {
      DumpInput in = graph.at(number);
      // Of an instance, what comes before is its class and its length.
      in.skip(place.offset());
      return in.value(HprofType.sizeOf(place.type(), in.idSize()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The value of a field of its class or, if that has none of this name, of a superclass.
   *
   * @param name the name of the field
   * @param otherwise what to return if there is no such field
   * @return its bits, those of a reference being the object's address
   */
  public long bits(String name, long otherwise) {
    Place place = find(name);
    return place == null ? otherwise : bits(place);
  }

  /**
   * Whether its class or a superclass declares a field.
   *
   * @param name the name of the field
   * @return {@code true} if so
   */
  public boolean has(String name) {
    return find(name) != null;
  }

  /**
   * The value of a field of type {@code int}.
   *
   * @param name the name of the field
   * @param otherwise what to return if there is no such field
   * @return its value
   */
  public int integer(String name, int otherwise) {
    return (int) bits(name, otherwise);
  }

  /**
   * The object that a field refers to.
   *
   * @param name the name of the field
   * @return the object, or {@code null} if the field holds none or does not exist
   */
  public @Nullable HeapObject get(String name) {
    Place place = find(name);
    return place == null || place.type() != HprofType.OBJECT ? null : at(bits(place));
  }

  private @Nullable HeapObject at(long id) {
    int object = graph.numberOf(id);
    return object < 0 ? null : new HeapObject(graph, object);
  }

  /**
   * The name of a field that refers to an object.
   *
   * @param object the object's number
   * @return the field as {@code Class.field}, with the class that declares it, or {@code null}
   */
  public @Nullable FieldName fieldTo(int object) {
    if (!hasFields()) {
      return null;
    }
    try {
      int idSize = graph.at(number).idSize();
      int offset = 0;
      for (HeapClass each = type(); each != null; each = each.superclass()) {
        for (Field field : each.fields()) {
          if (field.type() == HprofType.OBJECT
              && graph.numberOf(bits(new Place(offset, field.type()))) == object) {
            return new FieldName(each.name(), field.name());
          }
          offset += HprofType.sizeOf(field.type(), idSize);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A field and where it is declared.
   *
   * @param declaringClass the name of the class
   * @param field the name of the field
   */
  public record FieldName(String declaringClass, String field) {}

  /**
   * The length of an array.
   *
   * @return its elements, or 0 for other objects
   */
  public int length() {
    return type().isArray() ? array().length() : 0;
  }

  /**
   * An element of an array of objects.
   *
   * @param index from 0 to the length, exclusively
   * @return the object, or {@code null} if there is none
   */
  public @Nullable HeapObject element(int index) {
    try {
      Array array = array();
      DumpInput in = graph.at(number);
      in.seek(array.start() + (long) index * in.idSize());
      return at(in.id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An element of an array of {@code int}.
   *
   * @param index from 0 to the length, exclusively
   * @return the number
   */
  public int number(int index) {
    try {
      Array array = array();
      DumpInput in = graph.at(number);
      in.seek(array.start() + (long) index * Integer.BYTES);
      return in.s4();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Array(int length, long start) {}

  /** The position is behind the header; what it says is read from before it. */
  private Array array() {
    try {
      DumpInput in = graph.at(number);
      long start = in.position();
      boolean primitive = type().name().length() == 2;
      in.seek(start - Integer.BYTES - (primitive ? 1 : in.idSize()));
      return new Array(in.s4(), start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The field names and values of a record or of any other object, in the order of their
   * declaration.
   *
   * @return the names of the fields its own class declares
   */
  public List<String> ownFields() {
    return type().fields().stream().map(Field::name).toList();
  }

  /**
   * The type of a field.
   *
   * @param name the name of the field
   * @return the letter that descriptors have for it, {@code L} for references
   */
  public char typeOf(String name) {
    Place place = find(name);
    if (place == null || place.type() == HprofType.OBJECT) {
      return 'L';
    }
    return HprofType.arrayName(place.type()).charAt(1);
  }

  /**
   * What a {@code String} says.
   *
   * @param longest how many characters at the most
   * @return the text, or {@code null} if this is no string
   */
  public @Nullable String text(int longest) {
    HeapObject value = type().name().equals("java.lang.String") ? get("value") : null;
    if (value == null || !value.type().name().equals("[B")) {
      return null; // Before JDK 9 it was of chars.
    }
    try {
      Array array = value.array();
      DumpInput in = graph.at(value.number);
      boolean latin1 = integer("coder", LATIN1) == LATIN1;
      in.seek(array.start());
      byte[] bytes = in.bytes(Math.min(array.length(), latin1 ? longest : 2 * longest));
      return latin1
          ? new String(bytes, StandardCharsets.ISO_8859_1)
          : new String(
              bytes,
              java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN
                  ? StandardCharsets.UTF_16BE
                  : StandardCharsets.UTF_16LE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HeapObject that && that.number == number && that.graph == graph;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return type().name() + '#' + number;
  }
}
