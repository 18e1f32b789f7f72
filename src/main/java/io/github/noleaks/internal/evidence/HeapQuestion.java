package io.github.noleaks.internal.evidence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a heap dump. Can be written as JSON.
 *
 * @param threads the threads to tell about; all if it is {@code null}
 * @param values whether the report may show strings, numbers and other values
 * @param clock what the clocks of the JVM said when the dump was made, or {@code null} if that is
 *     not known; without it nobody knows when a delayed task is due
 * @param channels the open channels to tell about
 * @param fixtures who holds what tests share
 */
public record HeapQuestion(
    @Nullable List<Suspect> threads,
    boolean values,
    @Nullable Clock clock,
    List<Channel> channels,
    Fixtures fixtures) {

  /**
   * What the clocks of a JVM said at one moment.
   *
   * @param nanoTime its {@code System.nanoTime()}
   * @param millis its {@code System.currentTimeMillis()}
   */
  public record Clock(long nanoTime, long millis) {

    /**
     * What those of this JVM say.
     *
     * @return the time
     */
    public static Clock now() {
      return new Clock(System.nanoTime(), System.currentTimeMillis());
    }
  }

  /**
   * Of a dump of which it is not known when it was made.
   *
   * @param threads as the component
   * @param values as the component
   */
  public HeapQuestion(@Nullable List<Suspect> threads, boolean values) {
    this(threads, values, null);
  }

  /**
   * About threads alone.
   *
   * @param threads as the component
   * @param values as the component
   * @param clock as the component
   */
  public HeapQuestion(@Nullable List<Suspect> threads, boolean values, @Nullable Clock clock) {
    this(threads, values, clock, List.of(), Fixtures.NONE);
  }

  /**
   * About channels alone.
   *
   * @param channels the channels
   * @param fixtures who holds what tests share
   * @param values whether the report may show strings, numbers and other values
   * @return the question
   */
  public static HeapQuestion aboutChannels(
      List<Channel> channels, Fixtures fixtures, boolean values) {
    return new HeapQuestion(List.of(), values, null, List.copyOf(channels), fixtures);
  }

  /**
   * The names of classes that hold what tests share.
   *
   * @param classes those whose static fields do
   * @param instances those whose objects do
   */
  public record Fixtures(List<String> classes, List<String> instances) {
    /** Nobody. */
    public static final Fixtures NONE = new Fixtures(List.of(), List.of());

    /**
     * Keeps copies.
     *
     * @param classes as the component
     * @param instances as the component
     */
    public Fixtures {
      classes = List.copyOf(classes);
      instances = List.copyOf(instances);
    }
  }

  /**
   * An open channel.
   *
   * @param key what the answer shall call it
   * @param descriptor the number that the operating system has for it, or -1 if that is not known
   * @param opening the number of its opening, as the agent counts, or -1 if that is not known
   */
  public record Channel(String key, int descriptor, long opening) {}

  /**
   * A thread to tell about, and what a dump does not say of it.
   *
   * @param threadId its id
   * @param monitorClass the class of the monitor it waits on, or {@code null} if it is not known
   * @param monitorOwner the id of the thread that owns the monitor it tries to enter, negative if
   *     that is not known
   */
  public record Suspect(long threadId, @Nullable String monitorClass, long monitorOwner) {}

  /**
   * All threads of a dump.
   *
   * @param values whether the report may show strings, numbers and other values
   * @return the question
   */
  public static HeapQuestion all(boolean values) {
    return new HeapQuestion(null, values, null);
  }

  Map<Long, Suspect> suspects() {
    return threads == null
        ? Map.of()
        : threads.stream()
            .collect(Collectors.toMap(Suspect::threadId, each -> each, (one, other) -> one));
  }

  boolean asksFor(long threadId, Set<Long> known) {
    return threads == null || known.contains(threadId);
  }

  boolean asksForNoThread() {
    return threads != null && threads.isEmpty() && !channels.isEmpty();
  }
}
