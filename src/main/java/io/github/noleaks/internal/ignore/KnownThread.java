package io.github.noleaks.internal.ignore;

import io.github.noleaks.LeakedThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalog, compiled: a thread that the JDK, a test runner or a library keeps for
 * the life of the JVM. Every sign that is given must match; where resting places are given, it must
 * also be at one of them now, since the same thread may run a user's task. Immutable and
 * thread-safe.
 */
final class KnownThread {

  /**
   * The entry as it is written. Lists are patterns, any of which may match.
   *
   * @param name what the thread is called in the catalog
   * @param thread the thread's name
   * @param threadClass the name of its class
   * @param group the name of its group
   * @param daemon whether it is a daemon
   * @param entryFrame the outermost frame but {@code Thread.run} and the like: what it was made for
   * @param bottomFrame the outermost frame of all
   * @param topFrame the innermost frame
   * @param anyFrame some frame
   * @param restsIn where it rests: some frame of its stack
   * @param restsAt where it rests: the innermost frame but those that only wait
   * @param withoutStack whether having no Java frames is rest too, as for threads of the JVM
   * @param notIn a frame that shows it is at work after all
   * @param why why it is harmless
   * @param source where that is known from
   * @param versions the versions it was seen in or holds for
   */
  record Written(
      @Nullable String name,
      @Nullable List<String> thread,
      @Nullable List<String> threadClass,
      @Nullable List<String> group,
      @Nullable Boolean daemon,
      @Nullable List<String> entryFrame,
      @Nullable List<String> bottomFrame,
      @Nullable List<String> topFrame,
      @Nullable List<String> anyFrame,
      @Nullable List<String> restsIn,
      @Nullable List<String> restsAt,
      @Nullable Boolean withoutStack,
      @Nullable List<String> notIn,
      @Nullable String why,
      @Nullable String source,
      @Nullable String versions) {}

  private static final int FEWEST_SIGNS = 2;

  private final String name;
  private final Written written;
  private final @Nullable GlobSet thread;
  private final @Nullable GlobSet threadClass;
  private final @Nullable GlobSet group;
  private final @Nullable GlobSet entryFrame;
  private final @Nullable GlobSet bottomFrame;
  private final @Nullable GlobSet topFrame;
  private final @Nullable GlobSet anyFrame;
  private final @Nullable GlobSet restsIn;
  private final @Nullable GlobSet restsAt;
  private final @Nullable GlobSet notIn;

  /**
   * Compiles an entry.
   *
   * @throws IllegalArgumentException if a field is missing, a pattern is blank or takes everything,
   *     or fewer than two signs are given
   */
  KnownThread(Written written) {
    this.written = written;
    this.name = required("name", written.name());
    required("why", written.why());
    required("source", written.source());
    required("versions", written.versions());
    this.thread = compile(written.thread());
    this.threadClass = compile(written.threadClass());
    this.group = compile(written.group());
    this.entryFrame = compile(written.entryFrame());
    this.bottomFrame = compile(written.bottomFrame());
    this.topFrame = compile(written.topFrame());
    this.anyFrame = compile(written.anyFrame());
    this.restsIn = compile(written.restsIn());
    this.restsAt = compile(written.restsAt());
    this.notIn = compile(written.notIn());
    if (signs() < FEWEST_SIGNS) {
      throw new IllegalArgumentException(name + ": one sign alone would hide threads of users");
    }
  }

  String name() {
    return name;
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("an entry without " + field);
    }
    return value;
  }

  private @Nullable GlobSet compile(@Nullable List<String> patterns) {
    if (patterns == null) {
      return null;
    }
    if (patterns.isEmpty()
        || patterns.stream().anyMatch(p -> p.isBlank() || p.chars().allMatch(c -> c == '*'))) {
      throw new IllegalArgumentException(name + ": an empty pattern, or one that takes everything");
    }
    return new GlobSet(patterns);
  }

  /** A resting place counts as a sign; a class or group that every thread may have does not. */
  private long signs() {
    List<String> common = List.of("java.lang.Thread", "main");
    Stream<@Nullable Collection<String>> given =
        Stream.of(
            written.thread(),
            written.threadClass(),
            written.group(),
            written.entryFrame(),
            written.bottomFrame(),
            written.topFrame(),
            written.anyFrame());
    long signs =
        given
            .filter(Objects::nonNull)
            .filter(patterns -> patterns.stream().noneMatch(common::contains))
            .count();
    return signs + (mustRest() ? 1 : 0);
  }

  private boolean mustRest() {
    return restsIn != null || restsAt != null || Boolean.TRUE.equals(written.withoutStack());
  }

  /** The cheap signs first; frames are looked at only for threads that pass these. */
  boolean matches(Suspect suspect, GlobSet starts, GlobSet waits) {
    LeakedThread facts = suspect.thread();
    return fits(thread, facts.name())
        && fits(threadClass, facts.className())
        && fits(group, facts.group())
        && (written.daemon() == null || written.daemon() == facts.daemon())
        && (topFrame == null || fits(topFrame, suspect.topFrame()))
        && (bottomFrame == null || fits(bottomFrame, suspect.bottomFrame()))
        && (entryFrame == null || fits(entryFrame, suspect.outermostBut(starts)))
        && (anyFrame == null || anyFrame.matchesAny(suspect.frames()))
        && (notIn == null || !notIn.matchesAny(suspect.frames()))
        && (!mustRest() || rests(suspect, waits));
  }

  private boolean rests(Suspect suspect, GlobSet waits) {
    if (suspect.thread().stack().isEmpty()) {
      return Boolean.TRUE.equals(written.withoutStack());
    }
    return (restsAt != null && fits(restsAt, suspect.innermostBut(waits)))
        || (restsIn != null && restsIn.matchesAny(suspect.frames()));
  }

  private static boolean fits(@Nullable GlobSet patterns, @Nullable String text) {
    return patterns == null || (text != null && patterns.matches(text));
  }

  /** Every pattern of this entry, for the tests that keep the catalog clean. */
  List<String> patterns() {
    List<String> all = new ArrayList<>();
    for (List<String> list :
        Arrays.asList(
            written.thread(),
            written.threadClass(),
            written.group(),
            written.entryFrame(),
            written.bottomFrame(),
            written.topFrame(),
            written.anyFrame(),
            written.restsIn(),
            written.restsAt(),
            written.notIn())) {
      if (list != null) {
        all.addAll(list);
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return name;
  }
}
