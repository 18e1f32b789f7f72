package io.github.noleaks.internal.check;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.internal.diagnose.CommonPoolTask;
import io.github.noleaks.internal.evidence.HeapEvidence;
import io.github.noleaks.internal.origin.Owner;
import io.github.noleaks.internal.watch.Provenance;
import io.github.noleaks.internal.watch.VirtualIds;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is already known about threads, by their ids (which are never used again): which have been
 * reported, so that each leak fails one test only; which are excused; which only the end of the run
 * decides on; and during which test each came up. Of a worker of the common pool all this is said
 * about its task only: it may get stuck in another one later. Thread-safe. It grows with what
 * outlives a test, not with the number of tests.
 */
final class Ledger {
  static final String OR = " or ";

  /** For the whole JVM: what {@link io.github.noleaks.NoLeaks#adoptCurrent()} accepted. */
  private static final Set<Stint> ADOPTED = ConcurrentHashMap.newKeySet();

  private final Set<Stint> closed = ConcurrentHashMap.newKeySet();

  /** Those of which a task was reported or excused, and not the whole life. */
  private final Set<Long> inTasks = ConcurrentHashMap.newKeySet();

  private final Set<Stint> ofExtensions = ConcurrentHashMap.newKeySet();
  private final Set<Stint> leftToSuite = ConcurrentHashMap.newKeySet();
  private final VirtualSuspects virtualSuspects = new VirtualSuspects();
  private final Map<Stint, String> startedIn = new ConcurrentHashMap<>();

  /** Excused by a test that ran at the time, if it is that test's. */
  private final Set<Stint> perhapsExcused = ConcurrentHashMap.newKeySet();

  /** Those who start something for all. */
  private final Set<Owner> kept =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** Of threads whose owner only a heap dump could tell. */
  private final Map<Long, Owner> owners = new ConcurrentHashMap<>();

  private final Map<Long, Long> elders = new ConcurrentHashMap<>();

  /** What tests that others decide on excuse; it goes with the last thread of such a test. */
  private final Map<Owner, Predicate<LeakedThread>> excuses =
      Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * The life of a thread; or, of one that was there before and of a worker of the common pool, the
   * time it spends in one task.
   */
  private record Stint(long id, String task) {
    private static final String WHOLE_LIFE = "";

    static Stint of(long id) {
      return new Stint(id, WHOLE_LIFE);
    }

    /** {@code null} if it is a worker without a task, about which there is nothing to say. */
    static @Nullable Stint of(LeakedThread thread) {
      if (thread.task() != null) {
        return new Stint(thread.id(), thread.task());
      }
      if (!CommonPoolTask.isWorker(thread)) {
        return of(thread.id());
      }
      String task = CommonPoolTask.of(thread);
      return task == null ? null : new Stint(thread.id(), task);
    }
  }

  private static void add(Collection<LeakedThread> threads, Set<Stint> stints) {
    for (LeakedThread thread : threads) {
      Stint stint = Stint.of(thread);
      if (stint != null) {
        stints.add(stint);
      }
    }
  }

  private static boolean contains(Set<Stint> stints, LeakedThread thread) {
    Stint stint = Stint.of(thread);
    return stint != null && stints.contains(stint);
  }

  static void adopt(Collection<LeakedThread> threads) {
    add(threads, ADOPTED);
  }

  static boolean isAdopted(LeakedThread thread) {
    return contains(ADOPTED, thread);
  }

  static boolean isAdopted(long id) {
    return ADOPTED.contains(Stint.of(id));
  }

  /** Reported or excused: no scope looks at these again. */
  void close(Collection<LeakedThread> threads) {
    add(threads, closed);
    threads.stream()
        .filter(thread -> thread.task() != null)
        .forEach(each -> inTasks.add(each.id()));
  }

  boolean isClosed(LeakedThread thread) {
    return contains(closed, thread) || isAdopted(thread);
  }

  /** The thread rests again: should it get stuck once more, that is another matter. */
  void reopen(long id) {
    if (inTasks.remove(id)) {
      closed.removeIf(stint -> stint.id() == id && !stint.task().equals(Stint.WHOLE_LIFE));
    }
  }

