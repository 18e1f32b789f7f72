package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.HeapEvidence.Circle;
import io.github.noleaks.internal.evidence.HeapEvidence.Elder;
import io.github.noleaks.internal.evidence.HeapQuestion.Suspect;
import io.github.noleaks.internal.heap.HeapGraph;
import io.github.noleaks.internal.heap.HeapThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Answers a question about the threads and channels in a heap dump. */
public final class HeapAnalysis {

  /** So many threads with the same stack are told in full; of the others only the verdict. */
  private static final int TOLD_OF_EACH_STACK = 2;

  private static final int TOLD_AT_MOST = 200;

  private final HeapQuestion question;
  private final HeapGraph graph;
  private final List<WaitingThread> threads;
  private final LiveThreads live;
  private final WaitsFor waitsFor;
  private final List<Circle> circles;

  private HeapAnalysis(HeapQuestion question, HeapGraph graph) {
    this.question = question;
    this.graph = graph;
    Map<Long, Suspect> suspects = question.suspects();
    Map<Long, Long> monitorOwners = new HashMap<>();
    suspects.forEach(
        (id, suspect) -> {
          if (suspect.monitorOwner() >= 0) {
            monitorOwners.put(id, suspect.monitorOwner());
          }
        });
    threads = new ArrayList<>();
    ConditionQueues queues = new ConditionQueues();
    for (HeapThread thread : graph.threads()) {
      Suspect suspect = suspects.get(Names.threadId(graph.object(thread.object())));
      threads.add(
          WaitingThread.of(graph, thread, suspect == null ? null : suspect.monitorClass(), queues));
    }
    Set<Long> last = new HashSet<>(suspects.keySet());
    for (WaitingThread thread : threads) {
      // That its workers hold a pool says nothing.
      if (Pools.of(graph, thread) != null) {
        last.add(Names.threadId(thread.object()));
      }
    }
    live = new LiveThreads(graph, threads, monitorOwners, last);
    waitsFor = new WaitsFor(graph, threads, live, monitorOwners);
    circles = Circles.of(threads, waitsFor, live);
  }

  /**
   * Reads a dump and answers.
   *
   * @param file the dump
   * @param question what is asked
   * @return the answer
   * @throws io.github.noleaks.internal.heap.BrokenDumpException if the file is no heap dump, or not
   *     a whole one
   * @throws IOException if it cannot be read
   */
  public static HeapEvidence of(Path file, HeapQuestion question) throws IOException {
    HeapEvidence evidence =
        question.asksForNoThread()
            ? HeapEvidence.NONE
            : with(file, question, HeapAnalysis::evidence);
    if (question.channels().isEmpty()) {
      return evidence;
    }
    // Other references count than for threads, and a graph holds those alone that do.
    try (HeapGraph graph = HeapGraph.read(file, new StrongReferences())) {
      return evidence.withChannels(ChannelAnalysis.of(graph, question));
    }
  }

  /** The same about all threads, with the facts about them. */
  static DumpedThreads ofAll(Path file, HeapQuestion question) throws IOException {
    return with(file, question, analysis -> DumpedThreads.of(analysis.graph, analysis.evidence()));
  }

  private static <T> T with(Path file, HeapQuestion question, Function<HeapAnalysis, T> answer)
      throws IOException {
    try (HeapGraph graph = HeapGraph.read(file, new Bookkeeping())) {
      return answer.apply(new HeapAnalysis(question, graph));
    }
  }

  private HeapEvidence evidence() {
    Set<Long> known = question.suspects().keySet();
    List<Integer> asked =
        IntStream.range(0, threads.size())
            .filter(i -> question.asksFor(id(i), known))
            .boxed()
            .sorted(Comparator.comparing(this::id))
            .toList();
    Telling telling =
        new Telling(
            graph,
            threads,
            live,
            waitsFor,
            new Values(question.values()),
            new DumpedExecutors(graph, threads, waitsFor, question.clock()),
            known);
    Map<List<StackTraceElement>, Integer> told = new HashMap<>();
    CarriedTags tags = new CarriedTags();
    List<ThreadEvidence> evidence = new ArrayList<>();
    int count = 0;
    for (int i : asked) {
      boolean inFull =
          count < TOLD_AT_MOST && told.merge(stack(i), 1, Integer::sum) <= TOLD_OF_EACH_STACK;
      count += inFull ? 1 : 0;
      evidence.add(
          (inFull ? telling.of(i) : telling.verdictOf(i))
              .withTag(tags.of(threads.get(i).object())));
    }
    List<String> notes = new ArrayList<>();
    if (live.threadsWithoutStack() > 0) {
      notes.add(UnlistedThreads.note(live.threadsWithoutStack()));
    }
    List<Elder> elders =
        new PoolElders(threads.stream().map(WaitingThread::object).toList())
            .of(asked.stream().map(i -> threads.get(i).object()).toList(), tags::of);
    return new HeapEvidence(evidence, circles, notes, tags.all(), elders, List.of());
  }

  private long id(int thread) {
    return Names.threadId(threads.get(thread).object());
  }

  private List<StackTraceElement> stack(int thread) {
    return threads.get(thread).thread().frames().stream().map(frame -> frame.element()).toList();
  }
}
