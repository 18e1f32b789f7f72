package io.github.noleaks.internal.ignore;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The known threads, and two lists of frames that say nothing about who a thread is: those every
 * thread starts with, and those a thread waits in. Immutable and thread-safe.
 *
 * @param starts frames such as {@code Thread.run}
 * @param waits frames such as {@code LockSupport.park}
 * @param threads the entries
 * @param problems what could not be read, a sentence each; such an entry is left out
 */
record Catalog(GlobSet starts, GlobSet waits, List<KnownThread> threads, List<String> problems) {

  private static final Gson GSON = new Gson();
  private static final Set<String> FIELDS = fields();

  /** A catalog that knows nothing, for a reason. */
  static Catalog unreadable(String problem) {
    GlobSet none = new GlobSet(List.of());
    return new Catalog(none, none, List.of(), List.of(problem));
  }

  /** Reads a catalog; broken parts are left out and named in {@link #problems()}. */
  static Catalog read(Reader json) {
    JsonObject root;
    List<String> starts;
    List<String> waits;
    JsonArray entries;
    try {
      root = JsonParser.parseReader(json).getAsJsonObject();
      starts = strings(root.getAsJsonArray("starts"));
      waits = strings(root.getAsJsonArray("waits"));
      entries = root.getAsJsonArray("threads").getAsJsonArray();
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      return unreadable(String.valueOf(e.getMessage()));
    }
    List<KnownThread> threads = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (JsonElement entry : entries) {
      try {
        KnownThread thread = compile(entry.getAsJsonObject());
        if (!names.add(thread.name())) {
          throw new IllegalArgumentException("two entries are called " + thread.name());
        }
        threads.add(thread);
      } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
        problems.add(e.getMessage() + ": " + entry);
      }
    }
    return new Catalog(
        new GlobSet(starts), new GlobSet(waits), List.copyOf(threads), List.copyOf(problems));
  }

  boolean knows(Suspect suspect) {
    for (int i = 0; i < threads.size(); i++) {
      if (threads.get(i).matches(suspect, starts, waits)) {
        return true;
      }
    }
    return false;
  }

  private static KnownThread compile(JsonObject entry) {
    Set<String> unknown = new TreeSet<>(entry.keySet());
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      // Gson would skip a misspelt sign, and the entry would excuse more than was meant.
      throw new IllegalArgumentException("unknown fields " + unknown);
    }
    return new KnownThread(GSON.fromJson(entry, KnownThread.Written.class));
  }

  private static List<String> strings(JsonArray array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.getAsString()));
    return strings;
  }

  private static Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    for (var component : KnownThread.Written.class.getRecordComponents()) {
      names.add(component.getName());
    }
    return names;
  }
}
