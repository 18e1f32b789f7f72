package io.github.noleaks.internal.watch;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.access.AccessMode;
import io.github.noleaks.internal.origin.Origins;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is known about threads that are looked at again and again. A platform thread that has
 * neither woken nor blocked since the last look still has the stack it had then, and so have all
 * virtual ones if none has run, so that only the others have to be walked: with thousands of leaks
 * that is most of the work. Not thread-safe.
 */
public final class ThreadFacts {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * How many stacks to ask for in one call. The JVM stands still meanwhile, and JDK 17 needs three
   * times as long for 10,000 in one call as for 500 at a time; with fewer, JDK 25 gets slower.
   */
  private static final int AT_ONCE = 500;

  private final Provenances provenances;
  private Map<Long, Seen> last = Map.of();
  private @Nullable VirtualFacts lastVirtual;

  /** All virtual threads there were when their scheduler had done so much, and none was running. */
  record VirtualFacts(long activity, List<LeakedThread> threads) {}

  /** How often a thread had begun to wait when its stack was walked; the counts only grow. */
  private record Seen(LeakedThread thread, long waited, long blocked) {
    boolean holdsFor(ThreadInfo now) {
      return now.getThreadState() == thread.state()
          && now.getThreadState() != Thread.State.RUNNABLE
          && now.getWaitedCount() == waited
          && now.getBlockedCount() == blocked;
    }
  }

  /** Knows nothing yet, and reads no fields of threads. */
  public ThreadFacts() {
    this(AccessMode.OFF);
  }

  /**
   * Knows nothing yet.
   *
   * @param access what may be done to read the fields of threads
   */
  public ThreadFacts(AccessMode access) {
    provenances = new Provenances(access);
  }

  /**
   * Where a thread comes from that the last look saw.
   *
   * @param id its id
   * @return what its fields tell, or {@code null} if they could not be read
   */
  public @Nullable Provenance provenance(long id) {
    return provenances.of(id);
  }

  /**
   * The live workers of some pools.
   *
   * @param pools the pools
   * @return the ids of their workers, or {@code null} if one of the pools does not tell
   */
  public @Nullable Set<Long> workersOf(Collection<? extends Executor> pools) {
    return provenances.workersOf(pools);
  }

  Provenances provenances() {
    return provenances;
  }

  /** The facts about some threads, now; those that have ended are left out. */
  List<LeakedThread> of(Map<Long, Thread> threads, Collection<Long> ids) {
    provenances.read(threads, ids);
    Map<Long, Seen> seen = new HashMap<>();
    Set<Long> toWalk = new HashSet<>(ids);
    SharedStacks stacks = new SharedStacks();
    for (@Nullable ThreadInfo now : THREADS.getThreadInfo(array(known(ids)))) {
      Seen before = now == null ? null : last.get(now.getThreadId());
      if (now != null && before != null && before.holdsFor(now)) {
        add(now, threads, before.thread().stack(), seen);
        toWalk.remove(now.getThreadId());
      }
    }
    long[] walked = array(toWalk);
    for (int from = 0; from < walked.length; from += AT_ONCE) {
      long[] some = Arrays.copyOfRange(walked, from, Math.min(from + AT_ONCE, walked.length));
      for (@Nullable ThreadInfo now : THREADS.getThreadInfo(some, Integer.MAX_VALUE)) {
        if (now != null) {
          add(now, threads, stacks.share(stack(now)), seen);
        }
      }
    }
    last = seen;
    return seen.values().stream().map(each -> withOrigin(each.thread())).toList();
  }

  LeakedThread withOrigin(LeakedThread thread) {
    Provenance provenance = provenances.of(thread.id());
    return provenance == null
        ? thread
        : thread.withOrigin(
            provenance.tag() == null
                ? Origin.unknown(Origins.UNTAGGED)
                : provenance.tag().origin());
  }

  @Nullable VirtualFacts virtual() {
    return lastVirtual;
  }

  void virtual(VirtualFacts facts) {
    lastVirtual = facts;
  }

  private Collection<Long> known(Collection<Long> ids) {
    return ids.stream().filter(last::containsKey).toList();
  }

  private static long[] array(Collection<Long> ids) {
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  private static void add(
      ThreadInfo info,
      Map<Long, Thread> threads,
      List<StackTraceElement> stack,
      Map<Long, Seen> to) {
    Thread thread = threads.get(info.getThreadId());
    if (thread == null || info.getThreadState() == Thread.State.TERMINATED) {
      return;
    }
    ThreadGroup group = thread.getThreadGroup(); // null for one that has just ended
    LeakedThread fact =
        new LeakedThread(
            info.getThreadId(),
            info.getThreadName(),
            thread.getClass().getName(),
            group == null ? null : group.getName(),
            info.getThreadState(),
            info.isDaemon(),
            false,
            stack,
            blocker(info));
    to.put(fact.id(), new Seen(fact, info.getWaitedCount(), info.getBlockedCount()));
  }

  private static List<StackTraceElement> stack(ThreadInfo info) {
    return Arrays.stream(info.getStackTrace()).filter(ThreadFacts::isOfSource).toList();
  }

  /** Up to some JDK these stacks show the frames that stand between a lambda and its caller. */
  private static boolean isOfSource(StackTraceElement frame) {
    return !frame.getClassName().contains("$$Lambda")
        && !frame.getClassName().startsWith("java.lang.invoke.LambdaForm$");
  }

  private static @Nullable Blocker blocker(ThreadInfo info) {
    LockInfo lock = info.getLockInfo();
    return lock == null
        ? null
        : new Blocker(
            lock.getClassName(),
            lock.getIdentityHashCode(),
            info.getLockOwnerId(),
            info.getLockOwnerName());
  }
}
