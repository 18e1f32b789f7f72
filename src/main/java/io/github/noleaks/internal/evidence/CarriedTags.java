package io.github.noleaks.internal.evidence;

import io.github.noleaks.internal.evidence.DumpedTag.Frame;
import io.github.noleaks.internal.heap.HeapObject;
import io.github.noleaks.internal.origin.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags that threads carry in their inheritable thread locals. Thousands of threads share few of
 * them: each object is read once. Of two copies of NoLeaks in two class loaders, a thread's tag is
 * that of the one which comes first in its map.
 */
final class CarriedTags {
  /** For a thread that carries none. */
  static final int NONE = -1;

  private static final String TAG = Tag.class.getName();

  private static final int MOST_GENERATIONS = 8;
  private static final int MOST_FRAMES = 64;
  private static final int LONGEST_TEXT = 500;

  private final Map<DumpedTag, Integer> numbers = new LinkedHashMap<>();
  private final Map<Integer, Integer> numberOfObject = new HashMap<>();
  private final Map<Integer, List<Frame>> stacks = new HashMap<>();
  private final Map<Integer, @Nullable String> texts = new HashMap<>();

  /** The number of the tag that a thread carries, or {@link #NONE}. */
  int of(HeapObject thread) {
    HeapObject map = thread.get("inheritableThreadLocals");
    HeapObject table = map == null ? null : map.get("table");
    int length = table == null ? 0 : table.length();
    for (int i = 0; table != null && i < length; i++) {
      HeapObject entry = table.element(i);
      HeapObject value = entry == null ? null : entry.get("value");
      if (value != null && value.type().name().equals(TAG)) {
        return number(value);
      }
    }
    return NONE;
  }

  /** All tags that were found, by their numbers. */
  List<DumpedTag> all() {
    return List.copyOf(numbers.keySet());
  }

  private int number(HeapObject tag) {
    Integer known = numberOfObject.get(tag.number());
    if (known == null) {
      known = numbers.computeIfAbsent(read(tag, 1), read -> numbers.size());
      numberOfObject.put(tag.number(), known);
    }
    return known;
  }

  private DumpedTag read(HeapObject tag, int generation) {
    HeapObject owner = tag.get("owner");
    HeapObject stack = tag.get("stack");
    HeapObject before = generation < MOST_GENERATIONS ? tag.get("before") : null;
    return new DumpedTag(
        owner == null ? 0 : owner.bits("number", 0),
        owner == null ? null : text(owner, "subject"),
        text(tag, "creator"),
        tag.bits("creatorId", -1),
        tag.integer("generation", 0) > 0,
        stack == null ? null : stack(stack),
        before == null ? null : read(before, generation + 1));
  }

  private List<Frame> stack(HeapObject array) {
    List<Frame> known = stacks.get(array.number());
    if (known == null) {
      known = new ArrayList<>();
      for (int i = 0; i < array.length() && i < MOST_FRAMES; i++) {
        HeapObject element = array.element(i);
        if (element != null) {
          known.add(frame(element));
        }
      }
      stacks.put(array.number(), known);
    }
    return known;
  }

  private Frame frame(HeapObject element) {
    return new Frame(
        text(element, "classLoaderName"),
        text(element, "moduleName"),
        text(element, "moduleVersion"),
        String.valueOf(text(element, "declaringClass")),
        String.valueOf(text(element, "methodName")),
        text(element, "fileName"),
        element.integer("lineNumber", -1));
  }

  private @Nullable String text(HeapObject object, String field) {
    HeapObject string = object.get(field);
    if (string == null) {
      return null;
    }
    if (!texts.containsKey(string.number())) {
      texts.put(string.number(), string.text(LONGEST_TEXT));
    }
    return texts.get(string.number());
  }
}
