package io.github.noleaks.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A suite of test classes, run by the Jupiter engine as a user's would be. */
public final class Suite {
  private final Class<?>[] classes;
  private final Map<String, String> parameters = new HashMap<>();

  private Suite(Class<?>... classes) {
    this.classes = classes;
    // Most leaks here are planted for good: no need to wait long for them.
    parameters.put("noleaks.settle", "50ms");
    // What the heap says has tests of its own; hundreds of dumps would take their time.
    parameters.put("noleaks.heap", "off");
    // So does what tags say: without them the order of time decides.
    parameters.put("noleaks.access", "off");
    parameters.put("noleaks.report.dir", "target/noleaks-of-inner-suites");
  }

  public static Suite of(Class<?>... classes) {
    return new Suite(classes);
  }

  public Suite with(String key, String value) {
    parameters.put(key, value);
    return this;
  }

  /** As JUnit's auto-detection registers us: for every class, without an annotation. */
  public Suite global() {
    return with("junit.jupiter.extensions.autodetection.enabled", "true");
  }

  public Results run() {
    return new Results(
        EngineTestKit.engine("junit-jupiter")
            .configurationParameters(parameters)
            .selectors(
                Arrays.stream(classes)
                    .map(each -> selectClass(each))
                    .toArray(org.junit.platform.engine.discovery.ClassSelector[]::new))
            .execute()
            .allEvents()
            .finished()
            .list());
  }

  /** How each test, class and the engine itself ended. */
  public static final class Results {
    private final Map<String, TestExecutionResult> results = new TreeMap<>();

    private Results(List<Event> finished) {
      for (Event event : finished) {
        results.put(
            name(event.getTestDescriptor()), event.getRequiredPayload(TestExecutionResult.class));
      }
    }

    private static String name(TestDescriptor descriptor) {
      boolean isMethod = descriptor.getSource().orElse(null) instanceof MethodSource;
      boolean isInvocation =
          descriptor.getUniqueId().getLastSegment().getType().endsWith("-invocation");
      String method = isMethod ? ((MethodSource) descriptor.getSource().get()).getMethodName() : "";
      return isInvocation
          ? method + descriptor.getUniqueId().getLastSegment().getValue()
          : isMethod ? method : descriptor.getDisplayName();
    }

    /** What made a test, class or engine fail, if it failed. */
    public Optional<Throwable> failureOf(String name) {
      TestExecutionResult result = results.get(name);
      if (result == null) {
        throw new AssertionError(name + " did not run; these did: " + results.keySet());
      }
      return result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
          ? Optional.empty()
          : result.getThrowable();
    }

    /** The report that made a test, class or engine fail. */
    public LeakReport reportOf(String name) {
      Throwable failure =
          failureOf(name).orElseThrow(() -> new AssertionError(name + " passed: " + this));
      if (failure instanceof LeaksFoundError error) {
        return error.report();
      }
      throw new AssertionError(name + " failed in another way", failure);
    }

    /** The names of all that failed, sorted. */
    public List<String> failed() {
      return results.keySet().stream().filter(name -> failureOf(name).isPresent()).toList();
    }

    @Override
    public String toString() {
      return results.toString();
    }
  }
}
