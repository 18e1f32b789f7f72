package io.github.noleaks.assertj;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
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
   * The number of leaked threads, of all findings together.
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
   * The number of findings; threads left behind in the same way are one.
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

  private static Predicate<LeakedThread> named(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    return thread -> pattern.matcher(thread.name()).matches();
  }
}
