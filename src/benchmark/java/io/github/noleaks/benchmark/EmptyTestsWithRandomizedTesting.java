package io.github.noleaks.benchmark;

import com.carrotsearch.randomizedtesting.jupiter.DetectThreadLeaks;
import org.junit.jupiter.api.RepeatedTest;

/** The same tests with the check of RandomizedTesting; compiled on JDK 21 and later, as it is. */
@DetectThreadLeaks(scope = DetectThreadLeaks.Scope.TEST)
class EmptyTestsWithRandomizedTesting {
  @RepeatedTest(EmptyTests.COUNT)
  void empty() {}
}
