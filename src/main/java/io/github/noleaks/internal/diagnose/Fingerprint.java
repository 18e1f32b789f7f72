package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import io.github.noleaks.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A short hash that is the same for the same leak in every run, on every JDK. It is made of the
 * verdict, the summary, the call and the frames that are not the JDK's, whose inner frames differ
 * between versions and between platform and virtual threads.
 */
final class Fingerprint {

  private static final int BYTES = 6;

  private Fingerprint() {}

  static String of(
      Verdict verdict, String summary, @Nullable String waitsIn, List<LeakedThread> threads) {
    List<String> facts = new ArrayList<>(List.of(verdict.name(), summary, String.valueOf(waitsIn)));
    List<String> frames = threads.isEmpty() ? List.of() : frames(verdict, threads.get(0));
    if (frames.isEmpty()) {
      // Nothing of the user's in the stack: only the name tells one pool from another.
      threads.stream()
          .map(t -> Stable.threadName(t.name()))
          .distinct()
          .sorted()
          .forEach(facts::add);
    }
    facts.addAll(frames);
    return hash(facts);
  }

  /**
   * Of threads of a library, wherever each of them rests. Which library that is may be told by who
   * created them, which is not known in every run; so this goes by what is always seen.
   */
  static String ofLibrary(Told told, @Nullable String waitsIn, List<LeakedThread> threads) {
    Hint hint = Objects.requireNonNull(told.hint());
    Wait wait = told.place().what();
    Set<String> givers = new TreeSet<>();
    Set<String> names = new TreeSet<>();
    for (LeakedThread thread : threads) {
      String giver = LibraryHints.INSTANCE.giverOf(thread.name());
      if (giver == null) {
        names.add(Stable.threadName(thread.name()));
      } else {
        givers.add(giver);
      }
    }
    if (wait.verdict() == Verdict.IDLE_WORKER && !names.isEmpty()) {
      return of(wait.verdict(), wait.summary(), waitsIn, threads);
    }
    List<String> facts = new ArrayList<>(List.of(Verdict.IDLE_WORKER.name()));
    facts.addAll(names.isEmpty() ? givers : Set.of(hint.family()));
    facts.addAll(names);
    return hash(facts);
  }

  /** Of a circle: the stacks of all its threads, in an order that does not depend on the ids. */
  static String ofCircle(String summary, Collection<LeakedThread> threads) {
    List<String> facts = new ArrayList<>(List.of(Verdict.DEADLOCKED.name(), summary));
    threads.stream()
        .map(thread -> String.join("\n", frames(Verdict.DEADLOCKED, thread)))
        .sorted()
        .forEach(facts::add);
    return hash(facts);
  }

  /** Of tasks that were left in a queue: their classes and kinds, and the kind of executor. */
  static String ofTasks(String summary, Collection<LeakedTask> tasks) {
    List<String> facts = new ArrayList<>(List.of(Verdict.STUCK_TASK.name(), summary));
    tasks.stream()
        .map(
            task -> {
              // What comes behind the colon counts workers.
              String executor = task.executor().split(":", 2)[0];
              return String.join(" ", Stable.task(task.className()), task.kind().name(), executor);
            })
        .distinct()
        .sorted()
        .forEach(facts::add);
    return hash(facts);
  }

  /**
   * A second hash, which tells the creators apart as well. Not the first one: whether a creator is
   * known depends on access and on limits for heap dumps, and a leak must be recognised either way.
   *
   * @return the hash, or {@code null} if none of the creators is known
   */
  static @Nullable String withCreators(String fingerprint, List<LeakedThread> threads) {
    List<String> facts = new ArrayList<>(List.of(fingerprint));
    facts.addAll(Creators.ways(threads));
    return facts.size() == 1 ? null : hash(facts);
  }

  /**
   * Of channels and processes: what they are and lead to. Not the class of a channel: it is known
   * from the agent or the heap, and so in one run and not in the next.
   *
   * @param place what it leads to, or the command, as {@link StablePlace} has it
   */
  static String ofOpen(String kind, String place) {
    return hash(List.of(Verdict.OPEN.name(), kind, place));
  }

  /**
   * A second hash, which tells openers and classes apart as well.
   *
   * @return the hash, or {@code null} if the opener is not known
   */
  static @Nullable String withOpener(
      String fingerprint, @Nullable String className, @Nullable Origin opener) {
    return opener == null || opener.problem() != null
        ? null
        : hash(List.of(fingerprint, String.valueOf(className), Creators.way(opener)));
  }

  private static List<String> frames(Verdict verdict, LeakedThread thread) {
    List<String> own = Frames.own(thread.stack()).stream().map(Stable::frame).toList();
    // Where a busy thread happens to be differs at each look; where it began does not.
    return verdict == Verdict.RUNNING && !own.isEmpty()
        ? own.subList(own.size() - 1, own.size())
        : own;
  }

  private static String hash(List<String> facts) {
    try {
      byte[] text = String.join("\n", facts).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
