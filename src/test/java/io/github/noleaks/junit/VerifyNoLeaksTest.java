package io.github.noleaks.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.Check;
import io.github.noleaks.FailedTests;
import io.github.noleaks.LeakReport;
import io.github.noleaks.LeaksFoundError;
import io.github.noleaks.Scope;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where the annotation may stand, and what its attributes do. */
class VerifyNoLeaksTest {

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  static class OnClass {
    @Test
    void leaks() {
      Planted.sender("order-sender-1");
    }

    @Test
    void clean() throws InterruptedException {
      Thread thread = new Thread(() -> {}, "order-sender-2");
      thread.start();
      thread.join();
    }
  }

  @Test
  void failsTheLeakingTestAndNoOther() {
    Results results = Suite.of(OnClass.class).run();

    assertThat(results.failed()).containsExactly("leaks");
    LeakReport report = results.reportOf("leaks");
    assertThat(report.subject()).isEqualTo("VerifyNoLeaksTest.OnClass.leaks()");
    assertThat(report.threads()).extracting("name").containsExactly("order-sender-1");
    assertThat(report.leaks().get(0).summary()).contains("full queue");
  }

  @Test
  void pointsAtTheTest() {
    Throwable failure = Suite.of(OnClass.class).run().failureOf("leaks").orElseThrow();

    assertThat(failure.getStackTrace()).hasSize(1);
    assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("leaks");
    assertThat(failure.getStackTrace()[0].getFileName()).isEqualTo("VerifyNoLeaksTest.java");
  }

  static class OnMethod {
    @Test
    @VerifyNoLeaks
    void watched() {
      Planted.sender("watched");
    }

    @Test
    void notWatched() {
      Planted.sender("not-watched");
    }
  }

  @Test
  void onMethodHoldsForThatMethod() {
    assertThat(Suite.of(OnMethod.class).run().failed()).containsExactly("watched");
  }

  static class Inheriting extends OnClass {
    @Test
    void leaksToo() {
      Planted.sender("of-subclass");
    }
  }

  @Test
  void isInherited() {
    assertThat(Suite.of(Inheriting.class).run().failed()).containsExactly("leaks", "leaksToo");
  }

  @VerifyNoLeaks
  interface Contract {
    @Test
    default void leaks() {
      Planted.sender("of-contract");
    }
  }

  static class Implementing implements Contract {}

  @Test
  void holdsForTestInterfaces() {
    assertThat(Suite.of(Implementing.class).run().failed()).containsExactly("leaks");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @VerifyNoLeaks(check = Check.FAIL)
  @interface Strict {}

  @Strict
  static class WithMetaAnnotation {
    @Test
    void leaks() {
      Planted.sender("meta");
    }
  }

  @Test
  void worksAsMetaAnnotation() {
    assertThat(Suite.of(WithMetaAnnotation.class).run().failed()).containsExactly("leaks");
  }

  @VerifyNoLeaks
  static class Outer {
    @Test
    void outerLeaks() {
      Planted.sender("outer");
    }

    @Nested
    class Inner {
      @Test
      void innerLeaks() {
        Planted.sender("inner");
      }

      @Nested
      class Innermost {
        @Test
        void innermostLeaks() {
          Planted.sender("innermost");
        }
      }
    }
  }

  @Test
  void holdsForNestedClasses() {
    Results results = Suite.of(Outer.class).run();

    assertThat(results.failed()).containsExactly("innerLeaks", "innermostLeaks", "outerLeaks");
    assertThat(results.reportOf("innermostLeaks").subject())
        .isEqualTo("VerifyNoLeaksTest.Outer.Inner.Innermost.innermostLeaks()");
  }

  @VerifyNoLeaks(check = Check.WARN)
  static class Warned {
    @Test
    void leaks() {
      Planted.sender("warned");
    }

    @Test
    @VerifyNoLeaks(check = Check.FAIL)
    void failsAllTheSame() {
      Planted.sender("failing");
    }

    @Test
    @VerifyNoLeaks(check = Check.OFF)
    void notChecked() {
      Planted.sender("off");
    }
  }

  @Test
  void methodOverridesClass() {
    assertThat(Suite.of(Warned.class).run().failed()).containsExactly("failsAllTheSame");
  }

  @Test
  void attributesOverrideTheConfiguration() {
    assertThat(Suite.of(Warned.class).with("noleaks.check", "fail").run().failed())
        .containsExactly("failsAllTheSame");
  }

  @Test
  void attributesLeftOutAreAsConfigured() {
    assertThat(Suite.of(OnClass.class).with("noleaks.check", "off").run().failed()).isEmpty();
    Planted.removeAll();
    assertThat(Suite.of(OnClass.class).with("noleaks.check", "warn").run().failed()).isEmpty();
  }

  @VerifyNoLeaks(scope = Scope.CLASS)
  static class AtTheEndOfTheClass {
    @Test
    void leaks() {
      Planted.sender("late");
    }
  }

  @Test
  void classScopeReportsWhenTheClassEndsAndNamesTheTest() {
    Results results = Suite.of(AtTheEndOfTheClass.class).run();

    assertThat(results.failed()).hasSize(1).doesNotContain("leaks");
    LeakReport report = results.reportOf(results.failed().get(0));
    assertThat(report.subject()).isEqualTo("VerifyNoLeaksTest.AtTheEndOfTheClass");
    assertThat(report.leaks().get(0).startedIn())
        .isEqualTo("VerifyNoLeaksTest.AtTheEndOfTheClass.leaks()");
  }

  @VerifyNoLeaks
  static class FailingByItself {
    @Test
    void failsAndLeaks() {
      Planted.sender("of-failed-test");
      throw new IllegalStateException("its own failure");
    }
  }

  @Test
  void leaksOfFailedTestsAreSuppressed() {
    Throwable failure =
        Suite.of(FailingByItself.class).run().failureOf("failsAndLeaks").orElseThrow();

    assertThat(failure).hasMessage("its own failure");
    assertThat(failure.getSuppressed()).hasOnlyElementsOfType(LeaksFoundError.class).hasSize(1);
  }

  @Test
  void leaksOfFailedTestsCanBeSkipped() {
    Results results = Suite.of(FailingByItself.class).with("noleaks.failed-tests", "skip").run();

    assertThat(results.failed()).containsExactly("failsAndLeaks");
    assertThat(results.failureOf("failsAndLeaks").orElseThrow().getSuppressed()).isEmpty();
  }

  @VerifyNoLeaks(failedTests = FailedTests.SKIP)
  static class SkippingByAttribute {
    @Test
    void failsAndLeaks() {
      Planted.sender("of-failed-test");
      throw new IllegalStateException("its own failure");
    }
  }

  @Test
  void leaksOfFailedTestsCanBeSkippedByAttribute() {
    Results results = Suite.of(SkippingByAttribute.class).run();

    assertThat(results.failed()).containsExactly("failsAndLeaks");
    assertThat(results.failureOf("failsAndLeaks").orElseThrow().getSuppressed()).isEmpty();
  }

  @Test
  void eachLeakIsReportedOnce() {
    Results results = Suite.of(OnClass.class, Inheriting.class).global().run();

    assertThat(results.failed()).containsExactly("leaks", "leaksToo");
  }
}
