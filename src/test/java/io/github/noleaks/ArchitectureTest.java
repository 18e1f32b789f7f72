package io.github.noleaks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.noleaks.internal.report.Console;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The directions in which packages may depend on each other. */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTest {
  private static final String ROOT = "io.github.noleaks";

  /** Of the instance, which goes with its tests: a large heap would slow all heap dumps down. */
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final String[] JDK = {"java..", "com.sun.management..", "org.jspecify.."};

  @Test
  void theRootKnowsNothingElse() {
    check(
        mayDependOn(
            resideInAPackage(ROOT)
                .and(not(belongToAnyOf(NoLeaks.class)))
                .and(not(type(VerifyNoLeaks.class))),
            ROOT));
    check(mayDependOn(type(NoLeaks.class), ROOT, ROOT + ".internal.check"));
    // An annotation has to name its extension: the one edge that leads back.
    check(
        mayDependOn(
            type(VerifyNoLeaks.class), ROOT, ROOT + ".junit", "org.junit.jupiter.api.extension"));
  }

  @Test
  void theStagesKnowOnlyTheRoot() {
    check(mayDependOn(ROOT + ".internal.origin", ROOT));
    check(mayDependOn(ROOT + ".agent", "com.sun.tools.attach..", "net.bytebuddy.jar.asm"));
    // What woven classes of the JDK call.
    check(mayDependOn(ROOT + ".agent.boot"));
    check(mayDependOn(ROOT + ".internal.access"));
    check(
        mayDependOn(
            ROOT + ".internal.watch",
            ROOT,
            ROOT + ".internal.origin",
            ROOT + ".internal.access",
            "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.ignore", ROOT, "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.heap"));
    check(
        mayDependOn(
            ROOT + ".internal.evidence",
            ROOT,
            ROOT + ".internal.heap",
            ROOT + ".internal.origin", // For the tags that it finds in a heap.
            "com.google.gson..")); // For its catalog of classes that keep channels.
    check(
        mayDependOn(
            ROOT + ".internal.diagnose", ROOT, ROOT + ".internal.evidence", "com.google.gson.."));
    check(
        mayDependOn(
            ROOT + ".internal.dump",
            ROOT,
            ROOT + ".internal.evidence",
            ROOT + ".internal.access", // Which knows the processes that we start.
            "com.google.gson.."));
    check(mayDependOn(ROOT + ".internal.report", ROOT, "com.google.gson.."));
  }

  @Test
  void theCheckBringsTheStagesTogether() {
    check(
        mayDependOn(
            ROOT + ".internal.check",
            ROOT,
            ROOT + ".internal.watch",
            ROOT + ".internal.origin",
            ROOT + ".internal.access",
            ROOT + ".internal.ignore",
            ROOT + ".internal.diagnose",
            ROOT + ".internal.dump",
            ROOT + ".internal.evidence",
            ROOT + ".internal.report"));
  }

  @Test
  void theCommandLineUsesTheStagesOnly() {
    check(
        mayDependOn(
            ROOT + ".internal.cli",
            ROOT,
            ROOT + ".internal.evidence",
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
    check(
        mayDependOn(
            ROOT + ".junit",
            ROOT,
            ROOT + ".internal.check",
            ROOT + ".internal.dump", // For the parts of the settings that are about these.
            ROOT + ".internal.access",
            "org.junit..",
            "org.opentest4j.."));
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

  private void check(ArchRule rule) {
    rule.check(classes);
  }

  private static ArchRule mayDependOn(String packageName, String... others) {
    return mayDependOn(
        resideInAPackage(packageName),
        Stream.concat(Stream.of(packageName), Stream.of(others)).toArray(String[]::new));
  }

  private static ArchRule mayDependOn(DescribedPredicate<JavaClass> some, String... packages) {
    return classes()
        .that(some)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                Stream.concat(Stream.of(JDK), Stream.of(packages)).toArray(String[]::new)));
  }
}
