package io.github.noleaks.internal.check;

import io.github.noleaks.Scope;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The scopes that are open now. Two that are open at the same time, neither inside the other, have
 * overlapped: what comes up in one may be the other's. Thread-safe.
 */
final class OpenScopes {
  private final Set<ScopeWindow> open = ConcurrentHashMap.newKeySet();

  /** The ids of all tests that run, as far as the launcher's session tells them. */
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** The ids of the threads that are making a test's instance and have not yet begun the test. */
  private final Set<Long> preparing = ConcurrentHashMap.newKeySet();

  /** The calling thread is about to make the instance of a test that has no window yet. */
  void prepare() {
    // The classes around both are open, and overlap or not by themselves.
    preparing.add(Thread.currentThread().getId());
    open.stream().filter(OpenScopes::isTest).forEach(ScopeWindow::overlap);
  }

  /** The test of the calling thread has begun, or will not. */
  void prepared() {
    preparing.remove(Thread.currentThread().getId());
  }

  /** Whether a test runs now, watched or not. */
  boolean hasTest() {
    return !running.isEmpty() || open.stream().anyMatch(OpenScopes::isTest);
  }

  /**
   * Whether nothing but the preparation by the calling thread can have started a thread lately: no
   * test runs, no class is open but those around, and nobody else prepares a test.
   */
  boolean isAlone(@Nullable ScopeWindow ofClass) {
    return running.isEmpty()
        && preparing.stream().allMatch(id -> id == Thread.currentThread().getId())
        && open.stream().allMatch(each -> ofClass != null && each.contains(ofClass));
  }

  private static boolean isTest(ScopeWindow window) {
    return window.level() == Scope.METHOD;
  }

  void add(ScopeWindow window) {
    // First in, then look: of two that open at once, at least one sees the other and marks both.
    open.add(window);
    for (ScopeWindow other : open) {
      if (!other.contains(window) && !window.contains(other)) {
        other.overlap();
        window.overlap();
      }
    }
    if (running.stream().anyMatch(test -> !window.contains(test))) {
      window.overlap();
    }
    if (isTest(window) && preparing.stream().anyMatch(id -> id != Thread.currentThread().getId())) {
      window.overlap();
    }
  }

  /** A test has started that may have no window here, since nobody watches it. */
  void testStarted(String test) {
    running.add(test);
    open.stream().filter(window -> !window.contains(test)).forEach(ScopeWindow::overlap);
  }

  void testFinished(String test) {
    running.remove(test);
  }

  /** Whether neither a class nor a test is under way. */
  boolean isEmpty() {
    return open.isEmpty() && running.isEmpty() && preparing.isEmpty();
  }

  void remove(ScopeWindow window) {
    open.remove(window);
  }
}
