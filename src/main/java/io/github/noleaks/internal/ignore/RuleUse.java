package io.github.noleaks.internal.ignore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for one run, which rules there were and which of them ever matched. Rules are known by
 * their source and text: an annotation that many classes inherit counts once. Keeps texts alone, no
 * rule and no object of the user's, and not more than a fixed number of them. Thread-safe.
 */
public final class RuleUse {
  /** More rules than any suite writes by hand; a suite that generates them must not fill memory. */
  private static final int MOST_RULES = 10_000;

  private static final int MOST_OF_A_MESSAGE = 200;

  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private final int mostRules;
  private boolean someNotFollowed;

  /** Begins a run. */
  public RuleUse() {
    this(MOST_RULES);
  }

  RuleUse(int mostRules) {
    this.mostRules = mostRules;
  }

  private record Key(String source, String text, boolean userWritten) {}

  /** What is known about the use of one rule. Thread-safe. */
  static final class Entry {
    private final String source;
    private final String text;
    private final boolean userWritten;
    private final AtomicReference<@Nullable String> threw = new AtomicReference<>();
    private volatile boolean matched;
    private volatile boolean knewCreator;
    private volatile boolean missedCreator;

    private Entry(String source, String text, boolean userWritten) {
      this.source = source;
      this.text = text;
      this.userWritten = userWritten;
    }

    boolean matched() {
      return matched;
    }

    void markMatched() {
      // Read first: a volatile write for each thread of each look would slow parallel tests down.
      if (!matched) {
        matched = true;
      }
    }

    /** It asked for the creator of something that fits otherwise. */
    void markCreator(boolean known) {
      if (known && !knewCreator) {
        knewCreator = true;
      } else if (!known && !missedCreator) {
        missedCreator = true;
      }
    }

    void markThrew(Throwable thrown) {
      if (threw.get() == null) {
        threw.compareAndSet(null, describe(thrown));
      }
    }

    private List<String> notices() {
      List<String> lines = new ArrayList<>();
      String thrown = threw.get();
      if (thrown != null) {
        lines.add(
            "the predicate of an ignore rule threw %s, which counts as no match: [%s] (from %s)"
                .formatted(thrown, text, source));
      }
      if (userWritten && !matched && missedCreator && !knewCreator) {
        // The same thread may be looked at before and after its creator became known.
        lines.add(
            ("an ignore rule matched nothing in the whole run, perhaps only because it was not"
                 + " known who had created what it is about; noleaks.access or noleaks.heap makes"
                 + " it known of threads, the agent of channels: [%s] (from %s)")
                .formatted(text, source));
      } else if (userWritten && !matched) {
        lines.add(
            "an ignore rule matched nothing in the whole run and can go: [%s] (from %s)"
                .formatted(text, source));
      }
      return lines;
    }
  }

  /**
   * What should be said once at the end of the run: rules that matched nothing, predicates that
   * threw, and a catalog of known threads that could not be read.
   *
   * @return a sentence each, in the order in which the rules came; possibly none
   */
  public List<String> notices() {
    List<String> lines = new ArrayList<>();
    synchronized (entries) {
      entries.values().forEach(entry -> lines.addAll(entry.notices()));
      if (someNotFollowed) {
        lines.add(
            "there were more than %d different ignore rules; whether the further ones matched was"
                    .formatted(mostRules)
                + " not followed");
      }
    }
    KnownThreads.problems()
        .forEach(problem -> lines.add("the catalog of known threads is damaged: " + problem));
    return lines;
  }

  /** The entry for a rule; the same one for the same source and text. */
  Entry follow(String source, String text, boolean userWritten) {
    synchronized (entries) {
      Key key = new Key(source, text, userWritten);
      Entry known = entries.get(key);
      if (known != null) {
        return known;
      }
      Entry fresh = new Entry(source, text, userWritten);
      if (entries.size() < mostRules) {
        entries.put(key, fresh);
      } else {
        someNotFollowed = true;
      }
      return fresh;
    }
  }

  /** Takes what is needed from the exception now: its own methods are the user's code as well. */
  private static String describe(Throwable thrown) {
    String name = thrown.getClass().getName();
    try {
      String message = thrown.getMessage();
      return message == null
          ? name
          : name + ": " + message.substring(0, Math.min(MOST_OF_A_MESSAGE, message.length()));
    } catch (RuntimeException | Error alsoThrown) {
      return name;
    }
  }
}
