package io.github.noleaks.internal.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A thread that lives, as a {@link DumpBuilder} writes it: its stack, the innermost call first. */
public final class DumpStack {
  private static final int FRAMES_OF_ONE = 1000;

  private record Frame(
      DumpType type,
      String method,
      String signature,
      @Nullable String source,
      int line,
      List<Long> locals) {}

  private record NativeRoot(int tag, long object, int frame) {}

  private final DumpBuilder dump;
  private final long object;
  private final int serial;
  private final List<Frame> frames = new ArrayList<>();
  private final List<NativeRoot> nativeRoots = new ArrayList<>();
  private @Nullable String source;

  DumpStack(DumpBuilder dump, long object, int serial) {
    this.dump = dump;
    this.object = object;
    this.serial = serial;
  }

  /** The source file of the next frames. */
  public DumpStack source(@Nullable String file) {
    source = file;
    return this;
  }

  /**
   * A call, outside of the ones before.
   *
   * @param method the class and the name of the method, with a point between
   */
  public DumpStack frame(String method, String signature, int line, long... locals) {
    int point = method.lastIndexOf('.');
    DumpType type = dump.type(method.substring(0, point));
    List<Long> objects = Arrays.stream(locals).boxed().toList();
    frames.add(new Frame(type, method.substring(point + 1), signature, source, line, objects));
    return this;
  }

  /** What native code in the innermost frame uses. */
  public DumpStack jniLocal(long local) {
    nativeRoots.add(new NativeRoot(0x02, local, 0));
    return this;
  }

  /** What native code of the thread uses, in no frame of Java's. */
  public DumpStack nativeStack(long local) {
    nativeRoots.add(new NativeRoot(0x04, local, -1));
    return this;
  }

  /** Not the number of the thread: they are different things. */
  private int trace() {
    return serial + 7;
  }

  void writeFrames(DumpBytes out, ToLongFunction<String> names) {
    DumpBytes trace = dump.bytes().u4(trace()).u4(serial).u4(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      long id = (long) serial * FRAMES_OF_ONE + i;
      DumpBytes bytes = dump.bytes().id(id).id(names.applyAsLong(frame.method));
      bytes.id(names.applyAsLong(frame.signature));
      bytes.id(frame.source == null ? 0 : names.applyAsLong(frame.source));
      out.record(0x04, bytes.u4(frame.type.serial()).u4(frame.line).toArray());
      trace.id(id);
    }
    out.record(0x05, trace.toArray());
  }

  void writeRoots(DumpBytes out) {
    out.u1(0x08).id(object).u4(serial).u4(trace());
    for (NativeRoot each : nativeRoots) {
      out.u1(each.tag).id(each.object).u4(serial);
      if (each.frame >= 0) {
        out.u4(each.frame);
      }
    }
    for (int i = 0; i < frames.size(); i++) {
      for (long local : frames.get(i).locals) {
        out.u1(0x03).id(local).u4(serial).u4(i);
      }
    }
  }
}
