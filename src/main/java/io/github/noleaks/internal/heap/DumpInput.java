package io.github.noleaks.internal.heap;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads a file front to back through one buffer, or from any place. Not by a channel: a test may
 * leave its thread interrupted, and that would close one. Not thread-safe.
 */
final class DumpInput implements Closeable {
  private static final int BUFFER = 1 << 17;

  /** For single objects, here and there. */
  private static final int SMALL_BUFFER = 1 << 11;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final RandomAccessFile file;
  private final long length;
  private final byte[] buffer;

  /** Where in the file the buffer begins. */
  private long start;

  private int at;
  private int end;
  private int idSize = Long.BYTES;

  private DumpInput(Path path, int bufferSize) throws IOException {
    buffer = new byte[bufferSize];
    file = new RandomAccessFile(path.toFile(), "r");
    length = file.length();
  }

  static DumpInput sequential(Path path) throws IOException {
    return new DumpInput(path, BUFFER);
  }

  static DumpInput random(Path path) throws IOException {
    return new DumpInput(path, SMALL_BUFFER);
  }

  void idSize(int bytes) {
    idSize = bytes;
  }

  int idSize() {
    return idSize;
  }

  long length() {
    return length;
  }

  long position() {
    return start + at;
  }

  int u1() throws IOException {
    need(1);
    return buffer[at++] & 0xff;
  }

  int u2() throws IOException {
    need(Short.BYTES);
    int value = (short) SHORT.get(buffer, at) & 0xffff;
    at += Short.BYTES;
    return value;
  }

  int s4() throws IOException {
    need(Integer.BYTES);
    int value = (int) INT.get(buffer, at);
    at += Integer.BYTES;
    return value;
  }

  long u4() throws IOException {
    return Integer.toUnsignedLong(s4());
  }

  long s8() throws IOException {
    need(Long.BYTES);
    long value = (long) LONG.get(buffer, at);
    at += Long.BYTES;
    return value;
  }

  long id() throws IOException {
    return idSize == Long.BYTES ? s8() : u4();
  }

  /** A value of a field or element, its bits as the lowest ones of a {@code long}. */
  long value(int size) throws IOException {
    return switch (size) {
      case 1 -> u1();
      case 2 -> u2();
      case 4 -> u4();
      default -> s8();
    };
  }

  byte[] bytes(int count) throws IOException {
    if (count < 0 || count > length - position()) {
      throw cutShort(count);
    }
    byte[] bytes = new byte[count];
    int copied = Math.min(count, end - at);
    System.arraycopy(buffer, at, bytes, 0, copied);
    at += copied;
    if (copied < count) {
      seek(position());
      file.readFully(bytes, copied, count - copied);
      seek(position() + count - copied);
    }
    return bytes;
  }

  void skip(long bytes) throws IOException {
    if (bytes <= end - at) {
      at += (int) bytes;
    } else {
      seek(position() + bytes);
    }
  }

  /** Goes to a place in the file. */
  void seek(long position) throws IOException {
    if (position >= start && position <= start + end) {
      at = (int) (position - start);
      return;
    }
    if (position < 0 || position > length) {
      throw cutShort(position - position());
    }
    start = position;
    at = 0;
    end = 0;
    file.seek(position);
  }

  /**
   * Brings what comes next into the buffer, as far as the file has it, to be looked at by the
   * methods below. They check nothing, and so take a third of the time; {@link #skip} does.
   */
  void prefetch(int bytes) throws IOException {
    if (end - at < bytes) {
      fill((int) Math.min(bytes, length - position()));
    }
  }

  int peekInt(int offset) {
    return (int) INT.get(buffer, at + offset);
  }

  long peekId(int offset) {
    return idSize == Long.BYTES
        ? (long) LONG.get(buffer, at + offset)
        : Integer.toUnsignedLong(peekInt(offset));
  }

  private void need(int bytes) throws IOException {
    if (end - at < bytes) {
      fill(bytes);
    }
  }

  private void fill(int bytes) throws IOException {
    int left = end - at;
    System.arraycopy(buffer, at, buffer, 0, left);
    start += at;
    at = 0;
    end = left;
    if (length - start < bytes) {
      throw cutShort(bytes);
    }
    file.seek(start + end);
    while (end < bytes) {
      int read = file.read(buffer, end, buffer.length - end);
      if (read < 0) {
        throw cutShort(bytes);
      }
      end += read;
    }
  }

  BrokenDumpException cutShort(long wanted) {
    return new BrokenDumpException(
        "the heap dump is cut short: it has %,d bytes, and at byte %,d there should be %,d more; perhaps the disk was full, or the JVM died while it wrote"
            .formatted(length, position(), wanted));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
