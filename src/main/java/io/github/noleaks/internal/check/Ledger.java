package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.watch.VirtualIds;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is already known about threads, by their ids (which are never used again): which have been
 * reported, so that each leak fails one test only; which are excused; which only the end of the run
 * decides on; and during which test each came up. Thread-safe. It grows with what outlives a test,
 * not with the number of tests.
 */
final class Ledger {
  static final String OR = " or ";

  /** For the whole JVM: what {@link io.github.noleaks.NoLeaks#adoptCurrent()} accepted. */
  private static final Set<Long> ADOPTED = ConcurrentHashMap.newKeySet();

  private final Set<Long> closed = ConcurrentHashMap.newKeySet();
  private final Set<Long> ofExtensions = ConcurrentHashMap.newKeySet();
  private final Set<Long> leftToSuite = ConcurrentHashMap.newKeySet();
  private final VirtualSuspects virtualSuspects = new VirtualSuspects();
  private final Map<Long, String> startedIn = new ConcurrentHashMap<>();

  static void adopt(Collection<Long> ids) {
    ADOPTED.addAll(ids);
  }

  static boolean isAdopted(LeakedThread thread) {
    return ADOPTED.contains(thread.id());
  }

  /** Reported or excused: no scope looks at these again. */
  void close(Collection<LeakedThread> threads) {
    threads.forEach(thread -> closed.add(thread.id()));
  }

  boolean isClosed(LeakedThread thread) {
    return isClosed(thread.id()) || virtualSuspects.isExcused(thread);
  }

  boolean isClosed(long id) {
    return closed.contains(id) || ADOPTED.contains(id);
  }

  /** Excused, since another extension has started these for as long as it likes. */
  void leaveToExtensions(Collection<LeakedThread> threads) {
    close(threads);
    threads.forEach(thread -> ofExtensions.add(thread.id()));
  }

  /** Another extension's, or adopted. */
  boolean isOfExtensions(long id) {
    return ofExtensions.contains(id) || ADOPTED.contains(id);
  }

  /** Nobody but the end of the run can tell whose these are, or whether they end. */
  void leaveToSuite(Collection<LeakedThread> threads) {
    threads.forEach(thread -> leftToSuite.add(thread.id()));
  }

  /** Virtual threads that came up while several tests ran; one of these may excuse them. */
  void leaveToSuite(@Nullable VirtualIds virtual, String subject, Predicate<LeakedThread> excused) {
    virtualSuspects.add(virtual, subject, excused);
  }

  boolean isLeftToSuite(LeakedThread thread) {
    return isLeftToSuite(thread.id()) || virtualSuspects.contains(thread);
  }

  boolean isLeftToSuite(long id) {
    return leftToSuite.contains(id);
  }

  boolean hasLeftToSuite() {
    return !leftToSuite.isEmpty() || !virtualSuspects.isEmpty();
  }

  /** Several subjects where several ran at the time. */
  void startedIn(Collection<LeakedThread> threads, String subject, boolean alone) {
    for (LeakedThread thread : threads) {
      startedIn.merge(
          thread.id(),
          subject,
          (before, now) -> alone || isNamed(now, before) ? before : before + OR + now);
    }
  }

  /** A class needs no mention where one of its tests has it. */
  private static boolean isNamed(String subject, String subjects) {
    return Arrays.stream(subjects.split(OR))
        .anyMatch(each -> each.equals(subject) || each.startsWith(subject + "."));
  }

  @Nullable String startedIn(LeakedThread thread) {
    String subject = startedIn.get(thread.id());
    return subject == null ? virtualSuspects.startedIn(thread) : subject;
  }
}
