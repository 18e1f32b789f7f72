package io.github.noleaks.internal.watch;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dump as JDK 21 and later write it. What it does not know it skips: the format grows. JDK
 * 21 says neither which threads are virtual nor their state; both are then concluded.
 */
final class ThreadDumpReader {
  private static final Pattern FRAME =
      Pattern.compile("(?:(?<module>[^/(]*(?:/[^/(]*)?)/)?(?<call>[^/(]+)\\((?<place>.*)\\)");

  private final JsonReader json;
  private final long[] platformIds;
  private final List<LeakedThread> virtualThreads = new ArrayList<>();
  private final Map<String, StackTraceElement> frames = new HashMap<>();
  private final SharedStacks stacks = new SharedStacks();

  /** By the monitor as the dump writes it; {@code -1} if that is not certain. */
  private final Map<String, Long> monitorOwners = new HashMap<>();

  private ThreadDumpReader(JsonReader json, long[] platformIds) {
    this.json = json;
    this.platformIds = platformIds;
  }

  /**
   * Reads the virtual threads.
   *
   * @param reader the dump
   * @param platformIds the ids of the platform threads, taken after the dump
   * @throws IOException if the dump is broken
   */
  static List<LeakedThread> virtualThreads(Reader reader, long[] platformIds) throws IOException {
    long[] sorted = platformIds.clone();
    Arrays.sort(sorted);
    ThreadDumpReader dump = new ThreadDumpReader(new JsonReader(reader), sorted);
    try {
      dump.readObject("threadDump", dump::readDump);
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IOException("the JDK's thread dump is not as expected", e);
    }
    return dump.virtualThreads.stream().map(dump::withOwner).collect(Collectors.toList());
  }

  /** Something to read that may fail. */
  private interface Step {
    void read() throws IOException;
  }

  private void readObject(String wanted, Step step) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals(wanted)) {
        step.read();
      } else {
        json.skipValue();
      }
    }
    json.endObject();
  }

  private void readArray(Step element) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      element.read();
    }
    json.endArray();
  }

  private void readDump() throws IOException {
    readObject(
        "threadContainers",
        () -> readArray(() -> readObject("threads", () -> readArray(this::readThread))));
  }

  private void readThread() throws IOException {
    long id = -1;
    String name = "";
    boolean virtual = false;
    String state = null;
    Blocker blocker = null;
    List<StackTraceElement> stack = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "tid" -> id = Long.parseLong(json.nextString());
        case "name" -> name = text();
        case "virtual" -> virtual = json.nextBoolean();
        case "state" -> state = text();
        case "parkBlocker", "blockedOn", "waitingOn" -> blocker = blocker();
        case "stack" -> readArray(() -> stack.add(sharedFrame(json.nextString())));
        case "monitorsOwned" -> readOwned(id);
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (virtual
        || (state == null && Arrays.binarySearch(platformIds, id) < 0 && isVirtual(stack))) {
      virtualThreads.add(
          new LeakedThread(
              id,
              name,
              "java.lang.VirtualThread",
              "VirtualThreads",
              state == null ? concludedState(stack) : Thread.State.valueOf(state),
              true,
              true,
              stacks.share(stack),
              blocker));
    }
  }

  private void readOwned(long owner) throws IOException {
    readArray(
        () ->
            readObject(
                "locks",
                () ->
                    readArray(
                        // Two objects of one class may have the same hash: then nobody is certain.
                        () ->
                            monitorOwners.merge(
                                text(), owner, (one, other) -> one.equals(other) ? one : -1L))));
  }

  /** Of a monitor that a thread tries to enter the dump names the owner with the owner's thread. */
  private LeakedThread withOwner(LeakedThread thread) {
    Blocker blocker = thread.blocker();
    if (thread.state() != Thread.State.BLOCKED || blocker == null || blocker.ownerId() >= 0) {
      return thread;
    }
    String monitor = blocker.className() + '@' + Integer.toHexString(blocker.identity());
    long owner = monitorOwners.getOrDefault(monitor, -1L);
    return new LeakedThread(
        thread.id(),
        thread.name(),
        thread.className(),
        thread.group(),
        thread.state(),
        thread.daemon(),
        thread.virtual(),
        thread.stack(),
        new Blocker(blocker.className(), blocker.identity(), owner, null));
  }

  private StackTraceElement sharedFrame(String text) {
    return frames.computeIfAbsent(text, ThreadDumpReader::frame);
  }

  /** A platform thread that ended between the dump and the list of ids is not virtual. */
  private static boolean isVirtual(List<StackTraceElement> stack) {
    return !stack.isEmpty()
        && stack.get(stack.size() - 1).getClassName().equals("java.lang.VirtualThread");
  }

  private static Thread.State concludedState(List<StackTraceElement> stack) {
    String top = stack.isEmpty() ? "" : stack.get(0).getMethodName();
    return switch (top) {
      case "park", "yieldContinuation" -> Thread.State.WAITING;
      case "parkNanos" -> Thread.State.TIMED_WAITING;
      default -> Thread.State.RUNNABLE;
    };
  }

  private String text() throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return "";
    }
    return json.nextString();
  }

  /** {@code "class@hash"}, or an object with that and the id of the owner. */
  private @Nullable Blocker blocker() throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      return blocker(text(), -1);
    }
    String object = "";
    long owner = -1;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "object" -> object = text();
        case "owner", "exclusiveOwner", "exclusiveOwnerThreadId" -> owner = Long.parseLong(text());
        default -> json.skipValue();
      }
    }
    json.endObject();
    return blocker(object, owner);
  }

  private static @Nullable Blocker blocker(String object, long owner) {
    int at = object.lastIndexOf('@');
    return at < 0
        ? null
        : new Blocker(
            object.substring(0, at),
            Integer.parseUnsignedInt(object.substring(at + 1), 16),
            owner,
            null);
  }

  /** {@code module@version/package.Class.method(File.java:42)}, the module with or without more. */
  static StackTraceElement frame(String text) {
    Matcher matcher = FRAME.matcher(text);
    if (!matcher.matches()) {
      return new StackTraceElement("", text, null, -1);
    }
    String call = matcher.group("call");
    int dot = call.lastIndexOf('.');
    String place = matcher.group("place");
    int colon = place.lastIndexOf(':');
    boolean isNative = place.equals("Native Method");
    return new StackTraceElement(
        null,
        matcher.group("module"),
        null,
        call.substring(0, Math.max(dot, 0)),
        call.substring(dot + 1),
        colon < 0 ? (place.endsWith(".java") ? place : null) : place.substring(0, colon),
        isNative ? -2 : colon < 0 ? -1 : lineNumber(place.substring(colon + 1)));
  }

  private static int lineNumber(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
