package io.github.noleaks.internal.heap;

/** The types of fields and of elements of arrays, as HPROF numbers them. */
final class HprofType {
  static final int OBJECT = 2;

  static final int BOOLEAN = 4;
  static final int CHAR = 5;
  static final int FLOAT = 6;
  static final int DOUBLE = 7;
  static final int BYTE = 8;
  static final int SHORT = 9;
  static final int INT = 10;
  static final int LONG = 11;

  private HprofType() {}

  /** How many bytes a value of a type has. */
  static int sizeOf(int type, int idSize) throws BrokenDumpException {
    return switch (type) {
      case OBJECT -> idSize;
      case BOOLEAN, BYTE -> Byte.BYTES;
      case CHAR, SHORT -> Short.BYTES;
      case FLOAT, INT -> Integer.BYTES;
      case DOUBLE, LONG -> Long.BYTES;
      default ->
          throw new BrokenDumpException("the heap dump has a type " + type + " unknown to HPROF");
    };
  }

  /** The name of an array class of primitives, as {@link Class#getName()} has it. */
  static String arrayName(int type) {
    return switch (type) {
      case BOOLEAN -> "[Z";
      case CHAR -> "[C";
      case FLOAT -> "[F";
      case DOUBLE -> "[D";
      case BYTE -> "[B";
      case SHORT -> "[S";
      case INT -> "[I";
      default -> "[J";
    };
  }
}
