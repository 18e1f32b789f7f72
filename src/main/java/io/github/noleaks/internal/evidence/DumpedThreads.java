package io.github.noleaks.internal.evidence;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.internal.heap.HeapFrame;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapObject;
import io.github.noleaks.internal.heap.HeapThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All threads of a heap dump of some JVM.
 *
 * @param threads the facts about them
 * @param evidence what the heap says
 */
public record DumpedThreads(List<LeakedThread> threads, HeapEvidence evidence) {
  private static final int LONGEST_NAME = 200;

  /**
   * Keeps a copy of the list.
   *
   * @param threads as the component
   * @param evidence as the component
   */
  public DumpedThreads {
    threads = List.copyOf(threads);
  }

  /**
   * Reads a dump.
   *
   * @param file the dump
   * @param values whether strings, numbers and other values may be told
   * @return its threads
   * @throws io.github.noleaks.internal.heap.BrokenDumpException if the file is no heap dump, or not
   *     a whole one
   * @throws IOException if it cannot be read
   */
  public static DumpedThreads read(Path file, boolean values) throws IOException {
    return HeapAnalysis.ofAll(file, HeapQuestion.all(values));
  }

  /** Most dumps are of JVMs without tests: there only those that carry a tag have an origin. */
  static DumpedThreads of(HeapGraph graph, HeapEvidence evidence) {
    Map<Long, Origin> origins = evidence.origins();
    Set<Long> tagged = evidence.ownerNumbers().keySet();
    List<LeakedThread> threads = new ArrayList<>();
    for (HeapThread each : graph.threads()) {
      LeakedThread thread = facts(graph, each);
      threads.add(
          tagged.contains(thread.id()) ? thread.withOrigin(origins.get(thread.id())) : thread);
    }
    return new DumpedThreads(threads, evidence);
  }

  private static LeakedThread facts(HeapGraph graph, HeapThread thread) {
    HeapObject object = graph.object(thread.object());
    boolean virtual = WaitingThread.isVirtual(object);
    HeapObject holder = object.get("holder");
    return new LeakedThread(
        Names.threadId(object),
        Names.threadName(object),
        object.type().name(),
        virtual ? "VirtualThreads" : groupName(holder == null ? object : holder),
        virtual ? stateOfVirtual(graph, thread) : state(WaitingThread.status(object)),
        virtual || (holder == null ? object : holder).integer("daemon", 0) != 0,
        virtual,
        thread.frames().stream().filter(DumpedThreads::isOfSource).map(HeapFrame::element).toList(),
        null);
  }

  /** Not one that the JVM puts around a lambda. */
  private static boolean isOfSource(HeapFrame frame) {
    return !Names.isLambda(frame.className())
        && !frame.className().startsWith("java.lang.invoke.LambdaForm$");
  }

  private static @Nullable String groupName(HeapObject holder) {
    HeapObject group = holder.get("group");
    HeapObject name = group == null ? null : group.get("name");
    return name == null ? null : name.text(LONGEST_NAME);
  }

  private static Thread.State state(int status) {
    if ((status & WaitingThread.TERMINATED) != 0) {
      return Thread.State.TERMINATED;
    }
    if ((status & WaitingThread.ENTERING) != 0) {
      return Thread.State.BLOCKED;
    }
    if ((status & WaitingThread.WITH_TIMEOUT) != 0) {
      return Thread.State.TIMED_WAITING;
    }
    return (status & WaitingThread.INDEFINITELY) != 0
        ? Thread.State.WAITING
        : Thread.State.RUNNABLE;
  }

  private static Thread.State stateOfVirtual(HeapGraph graph, HeapThread thread) {
    return switch (WaitingThread.kind(graph, graph.object(thread.object()))) {
      case PARKED, IN_OBJECT_WAIT -> Thread.State.WAITING;
      case ENTERING_MONITOR -> Thread.State.BLOCKED;
      case NOT_FOR_EVER ->
          thread.frames().stream().anyMatch(DumpedThreads::isTimed)
              ? Thread.State.TIMED_WAITING
              : Thread.State.RUNNABLE;
    };
  }

  private static boolean isTimed(HeapFrame frame) {
    return frame.className().equals("java.lang.VirtualThread")
        && frame.method().equals("parkNanos");
  }
}
