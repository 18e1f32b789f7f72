package io.github.noleaks.internal.ignore;

import io.github.noleaks.LeakedThread;
import io.github.noleaks.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread while it is compared with many patterns: its frames are written out once, and only if
 * some pattern asks for them. Used by one thread, for the length of one call.
 */
final class Suspect {
  private final LeakedThread thread;
  private @Nullable List<String> frames;
  private @Nullable List<String> creatorFrames;

  Suspect(LeakedThread thread) {
    this.thread = thread;
  }

  LeakedThread thread() {
    return thread;
  }

  /** The frames as {@code package.Class.method}, the innermost first. */
  List<String> frames() {
    List<String> written = frames;
    if (written == null) {
      written = new ArrayList<>(thread.stack().size());
      write(thread.stack(), written);
      frames = written;
    }
    return written;
  }

  /** The frames that created it, its creator and so on, or none if that is not known. */
  List<String> creatorFrames() {
    List<String> written = creatorFrames;
    if (written == null) {
      written = creatorFrames(thread.origin());
      creatorFrames = written;
    }
    return written;
  }

  /** The same of anything else that has an origin. */
  static List<String> creatorFrames(@Nullable Origin origin) {
    List<String> written = new ArrayList<>();
    for (Origin each = origin; each != null; each = each.before()) {
      write(each.stack(), written);
    }
    return written;
  }

  private static void write(List<StackTraceElement> stack, List<String> to) {
    for (StackTraceElement frame : stack) {
      to.add(frame.getClassName() + "." + frame.getMethodName());
    }
  }

  /** The innermost frame, or {@code null} if there is none. */
  @Nullable String topFrame() {
    return frames().isEmpty() ? null : frames().get(0);
  }

  /** The outermost frame, or {@code null} if there is none. */
  @Nullable String bottomFrame() {
    return frames().isEmpty() ? null : frames().get(frames().size() - 1);
  }

  /** The innermost frame that is not one of these, or {@code null} if all are. */
  @Nullable String innermostBut(GlobSet skipped) {
    for (String frame : frames()) {
      if (!skipped.matches(frame)) {
        return frame;
      }
    }
    return null;
  }

  /** The outermost frame that is not one of these, or {@code null} if all are. */
  @Nullable String outermostBut(GlobSet skipped) {
    for (int i = frames().size() - 1; i >= 0; i--) {
      if (!skipped.matches(frames().get(i))) {
        return frames().get(i);
      }
    }
    return null;
  }
}
