package io.github.noleaks.internal.evidence;

import io.github.noleaks.Origin;
import io.github.noleaks.internal.origin.Origins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What a heap dump says about threads and open channels. Refers to no live object, and can be
 * written as JSON.
 *
 * @param threads about each thread that was asked for and is in the dump
 * @param circles the circles of threads that wait for each other
 * @param notes what the reader should know, a sentence each
 * @param tags the tags that these threads carry, each once: thousands of threads may share one
 * @param elders of those that are workers of a pool, the oldest worker
 * @param channels about each open channel that was asked for
 */
public record HeapEvidence(
    List<ThreadEvidence> threads,
    List<Circle> circles,
    List<String> notes,
    List<DumpedTag> tags,
    List<Elder> elders,
    List<ChannelEvidence> channels) {
  private static final Origin NO_TAG = Origin.unknown(Origins.UNTAGGED);

  /** Nothing was asked, or nothing was found out. */
  public static final HeapEvidence NONE = nothing(List.of());

  /**
   * How old the pool of a worker is at least.
   *
   * @param threadId the id of the worker
   * @param elder the id of the oldest live worker of its pool, possibly the same
   * @param tag the number of the tag that the elder carries, negative if it carries none
   */
  public record Elder(long threadId, long elder, int tag) {}

  /**
   * Threads of which each waits for what only another of them could do.
   *
   * @param kind what they wait for
   * @param threadIds their ids, each waiting for the next one, the last for the first
   * @param told a sentence a thread
   */
  public record Circle(Kind kind, List<Long> threadIds, List<String> told) {

    /** What the threads of a circle wait for. */
    public enum Kind {
      /** Locks and monitors alone. */
      LOCKS,
      /** Tasks in the queue of the pool whose workers they are. */
      POOL,
      /** The end of threads, tasks, futures, latches, or some of all. */
      OTHER
    }

    /**
     * Keeps copies.
     *
     * @param kind as the component
     * @param threadIds as the component
     * @param told as the component
     */
    public Circle {
      threadIds = List.copyOf(threadIds);
      told = List.copyOf(told);
    }
  }

  /**
   * Keeps copies of the lists.
   *
   * @param threads as the component
   * @param circles as the component
   * @param notes as the component
   * @param tags as the component
   * @param elders as the component
   * @param channels as the component
   */
  public HeapEvidence {
    threads = List.copyOf(threads);
    circles = List.copyOf(circles);
    notes = List.copyOf(notes);
    tags = List.copyOf(tags);
    elders = List.copyOf(elders);
    channels = List.copyOf(channels);
  }

  /**
   * Nothing was found out.
   *
   * @param notes what the reader should know, a sentence each
   * @return evidence about nothing
   */
  public static HeapEvidence nothing(List<String> notes) {
    return new HeapEvidence(List.of(), List.of(), notes, List.of(), List.of(), List.of());
  }

  /**
   * The same, and something more to know.
   *
   * @param note a sentence
   * @return new evidence
   */
  public HeapEvidence withNote(String note) {
    List<String> all = new ArrayList<>(notes);
    all.add(note);
    return new HeapEvidence(threads, circles, all, tags, elders, channels);
  }

  HeapEvidence withChannels(ChannelAnalysis.Answer answer) {
    List<String> all = new ArrayList<>(notes);
    answer.notes().stream().filter(note -> !all.contains(note)).forEach(all::add);
    return new HeapEvidence(threads, circles, all, tags, elders, answer.channels());
  }

  /**
   * Who created the threads.
   *
   * @return of each thread that the dump tells about, by its id; one that carries no tag has an
   *     origin that says why it is not known
   */
  public Map<Long, Origin> origins() {
    List<Origin> shared = tags.stream().map(DumpedTag::origin).toList();
    Map<Long, Origin> origins = new HashMap<>();
    for (ThreadEvidence each : threads) {
      origins.put(each.threadId(), each.tag() < 0 ? NO_TAG : shared.get(each.tag()));
    }
    return origins;
  }

  /**
   * Whose the threads are.
   *
   * @return of each thread that carries a tag, by its id, the number of its owner; elders, too
   */
  public Map<Long, Long> ownerNumbers() {
    Map<Long, Long> numbers = new HashMap<>();
    for (ThreadEvidence each : threads) {
      if (each.tag() >= 0) {
        numbers.put(each.threadId(), tags.get(each.tag()).ownerNumber());
      }
    }
    for (Elder each : elders) {
      if (each.tag() >= 0) {
        numbers.put(each.elder(), tags.get(each.tag()).ownerNumber());
      }
    }
    return numbers;
  }

  /**
   * The same without what holds only if a thread has not moved since. A thread that was woken just
   * when the dump was made looks stuck in it.
   *
   * @param hasMoved says so of a thread, by its id
   * @return the rest
   */
  public HeapEvidence withoutProofOf(LongPredicate hasMoved) {
    return new HeapEvidence(
        threads.stream()
            .map(each -> hasMoved.test(each.threadId()) ? each.withoutProof() : each)
            .toList(),
        circles.stream()
            .filter(circle -> circle.threadIds().stream().noneMatch(hasMoved::test))
            .toList(),
        notes,
        tags,
        elders,
        channels);
  }

  /**
   * What it says about one thread.
   *
   * @param threadId the id of the thread
   * @return the evidence, or empty if there is none
   */
  public Optional<ThreadEvidence> of(long threadId) {
    return threads.stream().filter(each -> each.threadId() == threadId).findFirst();
  }

  /**
   * What it says about one channel.
   *
   * @param key what the question called it
   * @return the evidence, or empty if there is none
   */
  public Optional<ChannelEvidence> ofChannel(String key) {
    return channels.stream().filter(each -> each.key().equals(key)).findFirst();
  }
}
