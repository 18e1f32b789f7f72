package io.github.noleaks.internal.check;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scopes that are open now. Two that are open at the same time, neither inside the other, have
 * overlapped: what comes up in one may be the other's. Thread-safe.
 */
final class OpenScopes {
  private final Set<ScopeWindow> open = ConcurrentHashMap.newKeySet();

  void add(ScopeWindow window) {
    // First in, then look: of two that open at once, at least one sees the other and marks both.
    open.add(window);
    for (ScopeWindow other : open) {
      if (!other.contains(window) && !window.contains(other)) {
        other.overlap();
        window.overlap();
      }
    }
  }

  void remove(ScopeWindow window) {
    open.remove(window);
  }
}
