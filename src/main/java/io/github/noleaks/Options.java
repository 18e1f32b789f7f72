package io.github.noleaks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NoLeaks#find(Options)} and its companions should look at, and for how long. Immutable
 * and thread-safe; the methods read as a sentence:
 *
 * <pre>{@code
 * NoLeaks.verifyNone(
 *     Options.defaults()
 *         .settlingFor(Duration.ofSeconds(3))
 *         .ignoringThread("driver-timer-*", "the driver keeps it for the life of the JVM"));
 * }</pre>
 *
 * @param settle how long suspects may take to end by themselves; not negative
 * @param since the snapshot to compare with, or {@code null} to look at all threads
 * @param rules what is excused
 * @param cleanup is given the report after the check and before the failure; it may do what a user
 *     would do in {@code goleak.Cleanup}, such as closing something. What it throws is added to the
 *     failure as suppressed, or thrown if there is none
 * @param heap whether a heap dump may be taken when something was found, to say what it waits for
 *     and who could wake it
 */
public record Options(
    Duration settle,
    @Nullable Snapshot since,
    List<IgnoreRule> rules,
    Consumer<LeakReport> cleanup,
    boolean heap) {

  /**
   * Keeps a copy of the rules.
   *
   * @param settle as the component
   * @param since as the component
   * @param rules as the component
   * @param cleanup as the component
   * @param heap as the component
   * @throws NoLeaksConfigurationException if {@code settle} is negative
   */
  public Options {
    if (settle.isNegative()) {
      throw new NoLeaksConfigurationException(
          "settle", settle.toString(), "Options", "a duration of zero or more");
    }
    rules = List.copyOf(rules);
  }

  /**
   * Settle for one second, look at all threads, ignore only the known harmless ones.
   *
   * @return the options to start from
   */
  public static Options defaults() {
    return new Options(Duration.ofSeconds(1), null, List.of(), report -> {}, true);
  }

  /**
   * How long suspects may take to end by themselves.
   *
   * @param time zero or more
   * @return new options
   * @throws NoLeaksConfigurationException if the time is negative
   */
  public Options settlingFor(Duration time) {
    return new Options(time, since, rules, cleanup, heap);
  }

  /**
   * Looks only at what came after a snapshot.
   *
   * @param snapshot the snapshot
   * @return new options
   */
  public Options since(Snapshot snapshot) {
    return new Options(settle, snapshot, rules, cleanup, heap);
  }

  /**
   * Looks only at what comes after now; goleak's {@code IgnoreCurrent}.
   *
   * @return new options, to be used later
   */
  public Options ignoringCurrent() {
    return since(NoLeaks.snapshot());
  }

  /**
   * Excuses threads by rules of your own, in addition to those already here.
   *
   * @param more the rules
   * @return new options
   */
  public Options ignoring(IgnoreRule... more) {
    List<IgnoreRule> all = new ArrayList<>(rules);
    all.addAll(Arrays.asList(more));
    return new Options(settle, since, all, cleanup, heap);
  }

  /**
   * Excuses threads by name.
   *
   * @param pattern a pattern for the name
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringThread(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).thread(pattern));
  }

  /**
   * Excuses threads by the innermost frame of their stack; goleak's {@code IgnoreTopFunction}.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringTopFrame(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).topFrame(pattern));
  }

  /**
   * Excuses threads by some frame of their stack; goleak's {@code IgnoreAnyFunction}.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringAnyFrame(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).anyFrame(pattern));
  }

  /**
   * Excuses threads by some frame of the stack that created them; goleak's {@code IgnoreCreatedBy}.
   * It matches only where the creator is known: of threads that the code of a test created. Excuses
   * what these frames have opened and the processes they have started, too, where that is known.
   *
   * @param pattern a pattern for {@code package.Class.method}
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringCreator(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).creator(pattern));
  }

  /**
   * Excuses tasks: those left in a queue by their class, those that an older worker is stuck in by
   * their outermost frame.
   *
   * @param pattern a pattern for {@code package.Class} or {@code package.Class.method}
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringTask(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).task(pattern));
  }

  /**
   * Excuses open channels: files by their path, connections by one of their addresses, such as
   * {@code *:5432}.
   *
   * @param pattern a pattern for one of the channel's {@linkplain OpenChannel#names() names}
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringChannel(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).channel(pattern));
  }

  /**
   * Excuses child processes by their command line.
   *
   * @param pattern a pattern for the command with its arguments
   * @param reason why they are harmless
   * @return new options
   * @throws NoLeaksConfigurationException if the reason is blank
   */
  public Options ignoringProcess(String pattern, String reason) {
    return ignoring(IgnoreRule.because(reason).process(pattern));
  }

  /**
   * Does something after the check; goleak's {@code Cleanup}. Replaces an earlier one.
   *
   * @param action is given the report
   * @return new options
   */
  public Options cleaningUpWith(Consumer<LeakReport> action) {
    return new Options(settle, since, rules, action, heap);
  }

  /**
   * Takes no heap dump when something was found.
   *
   * @return new options
   */
  public Options withoutHeapDump() {
    return new Options(settle, since, rules, cleanup, false);
  }
}
