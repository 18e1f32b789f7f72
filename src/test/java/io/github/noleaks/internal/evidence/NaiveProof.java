package io.github.noleaks.internal.evidence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Which threads are stuck for ever, found out in the plainest way there is: from the beginning,
 * again and again, until nothing changes. It knows no heap dump, only what a test made up, and is
 * written after what {@link LiveThreads} says of itself, not after its code.
 */
final class NaiveProof {

  /** How a thread waits, or does not. */
  enum Wait {
    /** It runs, or waits with a timeout, or nobody knows. */
    NOT_FOR_EVER,
    /** For a notification; whoever gets at the monitor can send one. */
    FOR_MONITOR,
    /** Parked for a lock, a condition or the like, or just for somebody who knows the thread. */
    FOR_SYNCHRONIZER,
    FOR_END_OF_THREAD,
    FOR_OWNER_OF_MONITOR
  }

  /** A thread that lives. */
  static final class Actor {
    final long object;
    Wait wait = Wait.NOT_FOR_EVER;
    boolean interruptible = true;

    /** Any of these could be what it waits for. */
    final Set<Long> blockers = new HashSet<>();

    /** The thread it joins, or who owns the monitor it enters, or 0. */
    long other;

    /** What its stack refers to. */
    final Set<Long> stack = new HashSet<>();

    /** The groups of the user's own that it is in, directly or not. */
    final Set<Long> groups = new HashSet<>();

    Actor(long object) {
      this.object = object;
    }
  }

  final List<Actor> actors = new ArrayList<>();
  final Set<Long> roots = new HashSet<>();

  /** The threads that own locks, by the locks and by their conditions. */
  final Map<Long, Long> owners = new HashMap<>();

  private final Map<Long, Map<String, Long>> references = new HashMap<>();

  /** Who has got an object gets at another one over a field, whatever that held before. */
  void refer(long from, String field, long to) {
    references.computeIfAbsent(from, f -> new HashMap<>()).put(field, to);
  }

  /**
   * The threads that are stuck.
   *
   * @param monitorsKnown whether it is known who owns the monitors that others try to enter
   */
  Set<Long> stuck(boolean monitorsKnown) {
    Set<Long> alive = new HashSet<>();
    boolean changed = true;
    while (changed) {
      Set<Long> reached = reached(alive);
      changed = false;
      for (Actor actor : actors) {
        if (!alive.contains(actor.object) && mayGoOn(actor, reached, alive, monitorsKnown)) {
          alive.add(actor.object);
          changed = true;
        }
      }
    }
    Set<Long> stuck = new HashSet<>();
    actors.forEach(actor -> stuck.add(actor.object));
    stuck.removeAll(alive);
    return stuck;
  }

  private Set<Long> reached(Set<Long> alive) {
    Set<Long> reached = new HashSet<>(roots);
    for (Actor actor : actors) {
      if (alive.contains(actor.object)) {
        reached.add(actor.object);
        reached.addAll(actor.stack);
      }
    }
    Queue<Long> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      for (long to : references.getOrDefault(next.remove(), Map.of()).values()) {
        if (reached.add(to)) {
          next.add(to);
        }
      }
    }
    return reached;
  }

  private boolean mayGoOn(Actor actor, Set<Long> reached, Set<Long> alive, boolean monitorsKnown) {
    if (actor.interruptible
        && actor.wait != Wait.FOR_OWNER_OF_MONITOR
        && (reached.contains(actor.object) || actor.groups.stream().anyMatch(reached::contains))) {
      return true;
    }
    return switch (actor.wait) {
      case NOT_FOR_EVER -> true;
      // Who waits for the end of what has ended will see so.
      case FOR_END_OF_THREAD -> alive.contains(actor.other) || !lives(actor.other);
      case FOR_OWNER_OF_MONITOR ->
          !monitorsKnown || !lives(actor.other) || alive.contains(actor.other);
      case FOR_MONITOR -> actor.blockers.stream().anyMatch(reached::contains);
      case FOR_SYNCHRONIZER ->
          actor.blockers.stream()
              .filter(reached::contains)
              .anyMatch(each -> !owners.containsKey(each) || alive.contains(owners.get(each)));
    };
  }

  private boolean lives(long thread) {
    return actors.stream().anyMatch(actor -> actor.object == thread);
  }

  /** Of which threads the question is at all. */
  long waiting() {
    return actors.stream().filter(actor -> actor.wait != Wait.NOT_FOR_EVER).count();
  }
}