  /** Excused, unless it comes to light that another test owns them. */
  void excusePerhaps(Collection<LeakedThread> threads) {
    add(threads, perhapsExcused);
  }

  boolean isPerhapsExcused(LeakedThread thread) {
    return contains(perhapsExcused, thread) || virtualSuspects.isExcused(thread);
  }

  /** What a scope excuses of its own threads, for those that decide on them later. */
  void excuses(Owner owner, Predicate<LeakedThread> excused) {
    excuses.put(owner, excused);
  }

  /** Whether the rules of its owner excuse a thread; those of a test hold its class's, too. */
  boolean isExcusedByOwner(LeakedThread thread, Owner owner) {
    for (Owner each = owner; each != null; each = each.parent()) {
      Predicate<LeakedThread> excused = excuses.get(each);
      if (excused != null) {
        return excused.test(thread);
      }
    }
    return false;
  }

  /** What the code of an owner creates may live on for all. */
  void keep(Owner owner) {
    kept.add(owner);
  }

  boolean isKept(Owner owner) {
    return kept.contains(owner);
  }

  /** A heap dump tells whose threads are, and how old their pools. */
  void learn(HeapEvidence evidence) {
    evidence
        .ownerNumbers()
        .forEach(
            (id, number) -> {
              Owner owner = Owner.find(number);
              if (owner != null) {
                owners.put(id, owner);
              }
            });
    evidence.elders().forEach(each -> elders.put(each.threadId(), each.elder()));
  }

  @Nullable Owner owner(long id) {
    return owners.get(id);
  }

  long elder(long id) {
    return elders.getOrDefault(id, Provenance.NONE);
  }

  boolean isClosed(long id) {
    return closed.contains(Stint.of(id)) || isAdopted(id);
  }

  /** Excused, since another extension has started these for as long as it likes. */
  void leaveToExtensions(Collection<LeakedThread> threads) {
    close(threads);
    add(threads, ofExtensions);
  }

  /** The same, unless it comes to light that a test owns them that ran at the time. */
  void leaveToExtensionsPerhaps(Collection<LeakedThread> threads) {
    excusePerhaps(threads);
    add(threads, ofExtensions);
  }

  /** Another extension's, or adopted. */
  boolean isOfExtensions(long id) {
    return ofExtensions.contains(Stint.of(id)) || isAdopted(id);
  }

  /** Decided on already, or none of the tests' and classes' own as far as is known. */
  boolean isStrange(LeakedThread thread) {
    return contains(closed, thread)
        || ofExtensions.contains(Stint.of(thread.id()))
        || isLeftToSuite(thread);
  }

  /** Nobody but the end of the run can tell whose these are, or whether they end. */
  void leaveToSuite(Collection<LeakedThread> threads) {
    add(threads, leftToSuite);
  }

  /** Virtual threads that came up while several tests ran; one of these may excuse them. */
  void leaveToSuite(@Nullable VirtualIds virtual, String subject, Predicate<LeakedThread> excused) {
    virtualSuspects.add(virtual, subject, excused);
  }

  boolean isLeftToSuite(LeakedThread thread) {
    return contains(leftToSuite, thread) || virtualSuspects.contains(thread);
  }

  boolean isLeftToSuite(long id) {
    return leftToSuite.contains(Stint.of(id));
  }

  boolean hasLeftToSuite() {
    return !leftToSuite.isEmpty() || !virtualSuspects.isEmpty();
  }

  /** Several subjects where several ran at the time. */
  void startedIn(Collection<LeakedThread> threads, String subject, boolean alone) {
    for (LeakedThread thread : threads) {
      Stint stint = Stint.of(thread);
      if (stint != null) {
        startedIn.merge(
            stint,
            subject,
            (before, now) -> alone || isNamed(now, before) ? before : before + OR + now);
      }
    }
  }

  /** A class needs no mention where one of its tests has it. */
  private static boolean isNamed(String subject, String subjects) {
    return Arrays.stream(subjects.split(OR))
        .anyMatch(each -> each.equals(subject) || each.startsWith(subject + "."));
  }

  @Nullable String startedIn(LeakedThread thread) {
    Stint stint = Stint.of(thread);
    String subject = stint == null ? null : startedIn.get(stint);
    return subject == null ? virtualSuspects.startedIn(thread) : subject;
  }
}
