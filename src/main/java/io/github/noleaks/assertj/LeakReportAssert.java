package io.github.noleaks.assertj;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedTask;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.OpenChannel;
import io.github.noleaks.Verdict;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link LeakReport}. Each returns this object, and fails with an {@link
 * AssertionError} that holds the whole report. In patterns {@code *} stands for any number of
 * characters and {@code ?} for one. Not thread-safe.
 */
public final class LeakReportAssert extends AbstractAssert<LeakReportAssert, LeakReport> {

  LeakReportAssert(@Nullable LeakReport actual) {
    super(actual, LeakReportAssert.class);
  }

  /**
   * Nothing was left behind.
   *
   * @return this object
   */
  public LeakReportAssert isEmpty() {
    return require(LeakReport::isEmpty, "nothing to be left behind");
  }

  /**
   * Something was left behind.
   *
   * @return this object
   */
  public LeakReportAssert isNotEmpty() {
    return require(report -> !report.isEmpty(), "something to be left behind");
  }

  /**
   * At least one leaked thread has such a name.
   *
   * @param namePattern a pattern for the name
   * @return this object
   */
  public LeakReportAssert hasLeakedThread(String namePattern) {
    return require(
        report -> report.threads().stream().anyMatch(named(namePattern)),
        "a leaked thread named \"" + namePattern + '"');
  }

  /**
   * No leaked thread has such a name.
   *
   * @param namePattern a pattern for the name
   * @return this object
   */
  public LeakReportAssert doesNotHaveLeakedThread(String namePattern) {
    return require(
        report -> report.threads().stream().noneMatch(named(namePattern)),
        "no leaked thread named \"" + namePattern + '"');
  }

  /**
   * The number of leaked threads, of all findings together; older ones that are stuck in a task
   * count as well.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasLeakedThreads(int count) {
    return require(
        report -> report.threads().size() == count,
        count + (count == 1 ? " leaked thread" : " leaked threads"));
  }

  /**
   * At least one task was left behind: in a queue, with such a class (of a lambda, the class it was
   * written in will do), or with such an outermost frame in a worker that was there before.
   *
   * @param pattern a pattern for {@code package.Class} or {@code package.Class.method}
   * @return this object
   */
  public LeakReportAssert hasTask(String pattern) {
    return require(report -> hasTask(report, glob(pattern)), "a task \"" + pattern + '"');
  }

  /**
   * No such task was left behind.
   *
   * @param pattern a pattern for {@code package.Class} or {@code package.Class.method}
   * @return this object
   */
  public LeakReportAssert doesNotHaveTask(String pattern) {
    return require(report -> !hasTask(report, glob(pattern)), "no task \"" + pattern + '"');
  }

  /**
   * The number of tasks left in queues, of all findings together.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasQueuedTasks(int count) {
    return require(
        report -> report.tasks().size() == count,
        count + (count == 1 ? " task" : " tasks") + " in a queue");
  }

  /**
   * At least one channel was left open that leads there.
   *
   * @param pattern a pattern for one of its {@linkplain OpenChannel#names() names}: a path, an
   *     address such as {@code *:5432}, or the kind of what has neither
   * @return this object
   */
  public LeakReportAssert hasOpenChannel(String pattern) {
    return require(
        report -> hasChannel(report, glob(pattern)), "an open channel \"" + pattern + '"');
  }

  /**
   * No such channel was left open.
   *
   * @param pattern a pattern for one of its {@linkplain OpenChannel#names() names}
   * @return this object
   */
  public LeakReportAssert doesNotHaveOpenChannel(String pattern) {
    return require(
        report -> !hasChannel(report, glob(pattern)), "no open channel \"" + pattern + '"');
  }

  /**
   * The number of files, sockets and the like that were left open, of all findings together.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasOpenChannels(int count) {
    return require(
        report -> report.channels().size() == count,
        count + (count == 1 ? " open channel" : " open channels"));
  }

  /**
   * At least one child process was left alive that runs this.
   *
   * @param pattern a pattern for the command with its arguments
   * @return this object
   */
  public LeakReportAssert hasLeakedProcess(String pattern) {
    return require(
        report -> hasProcess(report, glob(pattern)), "a leaked process \"" + pattern + '"');
  }

  /**
   * No such child process was left alive.
   *
   * @param pattern a pattern for the command with its arguments
   * @return this object
   */
  public LeakReportAssert doesNotHaveLeakedProcess(String pattern) {
    return require(
        report -> !hasProcess(report, glob(pattern)), "no leaked process \"" + pattern + '"');
  }

  /**
   * The number of child processes that were left alive, of all findings together; their own
   * children do not count.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasLeakedProcesses(int count) {
    return require(
        report -> report.processes().size() == count,
        count + (count == 1 ? " leaked process" : " leaked processes"));
  }

  /**
   * The number of workers that were there before and are stuck in a task.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasStuckWorkers(int count) {
    return require(
        report -> report.threads().stream().filter(t -> t.task() != null).count() == count,
        count + (count == 1 ? " stuck worker" : " stuck workers"));
  }

  /**
   * At least one finding has this verdict.
   *
   * @param verdict the verdict
   * @return this object
   */
  public LeakReportAssert hasVerdict(Verdict verdict) {
    return requireLeak(leak -> leak.verdict() == verdict, "a finding " + verdict);
  }

  /**
   * At least one finding has this verdict and says this.
   *
   * @param verdict the verdict
   * @param summaryPart a part of its {@linkplain Leak#summary() summary}
   * @return this object
   */
  public LeakReportAssert hasLeak(Verdict verdict, String summaryPart) {
    return requireLeak(
        leak -> leak.verdict() == verdict && leak.summary().contains(summaryPart),
        "a finding " + verdict + " that says \"" + summaryPart + '"');
  }

  /**
   * The number of findings; what was left behind in the same way is one.
   *
   * @param count how many
   * @return this object
   */
  public LeakReportAssert hasLeaks(int count) {
    return require(
        report -> report.leaks().size() == count, count + (count == 1 ? " finding" : " findings"));
  }

  private LeakReportAssert requireLeak(Predicate<Leak> wanted, String what) {
    return require(report -> report.leaks().stream().anyMatch(wanted), what);
  }

  private LeakReportAssert require(Predicate<LeakReport> wanted, String what) {
    isNotNull();
    if (!wanted.test(actual)) {
      failWithMessage("%nExpected %s, but:%n%n%s", what, actual);
    }
    return this;
  }

  private static boolean hasTask(LeakReport report, Predicate<String> wanted) {
    return report.tasks().stream().anyMatch(task -> isOf(task, wanted))
        || report.threads().stream()
            .map(LeakedThread::task)
            .anyMatch(task -> task != null && wanted.test(task));
  }

  private static boolean hasChannel(LeakReport report, Predicate<String> wanted) {
    return report.channels().stream()
        .anyMatch(channel -> channel.names().stream().anyMatch(wanted));
  }

  private static boolean hasProcess(LeakReport report, Predicate<String> wanted) {
    return report.processes().stream().anyMatch(process -> wanted.test(process.command()));
  }

  private static boolean isOf(LeakedTask task, Predicate<String> wanted) {
    String type = task.className();
    int lambda = type.indexOf("$$Lambda");
    return wanted.test(type) || (lambda > 0 && wanted.test(type.substring(0, lambda)));
  }

  private static Predicate<LeakedThread> named(String pattern) {
    Predicate<String> wanted = glob(pattern);
    return thread -> wanted.test(thread.name());
  }

  private static Predicate<String> glob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    return text -> pattern.matcher(text).matches();
  }
}
