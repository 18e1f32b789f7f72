package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.LeakedProcess;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Origin;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A checked rule, ready to be asked many times. Immutable and thread-safe. */
final class CompiledRule {
  private static final String LAMBDA = "$$Lambda";

  private final Map<Criterion, Glob> patterns = new EnumMap<>(Criterion.class);
  private final Set<Thread.State> states;
  private final @Nullable Predicate<LeakedThread> predicate;
  private final RuleUse.Entry use;

  CompiledRule(IgnoreRule rule, RuleUse.Entry use) {
    rule.patterns().forEach((criterion, pattern) -> patterns.put(criterion, Glob.of(pattern)));
    this.states = rule.states();
    this.predicate = rule.predicate();
    this.use = use;
  }

  /** Whether there is anything left to learn from asking it once a thread is excused anyway. */
  boolean neverMatched() {
    return !use.matched();
  }

  boolean matches(Suspect suspect) {
    boolean matches =
        asksForThreads()
            && fits(suspect)
            && holds(suspect.thread())
            && (!patterns.containsKey(Criterion.CREATOR) || fitsCreator(suspect.creatorFrames()));
    if (matches) {
      use.markMatched();
    }
    return matches;
  }

  boolean matches(LeakedTask task) {
    boolean matches = asksForTasksAlone() && fitsClass(task.className());
    if (matches) {
      use.markMatched();
    }
    return matches;
  }

  boolean matches(OpenChannel channel) {
    Glob glob = patterns.get(Criterion.CHANNEL);
    boolean matches =
        asksFor(Criterion.CHANNEL)
            && (glob == null || channel.names().stream().anyMatch(glob::matches))
            && fitsOpener(channel.opener());
    if (matches) {
      use.markMatched();
    }
    return matches;
  }

  boolean matches(LeakedProcess process) {
    boolean matches =
        asksFor(Criterion.PROCESS)
            && fitsCommand(process.command())
            && fitsOpener(process.opener());
    if (matches) {
      use.markMatched();
    }
    return matches;
  }

  /** Patterns may have {@code /} between folders on all systems. */
  private boolean fitsCommand(String command) {
    return fits(Criterion.PROCESS, command) || fits(Criterion.PROCESS, command.replace('\\', '/'));
  }

  /**
   * Whether it asks for nothing but this and who created it: all else is a thread's or a task's.
   */
  private boolean asksFor(Criterion criterion) {
    return states.isEmpty()
        && predicate == null
        && !patterns.isEmpty()
        && patterns.keySet().stream().allMatch(c -> c == criterion || c == Criterion.CREATOR);
  }

  private boolean fitsOpener(@Nullable Origin opener) {
    return !patterns.containsKey(Criterion.CREATOR) || fitsCreator(Suspect.creatorFrames(opener));
  }

  /** A task in a queue has neither a name nor a stack nor a state. */
  private boolean asksForTasksAlone() {
    return patterns.size() == 1
        && patterns.containsKey(Criterion.TASK)
        && states.isEmpty()
        && predicate == null;
  }

  /** What comes behind in the name of a lambda's class differs from run to run. */
  private boolean fitsClass(String className) {
    int lambda = className.indexOf(LAMBDA);
    return fits(Criterion.TASK, className)
        || (lambda > 0 && fits(Criterion.TASK, className.substring(0, lambda)));
  }

  private boolean asksForThreads() {
    return !patterns.containsKey(Criterion.CHANNEL) && !patterns.containsKey(Criterion.PROCESS);
  }

  /** The cheap tests first: no frame is written out for a thread with the wrong name. */
  private boolean fits(Suspect suspect) {
    LeakedThread thread = suspect.thread();
    return (states.isEmpty() || states.contains(thread.state()))
        && fits(Criterion.THREAD, thread.name())
        && fits(Criterion.THREAD_CLASS, thread.className())
        && fits(Criterion.GROUP, thread.group())
        && fits(Criterion.TASK, thread.task())
        && (!patterns.containsKey(Criterion.TOP_FRAME)
            || fits(Criterion.TOP_FRAME, suspect.topFrame()))
        && fitsAnyFrame(suspect);
  }

  private boolean fits(Criterion criterion, @Nullable String text) {
    Glob glob = patterns.get(criterion);
    return glob == null || (text != null && glob.matches(text));
  }

  private boolean fitsAnyFrame(Suspect suspect) {
    Glob glob = patterns.get(Criterion.ANY_FRAME);
    return glob == null || suspect.frames().stream().anyMatch(glob::matches);
  }

  /** Asked last: a rule that matches nothing says whether that was for want of a creator alone. */
  private boolean fitsCreator(List<String> frames) {
    Glob glob = patterns.get(Criterion.CREATOR);
    use.markCreator(!frames.isEmpty());
    return glob != null && frames.stream().anyMatch(glob::matches);
  }

  private boolean holds(LeakedThread thread) {
    if (predicate == null) {
      return true;
    }
    try {
      return predicate.test(thread);
    } catch (RuntimeException | Error thrown) {
      // The user's code: whatever it throws must not become the result of the test being checked.
      use.markThrew(thrown);
      return false;
    }
  }
}
