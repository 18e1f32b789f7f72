package io.github.noleaks.internal.heap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes in the order that HPROF has them. */
final class DumpBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int idSize;

  DumpBytes(int idSize) {
    this.idSize = idSize;
  }

  DumpBytes u1(int value) {
    out.write(value);
    return this;
  }

  DumpBytes u2(int value) {
    return bits(value, Short.BYTES);
  }

  DumpBytes u4(long value) {
    return bits(value, Integer.BYTES);
  }

  DumpBytes u8(long value) {
    return bits(value, Long.BYTES);
  }

  DumpBytes id(long value) {
    return bits(value, idSize);
  }

  /** The lowest bytes of a value. */
  DumpBytes bits(long value, int size) {
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    out.write(all, Long.BYTES - size, size);
    return this;
  }

  DumpBytes utf8(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  DumpBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A record of the outer kind: its tag, a time, its length and its contents. */
  DumpBytes record(int tag, byte[] contents) {
    return u1(tag).u4(0).u4(contents.length).bytes(contents);
  }

  /** A value of a field or an element, its type as descriptors write it. */
  DumpBytes value(char type, long bits) {
    return switch (type) {
      case 'L' -> id(bits);
      case 'Z', 'B' -> u1((int) bits);
      case 'C', 'S' -> u2((int) bits);
      case 'I', 'F' -> u4(bits);
      default -> u8(bits);
    };
  }

  /** HPROF's number of a type. */
  static int number(char type) {
    return switch (type) {
      case 'L' -> 2;
      case 'Z' -> 4;
      case 'C' -> 5;
      case 'F' -> 6;
      case 'D' -> 7;
      case 'B' -> 8;
      case 'S' -> 9;
      case 'I' -> 10;
      case 'J' -> 11;
      default -> throw new IllegalArgumentException("no type " + type);
    };
  }

  int size() {
    return out.size();
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
