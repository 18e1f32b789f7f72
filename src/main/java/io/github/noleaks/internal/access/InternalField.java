package io.github.noleaks.internal.access;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A private field of a class of the JDK, if this JDK has it and it may be read. */
final class InternalField {
  private final @Nullable Field field;

  private InternalField(@Nullable Field field) {
    this.field = field;
  }

  static InternalField of(String type, String name) {
    try {
      return of(Class.forName(type, false, null), name);
    } catch (ClassNotFoundException | LinkageError e) {
      return new InternalField(null);
    }
  }

  static InternalField of(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      return new InternalField(field.trySetAccessible() ? field : null);
    } catch (NoSuchFieldException | RuntimeException | LinkageError e) {
      return new InternalField(null);
    }
  }

  boolean exists() {
    return field != null;
  }

  /** Its value in an object; {@code null} also if the object has no such field. */
  @Nullable Object read(@Nullable Object object) {
    if (field == null || !field.getDeclaringClass().isInstance(object)) {
      return null;
    }
    try {
      return field.get(object);
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }

  /** Its value in an object, if it is a number of the kind {@code int}. */
  int readInt(@Nullable Object object, int otherwise) {
    if (field == null || !field.getDeclaringClass().isInstance(object)) {
      return otherwise;
    }
    try {
      return field.getInt(object);
    } catch (IllegalAccessException | RuntimeException e) {
      return otherwise;
    }
  }
}
