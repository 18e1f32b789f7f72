package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One entry of the catalog of waits; its file says what each part means. */
final class Wait {

  private static final Set<Thread.State> WAITING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  /** The entry as it is written. */
  record Entry(
      @Nullable List<String> frames,
      @Nullable List<String> above,
      boolean onTop,
      @Nullable List<Thread.State> states,
      Verdict verdict,
      String summary,
      @Nullable String waitsIn,
      boolean outermost,
      boolean pool,
      String fix) {}

  private final Entry entry;
  private final @Nullable Predicate<String> frames;
  private final @Nullable Predicate<String> above;
  private final Set<Thread.State> states;

  Wait(Entry entry) {
    this.entry = entry;
    Objects.requireNonNull(entry.verdict(), "verdict");
    Objects.requireNonNull(entry.summary(), "summary");
    Objects.requireNonNull(entry.fix(), "fix");
    frames = entry.frames() == null ? null : Glob.any(entry.frames());
    above = entry.above() == null ? null : Glob.any(entry.above());
    if (entry.states() == null) {
      states = WAITING;
    } else {
      states =
          entry.states().isEmpty() ? Set.of(Thread.State.values()) : Set.copyOf(entry.states());
    }
  }

  Verdict verdict() {
    return entry.verdict();
  }

  String summary() {
    return entry.summary();
  }

  String fix() {
    return entry.fix();
  }

  boolean isOfPool() {
    return entry.pool();
  }

  Entry entry() {
    return entry;
  }

  /** Where in the names of a stack's JDK frames this entry fits, or {@code null}. */
  @Nullable Place find(List<String> head, Thread.State state) {
    if (!states.contains(state)) {
      return null;
    }
    if (frames == null) {
      return new Place(this, -1);
    }
    // From the outside in: of several calls that fit, the user made the outermost.
    for (int i = Math.min(head.size(), entry.onTop() ? 1 : head.size()) - 1; i >= 0; i--) {
      if (frames.test(head.get(i)) && (above == null || anyAbove(head, i, above))) {
        return new Place(this, i);
      }
    }
    return null;
  }

  private static boolean anyAbove(List<String> head, int index, Predicate<String> wanted) {
    for (int i = index - 1; i >= 0; i--) {
      if (wanted.test(head.get(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * An entry and where it fits.
   *
   * @param what the entry
   * @param index the frame of the stack it was told by, or {@code -1} if by the state alone
   */
  record Place(Wait what, int index) {

    /** The call the thread waits in, such as {@code ArrayBlockingQueue.put}. */
    @Nullable String waitsIn(List<StackTraceElement> head, boolean wholeStack) {
      Entry entry = what.entry;
      if (entry.outermost() && !wholeStack) {
        for (int i = head.size() - 1; i >= Math.max(index, 0); i--) {
          if (CallName.isPublicApi(head.get(i))) {
            return CallName.of(head.get(i));
          }
        }
      }
      StackTraceElement frame = index < 0 ? null : head.get(index);
      if (entry.waitsIn() != null) {
        return frame == null
            ? entry.waitsIn()
            : entry.waitsIn().replace("*", frame.getMethodName());
      }
      return frame == null ? null : CallName.of(frame);
    }
  }
}
