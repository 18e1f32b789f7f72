package io.github.noleaks.internal.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A cache that forgets what was asked for the longest time ago. Thread-safe. */
final class Bounded<K, V> {

  private final Map<K, V> entries;

  Bounded(int size) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > size;
          }
        };
  }

  V get(K key, Function<K, V> make) {
    synchronized (entries) {
      V known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    // Made outside the lock: it may read files. Two threads may both make it; that is harmless.
    V made = make.apply(key);
    synchronized (entries) {
      entries.put(key, made);
    }
    return made;
  }
}
