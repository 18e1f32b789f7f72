package io.github.noleaks.random;

import static java.util.stream.Collectors.joining;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeakedThread;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.Origin;
import io.github.noleaks.testing.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs random suites and says whether NoLeaks was right about them. */
public final class RandomSuites {
  /** Tests in each suite. */
  public static final int TESTS = 1_000;

  private static final String CLASSES = FreshClasses.SUITE + "Fifty";

  /** Whether with access each leak must fail its owner, and none may wait for the run's end. */
  private static final boolean AT_ONCE_WITH_ACCESS = true;

  /**
   * Whether there is a key to switch access off; without it, only the flags make the difference.
   */
  private static final boolean ACCESS_CAN_BE_SWITCHED_OFF = true;

  private final boolean access;

  /**
   * Suites for this JVM.
   *
   * @param access whether NoLeaks may look into the JDK
   */
  public RandomSuites(boolean access) {
    this.access = access;
  }

  /**
   * How one run ended.
   *
   * @param tests how many tests ran
   * @param planted how many threads were to be reported
   * @param reported how many were
   * @param problems what was wrong, empty if nothing was
   */
  public record Outcome(int tests, int planted, int reported, List<String> problems) {}

  /**
   * Runs one suite.
   *
   * @param seed what happens in it
   * @param workers how many threads run tests; 0 switches JUnit's parallel execution off
   * @return how it ended
   */
  public Outcome run(long seed, int workers) throws Exception {
    try (RandomRun run = RandomRun.begin(seed)) {
      List<Event> finished =
          EngineTestKit.engine("junit-jupiter")
              .configurationParameters(parameters(seed, workers))
              .selectors(classes(seed))
              .execute()
              .allEvents()
              .finished()
              .list();
      return outcome(run, finished);
    }
  }

  private static ClassSelector[] classes(long seed) throws ClassNotFoundException {
    FreshClasses loader = new FreshClasses(seed % 2 == 0);
    return Arrays.stream(loader.loadClass(CLASSES).getDeclaredClasses())
        .map(each -> selectClass(each))
        .toArray(ClassSelector[]::new);
  }

  private Map<String, String> parameters(long seed, int workers) {
    Map<String, String> parameters = new HashMap<>(Parallel.parameters());
    String parallel = "junit.jupiter.execution.parallel.";
    parameters.put(parallel + "enabled", Boolean.toString(workers > 0));
    parameters.put(parallel + "config.fixed.parallelism", Integer.toString(Math.max(1, workers)));
    if (Parallel.hasBothExecutors()) {
      parameters.put(
          parallel + "config.executor-service",
          seed / 2 % 2 == 0 ? Parallel.FORK_JOIN : Parallel.WORKER_THREADS);
    }
    parameters.put("junit.jupiter.extensions.autodetection.enabled", "true");
    parameters.put("noleaks.settle", "50ms");
    parameters.put("noleaks.report.dir", "target/noleaks-of-random-suites");
    if (access) {
      parameters.put("noleaks.heap", "off");
    } else {
      parameters.put("noleaks.heap", "auto");
      parameters.put("noleaks.heap.dumps", "10000");
      parameters.put("noleaks.heap.share", "100%");
      if (ACCESS_CAN_BE_SWITCHED_OFF) {
        parameters.put("noleaks.access", "off");
      }
    }
    return parameters;
  }

  private Outcome outcome(RandomRun run, List<Event> finished) {
    List<Blame.Reported> reported = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Set<String> failing = new HashSet<>(run.failing());
    for (Event event : finished) {
      TestDescriptor who = event.getTestDescriptor();
      Throwable failure =
          event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElse(null);
      if (failure == null) {
        continue;
      }
      List<LeakReport> reports = reports(failure);
      reports.forEach(report -> reported.addAll(reported(place(who), report)));
      if (failure instanceof Steps.PlannedFailure) {
        failing.remove(subject(who));
      } else if (!(failure instanceof LeaksFoundError)) {
        problems.add(who.getUniqueId() + " failed by itself: " + trace(failure));
      }
    }
    failing.forEach(subject -> problems.add("lost its own failure: " + subject));
    if (run.tests() != TESTS) {
      problems.add(run.tests() + " tests ran instead of " + TESTS);
    }
    Map<String, Blame.Expected> expected = run.expected();
    problems.addAll(Blame.problems(expected, reported, access && AT_ONCE_WITH_ACCESS));
    return new Outcome(run.tests(), expected.size(), reported.size(), problems);
  }

  private static List<LeakReport> reports(Throwable failure) {
    List<LeakReport> reports = new ArrayList<>();
    if (failure instanceof LeaksFoundError error) {
      reports.add(error.report());
    }
    for (Throwable each : failure.getSuppressed()) {
      reports.addAll(reports(each));
    }
    return reports;
  }

  private static List<Blame.Reported> reported(Blame.Place place, LeakReport report) {
    List<Blame.Reported> reported = new ArrayList<>();
    for (Leak leak : report.leaks()) {
      for (LeakedThread thread : leak.threads()) {
        reported.add(
            new Blame.Reported(thread.name(), place, report.subject(), startedIn(leak, thread)));
      }
    }
    return reported;
  }

  private static @Nullable String startedIn(Leak leak, LeakedThread thread) {
    return Optional.ofNullable(leak.startedIn())
        .or(() -> Optional.ofNullable(thread.origin()).map(Origin::subject))
        .orElse(null);
  }

  private static Blame.Place place(TestDescriptor who) {
    return who.isTest()
        ? Blame.Place.TEST
        : who.getSource().orElse(null) instanceof ClassSource ? Blame.Place.CLASS : Blame.Place.RUN;
  }

  private static String subject(TestDescriptor who) {
    MethodSource method = (MethodSource) who.getSource().orElseThrow();
    String name = Subject.of(method.getJavaClass()) + "." + method.getMethodName() + "()";
    return who.getUniqueId().getLastSegment().getType().endsWith("-invocation")
        ? name + " " + who.getDisplayName()
        : name;
  }

  private static String trace(Throwable failure) {
    return failure
        + Arrays.stream(failure.getStackTrace())
            .limit(8)
            .map(frame -> "\n    at " + frame)
            .collect(joining());
  }
}
