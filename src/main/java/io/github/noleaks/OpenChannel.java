package io.github.noleaks;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file, socket, selector or the like that was left open. A description: it refers to no live
 * object. Immutable and thread-safe.
 *
 * @param kind what it is
 * @param target what it leads to, as a user speaks of it: {@code 127.0.0.1:50412 → 127.0.0.1:5432
 *     ESTABLISHED}, {@code :8080}, {@code /srv/orders.csv (write)}; empty if there is nothing to
 *     say, as of a selector
 * @param className the class of the object that holds it open, such as {@code
 *     java.io.FileInputStream}, or {@code null} if that is not known
 * @param opener who opened it, or {@code null} if nobody has looked for that
 * @param dropped whether the object became unreachable before it was closed: only the garbage
 *     collector can close it now
 * @param heldBy who holds the object, as the shortest way from a static field, a local variable or
 *     the like; empty if that is not known
 */
public record OpenChannel(
    Kind kind,
    String target,
    @Nullable String className,
    @Nullable Origin opener,
    boolean dropped,
    List<String> heldBy) {

  private static final String ARROW = "→";
  private static final Pattern REMARK = Pattern.compile(" (\\([^()]*\\)|[A-Z][A-Z0-9_]+)$");

  /** What can be left open. */
  public enum Kind {
    /** A file, however it was opened. */
    FILE("file"),
    /** A zip or jar file that is read by its entries. */
    ARCHIVE("archive"),
    /** The stream of a folder's entries, as {@code Files.list} and {@code Files.walk} hold it. */
    DIRECTORY("directory"),
    /** A connection, or a socket that may become one. */
    SOCKET("socket"),
    /** A socket that accepts connections. */
    LISTENER("listener"),
    /** A datagram socket. */
    DATAGRAM("datagram socket"),
    /** One end of a pipe. */
    PIPE("pipe"),
    /** A selector. */
    SELECTOR("selector"),
    /** A watch service. */
    WATCH("watch service"),
    /** Another descriptor of the operating system. */
    OTHER("descriptor");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /**
     * The word the report uses.
     *
     * @return a noun in small letters
     */
    public String label() {
      return label;
    }
  }

  /**
   * Keeps a copy of the list.
   *
   * @param kind as the component
   * @param target as the component
   * @param className as the component
   * @param opener as the component
   * @param dropped as the component
   * @param heldBy as the component
   */
  public OpenChannel {
    heldBy = List.copyOf(heldBy);
  }

  /**
   * A channel of which nothing more is known yet.
   *
   * @param kind as the component
   * @param target as the component
   * @param className as the component
   */
  public OpenChannel(Kind kind, String target, @Nullable String className) {
    this(kind, target, className, null, false, List.of());
  }

  /**
   * What patterns are compared with, in ignore rules and assertions: the target, with and without
   * what is said of it ({@code (write)}, {@code ESTABLISHED}), each of the two addresses of a
   * connection, and paths also with {@code /} between folders. Of what has neither path nor
   * address, such as a selector or a pipe, and where there is no target, also the {@linkplain
   * Kind#label() kind}.
   *
   * @return one or more texts, each once
   */
  public List<String> names() {
    if (target.isEmpty()) {
      return List.of(kind.label());
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(target);
    String bare = REMARK.matcher(target).replaceFirst("");
    names.add(bare);
    for (String address : bare.split(ARROW, -1)) {
      names.add(address.strip());
    }
    List.copyOf(names).forEach(name -> names.add(name.replace('\\', '/')));
    if (kind == Kind.PIPE || kind == Kind.SELECTOR || kind == Kind.WATCH || kind == Kind.OTHER) {
      names.add(kind.label());
    }
    return List.copyOf(names);
  }

  /**
   * The same, with who opened it.
   *
   * @param known who opened it
   * @return new facts
   */
  public OpenChannel withOpener(@Nullable Origin known) {
    return new OpenChannel(kind, target, className, known, dropped, heldBy);
  }

  /**
   * The same, as one that nothing refers to any more.
   *
   * @return new facts
   */
  public OpenChannel asDropped() {
    return new OpenChannel(kind, target, className, opener, true, heldBy);
  }

  /**
   * The same, with what the heap says.
   *
   * @param type the class of the object that holds it open, or {@code null} to leave it as it is
   * @param way the way to that object
   * @return new facts
   */
  public OpenChannel withHolder(@Nullable String type, List<String> way) {
    return new OpenChannel(kind, target, type == null ? className : type, opener, dropped, way);
  }
}
