package io.github.noleaks.junit;

import io.github.noleaks.VerifyNoLeaks;
import io.github.noleaks.testing.Parallel;
import io.github.noleaks.testing.Points;
import io.github.noleaks.testing.Suite;
import io.github.noleaks.testing.Suite.Results;
import io.github.noleaks.testing.Witness;
import org.junit.jupiter.api.Test;

/** How a suite runs, and what tells whose its threads are. */
enum OwnershipMode {
  ACCESS(false, Witness.ACCESS),
  HEAP(false, Witness.HEAP),
  PARALLEL_ACCESS(true, Witness.ACCESS),
  PARALLEL_HEAP(true, Witness.HEAP);

  private static volatile boolean parallel;

  private final boolean isParallel;
  private final Witness witness;

  OwnershipMode(boolean isParallel, Witness witness) {
    this.isParallel = isParallel;
    this.witness = witness;
  }

  /** In parallel, another test runs while the tests of the class do something. */
  Results run(Class<?> testClass, Class<?>... more) {
    parallel = isParallel;
    Class<?>[] classes = new Class<?>[more.length + 2];
    classes[0] = testClass;
    System.arraycopy(more, 0, classes, 1, more.length);
    classes[more.length + 1] = Bystander.class;
    return witness.ask(isParallel ? Parallel.suite(classes) : Suite.of(classes)).run();
  }

  @VerifyNoLeaks
  static class Bystander {
    @Test
    void bystander() {
      if (parallel) {
        Points.pass("bystander is here");
        Points.await("something was done");
      }
    }
  }

  /** Does it while the bystander runs, if tests run in parallel. */
  static void beside(Runnable deed) {
    if (parallel) {
      Points.await("bystander is here");
    }
    deed.run();
    Points.pass("something was done");
  }
}
