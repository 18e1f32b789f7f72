package io.github.noleaks.internal.check;

import java.util.HashSet;
import java.util.Set;

/**
 * The classes whose fields hold what the tests of one test class share.
 *
 * @param names the test class and those that it extends
 * @param perClass whether one instance serves all tests, so that its fields are shared, too
 */
public record FixtureClasses(Set<String> names, boolean perClass) {

  /** Keeps a copy of the set. */
  public FixtureClasses {
    names = Set.copyOf(names);
  }

  /**
   * Those of a test class.
   *
   * @param testClass the class
   * @param perClass whether one instance serves all its tests
   * @return the classes
   */
  public static FixtureClasses of(Class<?> testClass, boolean perClass) {
    Set<String> names = new HashSet<>();
    for (Class<?> each = testClass;
        each != null && each != Object.class;
        each = each.getSuperclass()) {
      names.add(each.getName());
    }
    return new FixtureClasses(names, perClass);
  }
}
