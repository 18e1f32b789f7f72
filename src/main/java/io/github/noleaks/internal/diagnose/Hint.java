package io.github.noleaks.internal.diagnose;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One entry of the catalog of libraries; its file says what each part means. */
final class Hint {

  /** The entry as it is written. */
  record Entry(
      String library,
      String summary,
      @Nullable List<String> threadClass,
      @Nullable List<String> thread,
      @Nullable List<String> created,
      boolean named,
      boolean idle,
      @Nullable String place,
      @Nullable Place rests,
      @Nullable String waitsIn,
      String fix,
      String link,
      String versions) {}

  /** Where threads of a library rest in its own code. */
  record Place(List<String> at, @Nullable List<String> loop, List<String> within) {}

  private final Entry entry;
  private final @Nullable Predicate<String> threadClass;
  private final @Nullable Predicate<String> thread;
  private final @Nullable Predicate<String> created;
  private final @Nullable Predicate<String> at;
  private final @Nullable Predicate<String> loop;
  private final @Nullable Predicate<String> within;

  /**
   * An entry that can be asked.
   *
   * @param rests where its threads rest, or {@code null} if in pools and timers of the JDK alone
   */
  Hint(Entry entry, @Nullable Place rests) {
    this.entry = entry;
    Objects.requireNonNull(entry.summary(), "summary");
    Objects.requireNonNull(entry.fix(), "fix");
    Objects.requireNonNull(entry.link(), "link");
    threadClass = compiled(entry.threadClass());
    thread = compiled(entry.thread());
    created = compiled(entry.created());
    at = rests == null ? null : Glob.any(rests.at());
    loop = rests == null ? null : compiled(rests.loop());
    within = rests == null ? null : Glob.any(rests.within());
  }

  private static @Nullable Predicate<String> compiled(@Nullable List<String> globs) {
    return globs == null ? null : Glob.any(globs);
  }

  Entry entry() {
    return entry;
  }

  String summary() {
    return entry.summary();
  }

  String fix() {
    return entry.fix() + "; see " + entry.link();
  }

  /** What its threads have in common that is seen whether or not their creator is known. */
  String family() {
    return entry.place() != null ? entry.place() : entry.library();
  }

  /** Whether the library gives names like this one, unless told otherwise. */
  boolean isDefaultName(String threadName) {
    return thread != null && thread.test(threadName);
  }

  /**
   * Whether a thread rests where threads of this library do, with nobody else's code between its
   * loop and the place where it waits.
   *
   * @param frames the frames that are not the JDK's, the innermost first
   * @param isIdle whether it waits for work in a pool or timer of the JDK's
   */
  boolean restsIn(List<String> frames, boolean isIdle) {
    if (entry.idle() && isIdle) {
      return true;
    }
    if (at == null || within == null || frames.isEmpty() || !at.test(frames.get(0))) {
      return false;
    }
    int end = frames.size();
    if (loop != null) {
      do {
        end--;
      } while (end >= 0 && !loop.test(frames.get(end)));
    }
    return end >= 0 && frames.subList(0, end).stream().allMatch(within);
  }

  /**
   * Whether a thread that rests in the right place is one of this library. A name alone is a sign
   * only where it is not known who created the thread.
   */
  boolean fits(String className, String name, @Nullable List<String> creation) {
    if (threadClass != null && !threadClass.test(className)) {
      return false;
    }
    if (entry.named() && !isDefaultName(name)) {
      return false;
    }
    if (created == null) {
      // Where it rests is a sign by itself, unless anybody's threads rest there.
      return threadClass != null || !entry.idle();
    }
    return creation == null ? isDefaultName(name) : creation.stream().anyMatch(created);
  }
}
