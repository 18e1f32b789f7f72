package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.heap.HeapObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects in a few words: strings, numbers, enums and records by their value, others by type. */
final class Values {
  private static final int LONGEST_TEXT = 40;
  private static final int MOST_FIELDS = 6;
  private static final int DEEPEST = 2;

  private final boolean shown;

  /**
   * How much to tell.
   *
   * @param shown whether values are told, or types only
   */
  Values(boolean shown) {
    this.shown = shown;
  }

  String of(@Nullable HeapObject object) {
    return of(object, 0);
  }

  private String of(@Nullable HeapObject object, int depth) {
    if (object == null) {
      return "null";
    }
    String type = object.type().name();
    String value = shown ? value(object, type, depth) : null;
    if (value != null) {
      return value;
    }
    return object.type().isArray()
        ? Names.simple(type).replace("[]", "[" + object.length() + "]")
        : Names.type(type);
  }

  private @Nullable String value(HeapObject object, String type, int depth) {
    if (type.equals("java.lang.String")) {
      String text = object.text(LONGEST_TEXT + 1);
      return text == null ? null : quoted(text);
    }
    if (object.type().isA("java.lang.Enum")) {
      HeapObject name = object.get("name");
      String text = name == null ? null : name.text(LONGEST_TEXT);
      return text == null ? null : Names.simple(type) + '.' + text;
    }
    if (isBox(type)) {
      return primitive(object, "value");
    }
    if (object.type().isA("java.util.concurrent.atomic.AtomicInteger")
        || object.type().isA("java.util.concurrent.atomic.AtomicLong")) {
      return primitive(object, "value");
    }
    return object.type().isA("java.lang.Record") && depth < DEEPEST ? record(object, depth) : null;
  }

  private static String quoted(String text) {
    String shown = Names.printable(text);
    return text.length() > LONGEST_TEXT
        ? '"' + shown.substring(0, LONGEST_TEXT) + "…\""
        : '"' + shown + '"';
  }

  private static boolean isBox(String type) {
    return switch (type) {
      case "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double" ->
          true;
      default -> false;
    };
  }

  private static String primitive(HeapObject object, String field) {
    long bits = object.bits(field, 0);
    return switch (object.typeOf(field)) {
      case 'Z' -> String.valueOf(bits != 0);
      case 'C' -> "'" + Names.printable(String.valueOf((char) bits)) + "'";
      case 'B' -> String.valueOf((byte) bits);
      case 'S' -> String.valueOf((short) bits);
      case 'I' -> String.valueOf((int) bits);
      case 'F' -> String.valueOf(Float.intBitsToFloat((int) bits));
      case 'D' -> String.valueOf(Double.longBitsToDouble(bits));
      default -> String.valueOf(bits);
    };
  }

  private String record(HeapObject object, int depth) {
    List<String> parts = new ArrayList<>();
    for (String field : object.ownFields()) {
      if (parts.size() == MOST_FIELDS) {
        parts.add("…");
        break;
      }
      String value =
          object.typeOf(field) == 'L' ? of(object.get(field), depth + 1) : primitive(object, field);
      parts.add(field + '=' + value);
    }
    return Names.simple(object.type().name()) + '[' + String.join(", ", parts) + ']';
  }
}
