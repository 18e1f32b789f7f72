package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.watch.VirtualIds;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads that came up while several tests ran. They are not listed before the end of the
 * run: until then it is enough to know which ids were given out during which test. Thread-safe.
 */
final class VirtualSuspects {
  private final Collection<Window> windows = new ConcurrentLinkedQueue<>();

  /** What was given out during a test or class, and which of those its own rules excuse. */
  private record Window(VirtualIds ids, String subject, Predicate<LeakedThread> excused) {}

  void add(@Nullable VirtualIds ids, String subject, Predicate<LeakedThread> excused) {
    if (ids != null) {
      windows.add(new Window(ids, subject, excused));
    }
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /** Whether it came up while several tests ran. */
  boolean contains(LeakedThread thread) {
    return of(thread).findAny().isPresent();
  }

  /** Whether one of the tests that ran at the time excuses it. */
  boolean isExcused(LeakedThread thread) {
    return of(thread).anyMatch(window -> window.excused().test(thread));
  }

  /** The tests that ran at the time, or {@code null} if it is none of these threads. */
  @Nullable String startedIn(LeakedThread thread) {
    List<String> subjects = of(thread).map(Window::subject).distinct().sorted().toList();
    return subjects.isEmpty()
        ? null
        : subjects.stream()
            // A class needs no mention where one of its tests has it.
            .filter(each -> subjects.stream().noneMatch(other -> other.startsWith(each + ".")))
            .collect(Collectors.joining(Ledger.OR));
  }

  private Stream<Window> of(LeakedThread thread) {
    return thread.virtual()
        ? windows.stream().filter(window -> window.ids().contains(thread.id()))
        : Stream.empty();
  }
}
