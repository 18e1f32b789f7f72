package io.github.noleaks.internal.ignore;

import io.github.noleaks.LeakedThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The threads that the JDK, test runners and libraries keep for the life of the JVM. A thread is
 * told by its class, its group, its frames and what it does now, hardly ever by its name alone: a
 * name is free for everyone to choose, and a pool's worker is harmless only while it rests. The
 * catalog itself is the resource {@code known-threads.json}, read once, when first needed.
 * Thread-safe.
 */
public final class KnownThreads {
  private static final String RESOURCE = "known-threads.json";

  private KnownThreads() {}

  private static final class Holder {
    static final Catalog CATALOG = load();

    private static Catalog load() {
      try (InputStream in = KnownThreads.class.getResourceAsStream(RESOURCE)) {
        return in == null
            ? Catalog.unreadable(RESOURCE + " is missing beside " + KnownThreads.class.getName())
            : Catalog.read(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        return Catalog.unreadable(e.toString());
      }
    }
  }

  /**
   * Whether a thread is known, and at rest if it may run other people's code.
   *
   * @param thread the facts about the thread
   * @return {@code true} if no test is to blame for it
   */
  public static boolean isHarmless(LeakedThread thread) {
    return Holder.CATALOG.knows(new Suspect(thread));
  }

  /** What is wrong with the catalog, a sentence each; nothing, unless the jar was tampered with. */
  static List<String> problems() {
    return Holder.CATALOG.problems();
  }

  static Catalog catalog() {
    return Holder.CATALOG;
  }
}
