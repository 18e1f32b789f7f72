package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Suite.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the rules of one test excuse while another test runs beside it. */
class ParallelRulesTest {
  private static final String AT_THE_END = "JUnit Jupiter: ";

  @BeforeEach
  void forget() {
    Points.forget();
  }

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @ExtendWith(Points.Over.class)
  static class IgnoringBesideAnother {
    @Test
    void first() {
      Points.pass("begin of first");
      Points.await("planted");
    }

    @Test
    @IgnoreLeaks(thread = "ignored", reason = "it is a planted one")
    void second() {
      Points.await("begin of first");
      Planted.sender("ignored");
      Planted.sender("not-ignored");
      Points.pass("planted");
      Points.awaitEnd("first");
    }
  }

  @Test
  void rulesHoldForWhatTheTestBesideSawFirst() {
    Results results = Parallel.suite(IgnoringBesideAnother.class).run();

    assertThat(Parallel.blamed(results)).containsExactly(AT_THE_END + "not-ignored");
  }

  @VerifyNoLeaks
  @ExtendWith(Points.Over.class)
  static class AllowedBesideALeak {
    @Test
    @AllowLeaks(reason = "it is a planted one")
    void first() {
      Points.pass("begin of first");
      Points.await("planted");
      Planted.sender("allowed");
    }

    @Test
    void second() {
      Points.await("begin of first");
      Planted.sender("before");
      Points.pass("planted");
      Points.awaitEnd("first");
      Planted.sender("after");
    }
  }

  @Test
  void leaksOutsideOfAnAllowingTestAreTold() {
    Results results = Parallel.suite(AllowedBesideALeak.class).run();

    assertThat(Parallel.blamed(results))
        .contains(AT_THE_END + "after")
        .doesNotContain(AT_THE_END + "allowed");
  }
}
