package io.github.noleaks.internal.heap;

import java.io.IOException;
import java.util.List;

/**
 * Is told what {@link HprofReader} comes across. A method that is given the input finds it at the
 * contents, and may leave it anywhere within them.
 */
interface HprofVisitor {

  /** A name, in UTF-8. */
  default void string(long id, DumpInput in, int bytes) throws IOException {}

  default void loadedClass(int serial, long classId, long nameId) {}

  default void frame(long id, FrameRecord frame) {}

  default void trace(int serial, long[] frames) {}

  default void root(RootKind kind, long id, int thread, int frame) {}

  default void classDump(ClassRecord type) throws IOException {}

  default void instance(long id, long classId, DumpInput in, int bytes) throws IOException {}

  default void objectArray(long id, long classId, DumpInput in, int length) throws IOException {}

  default void primitiveArray(long id, int type, DumpInput in, int length) throws IOException {}

  /** One frame, its names and its class by their numbers in the dump. */
  record FrameRecord(long method, long signature, long source, int classSerial, int line) {}

  /** A static field, its name by its number. */
  record StaticRecord(long name, int type, long bits) {}

  /** A field of the objects of a class, its name by its number. */
  record FieldRecord(long name, int type) {}

  /** One class; the types are those of {@link HprofType}. */
  record ClassRecord(
      long id,
      long superId,
      long loaderId,
      int instanceSize,
      List<StaticRecord> statics,
      List<FieldRecord> fields) {}
}
