package io.github.noleaks.benchmark;

import io.github.noleaks.VerifyNoLeaks;
import org.junit.jupiter.api.RepeatedTest;

/** Many tests that do nothing, without an extension and with ours. */
final class EmptyTests {
  static final int COUNT = 1_000;

  private EmptyTests() {}

  static class Plain {
    @RepeatedTest(COUNT)
    void empty() {}
  }

  @VerifyNoLeaks
  static class WithNoLeaks {
    @RepeatedTest(COUNT)
    void empty() {}
  }
}
