package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.NaiveProof.Actor;
import io.github.noleaks.internal.heap.DumpBuilder;
import io.github.noleaks.internal.heap.DumpInstance;
import io.github.noleaks.internal.heap.DumpType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Threads, what they wait for, and references at random: as a heap dump, and as what {@link
 * NaiveProof} knows of them.
 */
final class RandomHeap {
  static final long FIRST_TID = 100;

  final DumpBuilder dump;
  final NaiveProof proof = new NaiveProof();
  final JdkTypes types;
  final List<DumpInstance> threads = new ArrayList<>();

  /** What any code may refer to, but for threads. */
  final List<Long> objects = new ArrayList<>();

  final List<DumpInstance> holders = new ArrayList<>();
  final List<DumpInstance> latches = new ArrayList<>();
  final List<DumpInstance> locks = new ArrayList<>();
  final List<DumpInstance> conditions = new ArrayList<>();

  private final Random random;

  /** The first in the queue of each condition so far. */
  final Map<Long, Long> firstWaiters = new HashMap<>();

  /** The locks inside of conditions. */
  final Map<Long, DumpInstance> syncs = new HashMap<>();

  /** Whether some locks are of a class of the user's: such may tell who owns them. */
  private final boolean ownersAreKnown;

  /** How likely a field refers to anything: some heaps are full of references, others are not. */
  private final double density;

  private final List<DumpInstance> ended = new ArrayList<>();
  private final List<Long> groups = new ArrayList<>();
  private final Map<Long, Long> parents = new HashMap<>();

  RandomHeap(long seed) {
    random = new Random(seed);
    dump = new DumpBuilder(likely(0.5) ? 4 : 8).segments(1 + below(4));
    if (likely(0.2)) {
      dump.idsFrom(1 + below(1000), 1 + below(50));
    }
    types = new JdkTypes(dump);
    ownersAreKnown = likely(0.15);
    density = 0.05 + 0.3 * random.nextDouble();
    makeThreads();
    makeLatches();
    makeLocks();
    for (int i = 3 + below(12); i > 0; i--) {
      holders.add(listed(types.holder));
    }
    holders.forEach(holder -> List.of("a", "b", "c").forEach(field -> maybe(holder, field)));
    makeSpecialReferences();
    makeRoots();
    for (int i = 0; i < threads.size(); i++) {
      new RandomWait(this, threads.get(i), proof.actors.get(i)).make();
    }
  }

  boolean likely(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T one(List<T> list) {
    return list.get(below(list.size()));
  }

  long anyThread() {
    return (ended.isEmpty() || likely(0.85) ? one(threads) : one(ended)).id();
  }

  /** Seldom a thread: who knows one can interrupt it. */
  long anything() {
    return likely(0.04) ? anyThread() : one(objects);
  }

  private DumpInstance listed(DumpType type) {
    DumpInstance instance = dump.object(type);
    objects.add(instance.id());
    return instance;
  }

  void refer(DumpInstance from, String field, long to) {
    from.set(field, to);
    proof.refer(from.id(), field, to);
  }

  private void maybe(DumpInstance from, String field) {
    if (likely(2 * density)) {
      refer(from, field, anything());
    }
  }

  private void makeThreads() {
    groups.add(dump.object(types.group).id());
    for (int i = 1 + below(4); i > 0; i--) {
      // The second one is "main". Those of the user's are below these or each other.
      DumpInstance group = dump.object(types.group);
      long parent = groups.size() == 1 ? groups.get(0) : one(groups);
      parents.put(group.id(), parent);
      groups.add(group.set("parent", parent).id());
      group.set("name", dump.string(groups.size() == 2 ? "main" : "acme"));
    }
    objects.addAll(groups.subList(2, groups.size()));
    for (int i = 2 + below(14); i > 0; i--) {
      DumpInstance thread = dump.object(likely(0.2) ? types.worker : types.thread);
      thread.set("tid", FIRST_TID + threads.size()).set("name", dump.string("t" + i));
      threads.add(thread);
      Actor actor = new Actor(thread.id());
      proof.actors.add(actor);
      long group = likely(0.7) ? groups.get(1) : one(groups);
      thread.set("group", group);
      while (groups.indexOf(group) > 1) {
        actor.groups.add(group);
        group = parents.getOrDefault(group, groups.get(0));
      }
    }
    for (int i = below(3); i > 0; i--) {
      ended.add(dump.object(types.thread).set("threadStatus", JdkTypes.TERMINATED));
    }
  }

  private void makeLatches() {
    for (int i = 1 + below(5); i > 0; i--) {
      DumpInstance sync = dump.object(types.latchSync);
      refer(listed(types.latch), "sync", sync.id());
      latches.add(sync);
    }
    for (int i = below(2); i > 0; i--) {
      // What the user wrote may do anything with its owner, and does not say when it unlocks.
      DumpInstance gate = listed(types.gateSync);
      latches.add(gate);
      if (likely(0.3)) {
        refer(gate, "exclusiveOwnerThread", anyThread());
      }
    }
  }

  private void makeLocks() {
    DumpType ofUser = ownersAreKnown ? types.user("com.acme.FairLock", types.lock) : types.lock;
    for (int i = 1 + below(4); i > 0; i--) {
      boolean readWrite = likely(0.2);
      DumpInstance sync = dump.object(readWrite ? types.readWriteSync : types.lockSync);
      DumpType type = readWrite ? types.readWriteLock : likely(0.5) ? types.lock : ofUser;
      refer(listed(type), "sync", sync.id());
      locks.add(sync);
      List<Long> parts = new ArrayList<>(List.of(sync.id()));
      for (int j = below(3); j > 0; j--) {
        DumpInstance condition = listed(types.condition);
        refer(condition, "this$0", sync.id());
        conditions.add(condition);
        syncs.put(condition.id(), sync);
        parts.add(condition.id());
      }
      if (likely(0.6)) {
        own(sync, parts, anyThread(), ownersAreKnown && type == ofUser);
      }
      if (readWrite && likely(0.5)) {
        sync.set("firstReader", anyThread());
      }
    }
  }

  private void own(DumpInstance sync, List<Long> parts, long owner, boolean isKnown) {
    sync.set("exclusiveOwnerThread", owner);
    if (isKnown) {
      proof.refer(sync.id(), "owner", owner);
    } else {
      parts.forEach(part -> proof.owners.put(part, owner));
    }
  }

  private void makeSpecialReferences() {
    for (int i = below(3); i > 0; i--) {
      DumpInstance weak = listed(types.weak);
      refer(weak, "referent", anything());
      weak.set("discovered", anything());
      listed(types.phantom).set("referent", anything());
    }
    for (int i = below(3); i > 0; i--) {
      long[] elements = {anything(), 0, anything()};
      long array = dump.objectArray(types.array, elements);
      proof.refer(array, "0", elements[0]);
      proof.refer(array, "2", elements[2]);
      objects.add(array);
    }
    for (DumpInstance thread : threads) {
      maybe(thread, "threadLocals");
      maybe(thread, "target");
    }
  }

  private void makeRoots() {
    for (int i = below(4); i > 0; i--) {
      long object = anything();
      types.holder.staticField("STATIC" + i, 'L', object);
      proof.roots.add(object);
    }
    proof.roots.add(types.loader);
    if (likely(0.3)) {
      long object = one(objects);
      proof.roots.add(object);
      dump.jniGlobal(object);
    }
    dump.root(DumpBuilder.MONITOR_USED, anything());
    dump.root(DumpBuilder.STICKY_CLASS, types.thread.id());
  }
}
