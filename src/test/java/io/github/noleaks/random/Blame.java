package io.github.noleaks.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether each planted thread was reported exactly once, against its owner, and nothing else. */
final class Blame {
  private Blame() {}

  /**
   * Whose leak a planted thread is.
   *
   * @param owner the test or class to blame
   * @param poolOfClass whether it is a worker of a pool that the class leaks: it may have come up
   *     in one of the tests, but none of these is to blame
   */
  record Expected(String owner, boolean poolOfClass) {}

  /** What failed. */
  enum Place {
    TEST,
    CLASS,
    RUN
  }

  /**
   * One thread in one report.
   *
   * @param thread its name
   * @param place what failed with the report
   * @param subject what the report is about
   * @param startedIn what the report says of the thread's start, if it does
   */
  record Reported(String thread, Place place, String subject, @Nullable String startedIn) {

    String blamed() {
      return startedIn != null ? startedIn : place == Place.RUN ? "nobody" : subject;
    }
  }

  /**
   * Compares.
   *
   * @param expected the planted threads by their names
   * @param reported all threads in all reports
   * @param atOnce whether each leak must fail its owner, and none may wait for the end of the run
   * @return what is wrong, a sentence each; empty if all is right
   */
  static List<String> problems(
      Map<String, Expected> expected, List<Reported> reported, boolean atOnce) {
    List<String> problems = new ArrayList<>();
    Map<String, Expected> missing = new TreeMap<>(expected);
    for (Reported each : reported) {
      Expected wanted = expected.get(each.thread());
      if (wanted == null) {
        problems.add("not a leak: " + each);
      } else if (missing.remove(each.thread()) == null) {
        problems.add("reported again: " + each);
      } else if (!isRight(wanted, each, atOnce)) {
        problems.add("blames another than " + wanted + ": " + each);
      }
    }
    missing.forEach((thread, wanted) -> problems.add("not reported: " + thread + ", " + wanted));
    return problems;
  }

  private static boolean isRight(Expected wanted, Reported reported, boolean atOnce) {
    if (atOnce && (reported.place() == Place.RUN || !reported.subject().equals(wanted.owner()))) {
      return false;
    }
    return reported.blamed().equals(wanted.owner())
        || (wanted.poolOfClass()
            && reported.place() != Place.TEST
            && reported.blamed().startsWith(wanted.owner() + "."));
  }
}
