package io.github.noleaks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.noleaks.internal.report.Console;
import io.github.noleaks.junit.NoLeaksExtension;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The directions in which packages may depend on each other. */
class ArchitectureTest {
  private static final String ROOT = "io.github.noleaks";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final String[] JDK = {"java..", "com.sun.management..", "org.jspecify.."};

  @Test
  void rootKnowsNothingOfOurs() {
    check(
        mayDependOn(ROOT, "org.junit.jupiter.api.extension")
            // An annotation has to name its extension: the one edge that leads back.
            .ignoreDependency(VerifyNoLeaks.class, NoLeaksExtension.class)
            .ignoreDependency(
                belongToAnyOf(NoLeaks.class), resideInAPackage(ROOT + ".internal.check")));
  }

  @Test
  void theStagesKnowOnlyTheRoot() {
    check(mayDependOn(ROOT + ".internal.watch", ROOT, "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.ignore", ROOT, "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.diagnose", ROOT, "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.report", ROOT, "com.google.gson.."));
  }

  @Test
  void theCheckBringsTheStagesTogether() {
    check(
        mayDependOn(
            ROOT + ".internal.check",
            ROOT,
            ROOT + ".internal.watch",
            ROOT + ".internal.ignore",
            ROOT + ".internal.diagnose",
            ROOT + ".internal.report"));
  }

  @Test
  void noOtherPackageKnowsJUnitOrAssertJ() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".junit")
            .and(are(not(belongToAnyOf(VerifyNoLeaks.class))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit..", "org.opentest4j.."));
    check(mayDependOn(ROOT + ".assertj", ROOT, "org.assertj.core.."));
  }

  @Test
  void packagesFormNoCircle() {
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }

  @Test
  void onlyTheConsolePrints() {
    check(
        noClasses()
            .that(are(not(belongToAnyOf(Console.class))))
            .should()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "out"));
  }

  @Test
  void noClassIsCalledManagerHelperOrUtils() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Utils"));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }

  private static com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction mayDependOn(
      String of, String... others) {
    List<String> allowed = new ArrayList<>(List.of(JDK));
    allowed.add(of);
    allowed.addAll(List.of(others));
    return classes()
        .that()
        .resideInAPackage(of)
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new))
                .or(JavaClass.Predicates.type(Object.class)));
  }
}
