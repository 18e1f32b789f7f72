package io.github.noleaks.internal.watch;

import java.util.ArrayList;
import java.util.List;

/** Addresses as the kernel writes them, and as people do. */
final class SocketAddressText {
  private static final int HEX = 16;
  private static final int WORD = 8;
  private static final int GROUPS = 8;

  private SocketAddressText() {}

  /** The port of {@code 0100007F:1538}. */
  static int port(String hex) {
    return Integer.parseInt(hex.substring(hex.indexOf(':') + 1), HEX);
  }

  /** {@code 127.0.0.1:5432} of {@code 0100007F:1538}; {@code :8080} if it is any address. */
  static String of(String hex) {
    String host = host(hex.substring(0, hex.indexOf(':')));
    return host + ":" + port(hex);
  }

  private static String host(String hex) {
    int[] bytes = new int[hex.length() / 2];
    // The kernel writes each word of four bytes as a number of the machine's byte order.
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    for (int word = 0; word * WORD < hex.length(); word++) {
      for (int i = 0; i < 4; i++) {
        int from = word * WORD + 2 * (little ? 3 - i : i);
        bytes[word * 4 + i] = Integer.parseInt(hex.substring(from, from + 2), HEX);
      }
    }
    if (isZero(bytes, 0, bytes.length)) {
      return "";
    }
    if (bytes.length == 4) {
      return dotted(bytes, 0);
    }
    boolean mapped = isZero(bytes, 0, 10) && bytes[10] == 0xff && bytes[11] == 0xff;
    if (mapped) {
      return isZero(bytes, 12, 16) ? "" : dotted(bytes, 12);
    }
    return "[" + colons(bytes) + "]";
  }

  private static boolean isZero(int[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static String dotted(int[] bytes, int from) {
    return "%d.%d.%d.%d".formatted(bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]);
  }

  /** With the longest run of zeros left out. */
  private static String colons(int[] bytes) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      groups.add(Integer.toHexString(bytes[2 * i] << 8 | bytes[2 * i + 1]));
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups.get(end).equals("0")) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    return length < 2
        ? String.join(":", groups)
        : String.join(":", groups.subList(0, start))
            + "::"
            + String.join(":", groups.subList(start + length, GROUPS));
  }
}
