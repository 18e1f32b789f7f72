package io.github.noleaks.internal.evidence;

import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads as much of a class file as {@link MethodCode} needs. Throws a {@code RuntimeException}
 * where it is broken.
 */
final class ClassFile {

  /** Of the class, with slashes. */
  final String name;

  private final byte[] bytes;
  private final ByteBuffer in;
  private final int[] constants;

  ClassFile(byte[] bytes) {
    this.bytes = bytes;
    in = ByteBuffer.wrap(bytes);
    require(next4() == 0xCAFEBABE);
    skip(4);
    constants = new int[next2()];
    for (int i = 1; i < constants.length; i++) {
      int tag = in.get();
      constants[i] = position();
      skip(
          switch (tag) {
            case 1 -> next2();
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalArgumentException("tag " + tag);
          });
      i += tag == 5 || tag == 6 ? 1 : 0;
    }
    skip(2);
    name = className(next2());
    skip(2);
    skip(2 * next2());
    for (int fields = next2(); fields > 0; fields--) {
      skip(6);
      attributes(attribute -> {});
    }
  }

  /** Once only: stands at the code of the method when it tells the reader whether it is static. */
  void readCode(String method, String descriptor, Consumer<Boolean> reader) {
    for (int methods = next2(); methods > 0; methods--) {
      boolean isStatic = Modifier.isStatic(next2());
      String found = utf(next2()) + utf(next2());
      attributes(
          attribute -> {
            if (found.equals(method + descriptor) && attribute.equals("Code")) {
              reader.accept(isStatic);
            }
          });
    }
  }

  /** Stands at the contents of each attribute when it tells the reader its name. */
  void attributes(Consumer<String> reader) {
    for (int i = next2(); i > 0; i--) {
      String attribute = utf(next2());
      int length = next4();
      int end = position() + length;
      reader.accept(attribute);
      in.position(end);
    }
  }

  int position() {
    return in.position();
  }

  void skip(int count) {
    in.position(in.position() + count);
  }

  int next2() {
    return in.getShort() & 0xFFFF;
  }

  int next4() {
    return in.getInt();
  }

  int u1(int position) {
    return in.get(position) & 0xFF;
  }

  int u2(int position) {
    return in.getShort(position) & 0xFFFF;
  }

  int s4(int position) {
    return in.getInt(position);
  }

  // Constants, by index.

  int tag(int constant) {
    return u1(constants[constant] - 1);
  }

  String utf(int constant) {
    int at = constants[constant];
    return new String(bytes, at + 2, u2(at), StandardCharsets.UTF_8);
  }

  String className(int constant) {
    return utf(u2(constants[constant]));
  }

  /** The class of a field or method. */
  int owner(int member) {
    return u2(constants[member]);
  }

  String descriptor(int member) {
    int nameAndType = u2(constants[member] + 2);
    return utf(u2(constants[nameAndType] + 2));
  }

  static void require(boolean understood) {
    if (!understood) {
      throw new IllegalArgumentException("a class file we cannot read");
    }
  }
}
