package io.github.noleaks.random.suite;

import io.github.noleaks.random.Fixture;
import io.github.noleaks.random.PoolOfExtension;
import io.github.noleaks.random.Steps;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods that the classes of the suite inherit; what each does is drawn by lot. */
final class Shapes {
  private Shapes() {}

  /** The phases of a test. */
  @Watched
  abstract static class Phases {
    Phases() {
      Steps.construct(this);
    }

    @BeforeAll
    static void beforeAll(TestInfo info) throws Exception {
      Steps.beforeAll(info);
    }

    @AfterAll
    static void afterAll(TestInfo info) throws Exception {
      Steps.afterAll(info);
    }

    @BeforeEach
    void beforeEach(TestInfo info) throws Exception {
      Steps.beforeEach(info);
    }

    @AfterEach
    void afterEach(TestInfo info) throws Exception {
      Steps.afterEach(info);
    }

    /** A pool that the instance keeps for all its tests. */
    @Nullable Fixture ofInstance() {
      return null;
    }

    final void act(TestInfo info) throws Exception {
      Steps.test(info, ofInstance());
    }
  }

  /** Ten tests. */
  abstract static class Ten extends Phases {
    @Test
    void m01(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m02(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m03(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m04(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m05(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m06(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m07(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m08(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m09(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m10(TestInfo info) throws Exception {
      act(info);
    }
  }

  /** Twenty tests. */
  abstract static class Twenty extends Ten {
    @Test
    void m11(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m12(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m13(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m14(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m15(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m16(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m17(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m18(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m19(TestInfo info) throws Exception {
      act(info);
    }

    @Test
    void m20(TestInfo info) throws Exception {
      act(info);
    }
  }

  /** Twenty tests, ten of which are invocations of two methods. */
  abstract static class Templates extends Ten {
    @RepeatedTest(5)
    void repeated(TestInfo info) throws Exception {
      act(info);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c", "d", "e"})
    void withParameters(String ignored, TestInfo info) throws Exception {
      act(info);
    }
  }

  /** An instance for all tests. */
  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class OneInstance extends Twenty {}

  /** An instance for all tests, with a pool. */
  abstract static class OneInstanceWithPool extends OneInstance {
    private final Fixture fixture = new Fixture();

    @BeforeAll
    void openPool() throws Exception {
      fixture.open(getClass());
    }

    @AfterAll
    void closePool() throws Exception {
      fixture.close();
    }

    @Override
    Fixture ofInstance() {
      return fixture;
    }
  }

  /** Some want the pool that an extension makes for all. */
  @ExtendWith(PoolOfExtension.class)
  abstract static class Extended extends Twenty {}
}
