package io.github.noleaks.internal.diagnose;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a thread: by the library whose own it is, else by what it waits in.
 *
 * @param place what it waits in
 * @param hint what the catalog of libraries says, or {@code null} if it is not a library's own or
 *     does not rest
 */
record Told(Wait.Place place, @Nullable Hint hint) {

  static Told of(LeakedThread thread) {
    Wait.Place place = WaitCatalog.INSTANCE.find(thread);
    return new Told(place, LibraryHints.INSTANCE.find(thread, place));
  }

  Verdict verdict() {
    return hint == null ? place.what().verdict() : Verdict.IDLE_WORKER;
  }

  String summary() {
    return hint == null ? place.what().summary() : hint.summary();
  }

  String fix() {
    return hint == null ? place.what().fix() : hint.fix();
  }

  /**
   * The part of a stack that says where a thread is. The JDK's frames above the call it waits in
   * differ between a first and a second look at a queue, a timed and an untimed wait; the lines of
   * a thread that runs differ at each look. Where exactly a worker rests says nothing at all: the
   * next one of its pool may rest in another place.
   */
  List<Object> essence(List<StackTraceElement> stack) {
    if (hint != null) {
      return List.of();
    }
    int head = Frames.head(stack).size();
    boolean running = verdict() == Verdict.RUNNING;
    int from = Math.max(place.index(), 0);
    if (place.what().isOfPool() || (running && head < stack.size())) {
      from = head;
    }
    List<Object> essence = new ArrayList<>(stack.size() - from);
    for (int i = from; i < stack.size(); i++) {
      StackTraceElement frame = stack.get(i);
      essence.add(running || i < head ? Frames.name(frame) : frame);
    }
    return essence;
  }

  /** The call a thread waits in, or {@code null} if it runs. */
  @Nullable String waitsIn(LeakedThread thread) {
    if (hint != null && hint.entry().waitsIn() != null) {
      return hint.entry().waitsIn();
    }
    int head = Frames.head(thread.stack()).size();
    return place.waitsIn(thread.stack().subList(0, head), head == thread.stack().size());
  }

  /** The frame that tells best where a thread rests, for a rule that ignores it. */
  @Nullable StackTraceElement restingFrame(List<StackTraceElement> stack) {
    if (place.index() >= 0) {
      return stack.get(place.index());
    }
    return stack.isEmpty() ? null : stack.get(0);
  }
}
