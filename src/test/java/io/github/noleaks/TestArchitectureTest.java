package io.github.noleaks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Which tests a JUnit version can make a difference to: the profile {@code tests-of-junit} runs
 * them, and them alone, with more than one.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TestArchitectureTest {
  private static final String ROOT = "io.github.noleaks";
  private static final String SUITE = ROOT + ".testing.Suite";

  /** What those tests are made of, and no test itself. */
  private static final String[] SUPPORT = {ROOT + ".testing", ROOT + ".random.."};

  private final JavaClasses tests =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void onlyTestsOfJUnitRunOthersOnThePlatform() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".junit..")
        .and()
        .resideOutsideOfPackages(SUPPORT)
        // The one that the profile names itself.
        .and()
        .haveNameNotMatching(".*\\.KnownThreadsRunnerTest(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.junit.platform..", "org.junit.jupiter.api.extension..", ROOT + ".random..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(SUITE)
        .check(tests);
  }

  /** A rule about nothing would hold, whatever the tests do. */
  @Test
  void thereAreTestsThatDo() {
    List<String> found =
        tests.stream()
            .filter(type -> type.getPackageName().startsWith(ROOT + ".junit"))
            .filter(TestArchitectureTest::usesSuite)
            .map(JavaClass::getSimpleName)
            .toList();

    assertThat(found).contains("LifecycleTest", "PoolKindsTest");
  }

  private static boolean usesSuite(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().getName().equals(SUITE));
  }
}
