package io.github.noleaks.junit;

import static io.github.noleaks.junit.ReverseLeaksTest.consumer;
import static io.github.noleaks.junit.ReverseLeaksTest.end;
import static io.github.noleaks.junit.ReverseLeaksTest.printedBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.noleaks.StartsForAll;
import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Planted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestMethodOrder;

/** Who misses what a test has ended may be around the test, or come long after it. */
class ReverseLeaksAroundTest {
  private static final String OUTER = "ReverseLeaksAroundTest.";

  @AfterEach
  void removePlanted() {
    Planted.removeAll();
  }

  @VerifyNoLeaks
  @TestClassOrder(ClassOrderer.ClassName.class)
  static class Outer {
    static final Thread[] CONSUMER = new Thread[1];

    @BeforeAll
    static void start() {
      CONSUMER[0] = consumer();
    }

    @Nested
    class A {
      @Test
      void ends() {
        end(CONSUMER[0]);
      }
    }

    @Nested
    class B {
      @Test
      void misses() {}
    }
  }

  @Test
  void aNestedClassMayEndWhatTheOneAroundItNeeds() {
    assertThat(printedBy(Outer.class))
        .containsOnlyOnce("NoLeaks")
        .contains(OUTER + "Outer.A.ends() ended what it did not start: thread consumer");
  }

  @VerifyNoLeaks
  @StartsForAll(reason = "to be seen")
  static class ForAll {
    static final Thread[] CONSUMER = new Thread[1];

    @BeforeAll
    static void start() {
      CONSUMER[0] = consumer();
    }

    @Test
    void test() {}
  }

  @VerifyNoLeaks
  @TestMethodOrder(MethodName.class)
  static class Stranger {
    @Test
    void a() {
      end(ForAll.CONSUMER[0]);
    }

    @Test
    void b() {}
  }

  @Test
  void whatServesAllIsMissedByLaterClasses() {
    assertThat(printedBy(ForAll.class, Stranger.class))
        .containsOnlyOnce("NoLeaks")
        .contains(OUTER + "Stranger.a() ended what it did not start: thread consumer")
        .contains("of the fixtures of ReverseLeaksAroundTest.ForAll;");
  }
}
