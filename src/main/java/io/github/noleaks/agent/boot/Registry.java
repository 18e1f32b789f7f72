package io.github.noleaks.agent.boot;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is open, what was dropped, and which processes were started. Weak and thread-safe. */
final class Registry {
  private static final int MOST_DROPPED = 1_000;
  private static final int MOST_PROCESSES = 1_000;

  private static final ConcurrentHashMap<Object, Opening> OPEN = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();
  private static final ArrayDeque<Opening> DROPPED = new ArrayDeque<>();
  private static final Map<Long, Opening> PROCESSES = new LinkedHashMap<>();
  private static final AtomicLong LAST = new AtomicLong();
  private static final ThreadLocal<Recording> RECORDING = new ThreadLocal<>();

  private static volatile WeakReference<@Nullable Supplier<@Nullable Object>> recorder =
      new WeakReference<>(null);

  private Registry() {}

  /** Whether the thread is asking the recorder: what is opened meanwhile, is its doing. */
  private static final class Recording {
    boolean underway;
  }

  static synchronized boolean recordBy(Supplier<@Nullable Object> given) {
    Supplier<@Nullable Object> present = recorder.get();
    if (present == null) {
      recorder = new WeakReference<>(given);
    }
    return present == null || present == given;
  }

  static long last() {
    return LAST.get();
  }

  /** The resource's entry; {@code null} if it has one, or is to have none. */
  static @Nullable Opening add(Object resource, String kind, boolean accepted) {
    Recording recording = RECORDING.get();
    if (recording == null) {
      recording = new Recording();
      RECORDING.set(recording);
    }
    if (recording.underway) {
      return null;
    }
    recording.underway = true;
    try {
      drop();
      return find(resource) == null ? put(resource, kind, accepted) : null;
    } finally {
      recording.underway = false;
    }
  }

  private static @Nullable Opening put(Object resource, String kind, boolean accepted) {
    Object recorded = null;
    Supplier<@Nullable Object> asked = recorder.get();
    if (asked != null) {
      recorded = asked.get();
    }
    Opening opening = new Opening(resource, GONE, LAST.incrementAndGet(), kind, accepted, recorded);
    if (!kind.equals("PROCESS")) {
      OPEN.put(opening, opening);
    }
    return opening;
  }

  static @Nullable Opening find(Object resource) {
    return OPEN.get(new Sought(resource));
  }

  static void remove(Object resource) {
    OPEN.remove(new Sought(resource));
  }

  private static void drop() {
    for (Reference<?> gone; (gone = GONE.poll()) != null; ) {
      Opening opening = OPEN.remove(gone);
      if (opening != null) {
        synchronized (DROPPED) {
          if (DROPPED.size() == MOST_DROPPED) {
            DROPPED.removeFirst();
          }
          DROPPED.addLast(opening);
        }
      }
    }
  }

  static List<Opening> since(long mark) {
    drop();
    List<Opening> found = new ArrayList<>();
    for (Opening each : OPEN.values()) {
      if (each.number > mark) {
        found.add(each);
      }
    }
    synchronized (DROPPED) {
      for (Opening each : DROPPED) {
        if (each.number > mark) {
          found.add(each);
        }
      }
    }
    return found;
  }

  static void remove(Opening opening) {
    OPEN.remove(opening);
    synchronized (DROPPED) {
      DROPPED.remove(opening);
    }
  }

  static void forget(long number) {
    for (Opening each : since(number - 1)) {
      // It may have been seen as dropped before the collector has told us so.
      if (each.number == number && each.refersTo(null)) {
        remove(each);
      }
    }
  }

  static void addProcess(Process process, long pid) {
    Opening opening = add(process, "PROCESS", false);
    if (opening == null) {
      return;
    }
    synchronized (PROCESSES) {
      if (PROCESSES.size() >= MOST_PROCESSES) {
        forgetProcesses();
      }
      PROCESSES.remove(pid);
      PROCESSES.put(pid, opening);
    }
  }

  /** Those that have ended; and if that is not enough, the oldest half. */
  private static void forgetProcesses() {
    for (Iterator<Long> each = PROCESSES.keySet().iterator(); each.hasNext(); ) {
      if (ProcessHandle.of(each.next()).isEmpty()) {
        each.remove();
      }
    }
    Iterator<Long> oldest = PROCESSES.keySet().iterator();
    while (PROCESSES.size() > MOST_PROCESSES / 2 && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }

  static @Nullable Opening process(long pid) {
    synchronized (PROCESSES) {
      return PROCESSES.get(pid);
    }
  }
}
