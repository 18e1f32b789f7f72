package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.AllowLeaks;
import io.github.noleaks.IgnoreLeaks;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.StandardError;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What ignore rules excuse, at which level, and what is said about them. */
class IgnoringTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @IgnoreLeaks(thread = "of-class-*", reason = "allowed by the class")
  @IgnoreLeaks(thread = "also-of-class-*", reason = "allowed by the class, too")
  static class Ignoring {
    @Test
    void startsWhatTheClassAllows() {
      Planted.sender("of-class-1");
      Planted.sender("also-of-class-1");
    }

    @Test
    @IgnoreLeaks(thread = "of-method-?", reason = "allowed by the method")
    void addsToTheClass() {
      Planted.sender("of-class-2");
      Planted.sender("of-method-1");
    }

    @Test
    void onlyTheOtherMethodAllowsThis() {
      Planted.sender("of-class-3");
      Planted.sender("of-method-2");
    }

    @Nested
    @IgnoreLeaks(anyFrame = "*.Planted.send", reason = "all senders")
    class Inner {
      @Test
      void innerAddsToOuter() {
        Planted.sender("of-class-4");
        Planted.sender("any-name");
      }
    }
  }

  @Test
  void rulesAddUpFromClassToMethod() {
    Results results = Suite.of(Ignoring.class).global().run();

    // Nor does the end of the class or of the suite report what was excused.
    assertThat(results.failed()).containsExactly("onlyTheOtherMethodAllowsThis");
    assertThat(results.reportOf("onlyTheOtherMethodAllowsThis").threads())
        .extracting("name")
        .containsExactly("of-method-2");
  }

  @AllowLeaks(reason = "to see it allowed")
  static class Allowing {
    @Test
    void leaks() {
      Planted.sender("allowed");
    }

    @Test
    @VerifyNoLeaks
    void isVerifiedAllTheSame() {
      Planted.sender("not-allowed");
    }
  }

  @VerifyNoLeaks
  static class AllowingOne {
    @Test
    @AllowLeaks(reason = "to see it allowed")
    void allowed() {
      Planted.sender("allowed-in-method");
    }

    @Test
    void notAllowed() {
      Planted.sender("not-allowed-in-method");
    }
  }

  @Test
  void whatIsAllowedIsReportedNowhere() {
    assertThat(Suite.of(Allowing.class, AllowingOne.class).global().run().failed())
        .containsExactly("isVerifiedAllTheSame", "notAllowed");
  }

  @VerifyNoLeaks
  @IgnoreLeaks(thread = "nobody-is-called-so", reason = "long gone")
  @IgnoreLeaks(thread = "somebody-*", reason = "still needed")
  @IgnoreLeaks(creator = "com.acme.Creator.create", reason = "creates nothing here")
  @IgnoreLeaks(channel = "*:5432", reason = "no database here")
  @IgnoreLeaks(process = "postgres *", reason = "nor a process of one")
  static class WithOldRules {
    @Test
    void leaksWhatIsIgnored() {
      Planted.sender("somebody-1");
    }
  }

  @Test
  void aRuleThatMatchedNothingIsReportedOnceAtTheEnd() {
    String printed =
        StandardError.during(
            () -> assertThat(Suite.of(WithOldRules.class).run().failed()).isEmpty());

    assertThat(printed)
        .containsOnlyOnce("nobody-is-called-so")
        .containsOnlyOnce("com.acme.Creator.create")
        .containsOnlyOnce("channel=*:5432; reason=no database here")
        .containsOnlyOnce("process=postgres *; reason=nor a process of one")
        .doesNotContain("somebody-*");
  }
}
