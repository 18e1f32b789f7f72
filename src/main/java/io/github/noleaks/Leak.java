package io.github.noleaks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finding: the threads, tasks, channels or processes that were left behind in the same way,
 * what they wait for and what to do about it.
 *
 * @param verdict what can be said about them
 * @param summary what they do, in plain words, such as {@code sender on a full queue}; of open
 *     channels, what they lead to
 * @param threads the threads by their ids; all with the stack of the first, but for those of a
 *     deadlock, which have each its own, and for idle ones of a pool or a library, which may rest
 *     in different places; empty if only something else was left
 * @param tasks the tasks that were left in the queue of an executor; if there are threads, too,
 *     these are its workers; empty for most leaks
 * @param channels the files, sockets and the like that were left open in the same way
 * @param processes the child processes that were left alive in the same way
 * @param waitsIn the call they wait in, such as {@code ArrayBlockingQueue.put}, or {@code null} if
 *     they run
 * @param heldBy who holds what they wait for, such as {@code thread "main" (#1)}, or {@code null}
 *     if nobody is known to
 * @param at the innermost frame of the user's own code, or {@code null} if the stack has none; of
 *     channels and processes, in the stack that opened them
 * @param sourceLine the source of that line without its indentation, or {@code null} if no source
 *     file was found
 * @param startedIn the test during which they were started or opened, or {@code null} if it is the
 *     one the report is about, or not known
 * @param fix what to do about it, in one sentence; for an idle thread of a known library, with a
 *     link to the call that would have ended it
 * @param ignore an annotation that would ignore this leak, ready to paste
 * @param fingerprint the same for the same leak in every run: it holds no ids, addresses or
 *     counters, and not the creator, who is known in one run and not in the next
 * @param creatorFingerprint the same for the same leak with the same creators, or {@code null} if
 *     none of them is known. It tells apart what {@code fingerprint} does not, such as idle workers
 *     of two pools that are created in different places; use it to group, and the other one to
 *     recognise
 * @param evidence what the heap says, or {@link Evidence#NONE}
 */
public record Leak(
    Verdict verdict,
    String summary,
    List<LeakedThread> threads,
    List<LeakedTask> tasks,
    List<OpenChannel> channels,
    List<LeakedProcess> processes,
    @Nullable String waitsIn,
    @Nullable String heldBy,
    @Nullable StackTraceElement at,
    @Nullable String sourceLine,
    @Nullable String startedIn,
    String fix,
    String ignore,
    String fingerprint,
    @Nullable String creatorFingerprint,
    Evidence evidence) {

  /**
   * Keeps copies of the lists.
   *
   * @param verdict as the component
   * @param summary as the component
   * @param threads as the component
   * @param tasks as the component
   * @param channels as the component
   * @param processes as the component
   * @param waitsIn as the component
   * @param heldBy as the component
   * @param at as the component
   * @param sourceLine as the component
   * @param startedIn as the component
   * @param fix as the component
   * @param ignore as the component
   * @param fingerprint as the component
   * @param creatorFingerprint as the component
   * @param evidence as the component
   */
  public Leak {
    threads = List.copyOf(threads);
    tasks = List.copyOf(tasks);
    channels = List.copyOf(channels);
    processes = List.copyOf(processes);
    if (threads.isEmpty() && tasks.isEmpty() && channels.isEmpty() && processes.isEmpty()) {
      throw new IllegalArgumentException(
          "a leak has at least one thread, task, channel or process");
    }
  }

  /**
   * A finding of threads and tasks.
   *
   * @param verdict as the component
   * @param summary as the component
   * @param threads as the component
   * @param tasks as the component
   * @param waitsIn as the component
   * @param heldBy as the component
   * @param at as the component
   * @param sourceLine as the component
   * @param startedIn as the component
   * @param fix as the component
   * @param ignore as the component
   * @param fingerprint as the component
   * @param creatorFingerprint as the component
   * @param evidence as the component
   */
  public Leak(
      Verdict verdict,
      String summary,
      List<LeakedThread> threads,
      List<LeakedTask> tasks,
      @Nullable String waitsIn,
      @Nullable String heldBy,
      @Nullable StackTraceElement at,
      @Nullable String sourceLine,
      @Nullable String startedIn,
      String fix,
      String ignore,
      String fingerprint,
      @Nullable String creatorFingerprint,
      Evidence evidence) {
    this(
        verdict,
        summary,
        threads,
        tasks,
        List.of(),
        List.of(),
        waitsIn,
        heldBy,
        at,
        sourceLine,
        startedIn,
        fix,
        ignore,
        fingerprint,
        creatorFingerprint,
        evidence);
  }

  /**
   * A finding of threads whose creators are not known.
   *
   * @param verdict as the component
   * @param summary as the component
   * @param threads as the component
   * @param waitsIn as the component
   * @param heldBy as the component
   * @param at as the component
   * @param sourceLine as the component
   * @param startedIn as the component
   * @param fix as the component
   * @param ignore as the component
   * @param fingerprint as the component
   * @param evidence as the component
   */
  public Leak(
      Verdict verdict,
      String summary,
      List<LeakedThread> threads,
      @Nullable String waitsIn,
      @Nullable String heldBy,
      @Nullable StackTraceElement at,
      @Nullable String sourceLine,
      @Nullable String startedIn,
      String fix,
      String ignore,
      String fingerprint,
      Evidence evidence) {
    this(
        verdict,
        summary,
        threads,
        List.of(),
        waitsIn,
        heldBy,
        at,
        sourceLine,
        startedIn,
        fix,
        ignore,
        fingerprint,
        null,
        evidence);
  }

  /**
   * The stack all threads of this leak share; of a deadlock, the first thread's.
   *
   * @return the frames, the innermost first; empty if there is no thread
   */
  public List<StackTraceElement> stack() {
    return threads.isEmpty() ? List.of() : threads.get(0).stack();
  }

  /**
   * Who created the first of these threads, opened the first of these channels or started the first
   * of these processes of which that is known; threads of one finding may have been created in
   * several places.
   *
   * @return the origin; if it is known of none, one that says why; {@code null} if nobody has
   *     looked for it
   */
  public @Nullable Origin origin() {
    Origin unknown = null;
    for (@Nullable Origin origin : origins()) {
      if (origin != null && origin.problem() == null) {
        return origin;
      }
      unknown = unknown == null ? origin : unknown;
    }
    return unknown;
  }

  private List<@Nullable Origin> origins() {
    List<@Nullable Origin> origins = new ArrayList<>();
    threads.forEach(thread -> origins.add(thread.origin()));
    channels.forEach(channel -> origins.add(channel.opener()));
    processes.forEach(process -> origins.add(process.opener()));
    return origins;
  }
}
