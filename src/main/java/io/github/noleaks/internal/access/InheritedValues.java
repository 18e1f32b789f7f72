package io.github.noleaks.internal.access;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** The values of {@link InheritableThreadLocal}s in other threads. */
final class InheritedValues {
  private final InternalField map;
  private final InternalField table;
  private final InternalField value;

  InheritedValues(InternalField map, InternalField table, InternalField value) {
    this.map = map;
    this.table = table;
    this.value = value;
  }

  boolean isReadable() {
    return map.exists() && table.exists() && value.exists();
  }

  /** Not by the map's own methods: they tidy it up, which only its own thread may do. */
  @Nullable Object read(Thread thread, InheritableThreadLocal<?> key) {
    if (!(table.read(map.read(thread)) instanceof Object[] entries)) {
      return null;
    }
    for (int i = 0; i < entries.length; i++) {
      Object entry = entries[i];
      if (isOf(key, entry)) {
        return value.read(entry);
      }
    }
    // The thread may have moved the entry past us, towards the beginning.
    for (int i = entries.length - 1; i >= 0; i--) {
      Object entry = entries[i];
      if (isOf(key, entry)) {
        return value.read(entry);
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static boolean isOf(InheritableThreadLocal<?> key, @Nullable Object entry) {
    return entry instanceof Reference<?> reference && ((Reference<Object>) reference).refersTo(key);
  }
}
