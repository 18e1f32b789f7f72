package io.github.noleaks.internal.ignore;

import io.github.noleaks.IgnoreRule;
import io.github.noleaks.IgnoreRule.Criterion;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
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
    boolean matches = fits(suspect) && holds(suspect.thread()) && fitsCreator(suspect);
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
  private boolean fitsCreator(Suspect suspect) {
    Glob glob = patterns.get(Criterion.CREATOR);
    if (glob == null) {
      return true;
    }
    List<String> frames = suspect.creatorFrames();
    use.markCreator(!frames.isEmpty());
    return frames.stream().anyMatch(glob::matches);
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
