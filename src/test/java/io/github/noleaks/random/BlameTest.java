package io.github.noleaks.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.random.Blame.Expected;
import io.github.noleaks.random.Blame.Place;
import io.github.noleaks.random.Blame.Reported;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The comparison must be able to fail. */
class BlameTest {
  private static final Map<String, Expected> EXPECTED =
      Map.of(
          "of-test", new Expected("C.m()", false),
          "of-class", new Expected("C", false),
          "of-pool", new Expected("C", true));

  private static final Reported OF_TEST = new Reported("of-test", Place.TEST, "C.m()", null);
  private static final Reported OF_CLASS = new Reported("of-class", Place.CLASS, "C", null);
  private static final Reported OF_POOL = new Reported("of-pool", Place.CLASS, "C", "C.m()");

  private static List<String> problems(Reported... reported) {
    return Blame.problems(EXPECTED, List.of(reported), false);
  }

  @Test
  void allIsRight() {
    assertThat(problems(OF_TEST, OF_CLASS, OF_POOL)).isEmpty();
    assertThat(Blame.problems(EXPECTED, List.of(OF_TEST, OF_CLASS, OF_POOL), true)).isEmpty();
  }

  @Test
  void oneIsNotReported() {
    assertThat(problems(OF_TEST, OF_POOL))
        .singleElement()
        .asString()
        .startsWith("not reported: of-class");
  }

  @Test
  void oneIsNotExpected() {
    Map<String, Expected> hidden = Map.of("of-class", new Expected("C", false));

    assertThat(Blame.problems(hidden, List.of(OF_TEST, OF_CLASS), false))
        .singleElement()
        .asString()
        .startsWith("not a leak: ")
        .contains("of-test");
  }

  @Test
  void oneIsReportedTwice() {
    assertThat(problems(OF_TEST, OF_CLASS, OF_POOL, OF_TEST))
        .singleElement()
        .asString()
        .startsWith("reported again: ");
  }

  @Test
  void anotherTestIsBlamed() {
    for (Reported wrong :
        List.of(
            new Reported("of-test", Place.TEST, "C.other()", null),
            new Reported("of-test", Place.CLASS, "C", null),
            new Reported("of-test", Place.RUN, "C.m()", null),
            new Reported("of-test", Place.RUN, "the test suite", "C.m() or C.other()"),
            new Reported("of-test", Place.TEST, "C.m()", "C.other()"))) {
      assertThat(problems(wrong, OF_CLASS, OF_POOL))
          .singleElement()
          .asString()
          .startsWith("blames another");
    }
  }

  @Test
  void aTestIsBlamedForItsClass() {
    assertThat(problems(OF_TEST, new Reported("of-class", Place.TEST, "C.m()", null), OF_POOL))
        .hasSize(1);
    assertThat(problems(OF_TEST, OF_CLASS, new Reported("of-pool", Place.TEST, "C.m()", null)))
        .hasSize(1);
    assertThat(problems(OF_TEST, OF_CLASS, new Reported("of-pool", Place.RUN, "all", "D.m()")))
        .hasSize(1);
  }

  @Test
  void theEndOfTheRunMayNameTheOwner() {
    Reported late = new Reported("of-test", Place.RUN, "the test suite", "C.m()");

    assertThat(problems(late, OF_CLASS, OF_POOL)).isEmpty();
    assertThat(Blame.problems(EXPECTED, List.of(late, OF_CLASS, OF_POOL), true)).hasSize(1);
  }
}
