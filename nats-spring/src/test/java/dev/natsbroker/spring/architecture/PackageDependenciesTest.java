package dev.natsbroker.spring.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the packages to {@link PackageTable}, and optional libraries to where they may be. */
class PackageDependenciesTest {
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PackageTable.BASE);

    @Test
    void shouldFindEveryPackageInTheTable() {
        // when
        Set<String> found = new TreeSet<>();
        MODULE.forEach(type -> found.add(PackageTable.nameOf(type.getPackageName())));

        // then
        assertThat(found).containsExactlyElementsOf(PackageTable.rows());
    }

    @Test
    void shouldUseOnlyThePackagesOfTheRow() {
        // when
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : MODULE) {
            type.getDirectDependenciesFromSelf().forEach(dependency -> collectIfForbidden(dependency, violations));
        }

        // then
        assertThat(violations)
                .as("dependencies that PackageTable does not allow")
                .isEmpty();
    }

    private static void collectIfForbidden(Dependency dependency, Set<String> violations) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!PackageTable.contains(target)) {
            return;
        }
        String user = PackageTable.nameOf(dependency.getOriginClass().getPackageName());
        String used = PackageTable.nameOf(target);
        if (!PackageTable.allows(user, used)) {
            violations.add("'" + user + "' uses '" + used + "': " + dependency.getDescription());
        }
    }

    @Test
    void shouldBeFreeOfPackageCycles() {
        slices().matching(PackageTable.BASE + ".(**)").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void shouldKnowNeitherSpringBootNorTheBroker() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.boot..", "dev.natsbroker.broker..", "dev.natsbroker.autoconfigure..")
                .because("it works with Spring Framework alone, and with any server")
                .check(MODULE);
    }

    @Test
    void shouldUseReactorOnlyInTheReactiveVariantAndBehindItsGuards() {
        onlyIn("reactor..", "reactive", "listener.AsyncResults$Reactor", "exchange.ExchangeMethod$Reactor");
    }

    @Test
    void shouldUseReactiveStreamsOnlyWhereReactorIs() {
        onlyIn("org.reactivestreams..", "reactive", "listener.AsyncResults$Reactor");
    }

    @Test
    void shouldUseJacksonOnlyInItsConverterAndBehindItsGuard() {
        onlyIn("tools.jackson..", "support.converter.JacksonConverter", "annotation.DefaultListenerBeans$Jackson");
    }

    @Test
    void shouldUseBeanValidationOnlyBehindItsGuard() {
        onlyIn("jakarta.validation..", "annotation.DefaultListenerBeans$Validating");
    }

    @Test
    void shouldUseTransactionsOnlyForTransactionBoundPublishing() {
        onlyIn("org.springframework.transaction..", "transaction");
    }

    @Test
    void shouldUseOfMicrometerOnlyWhatSpringItselfNeeds() {
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "are Micrometer's, beyond observations",
                        type -> type.getPackageName().startsWith("io.micrometer.")
                                && !type.getPackageName().startsWith("io.micrometer.observation")
                                && !type.getPackageName().startsWith("io.micrometer.common")))
                .because("spring-context brings micrometer-observation; meters and tracers are optional")
                .check(MODULE);
    }

    /** {@code places} are packages of the table, or classes below the base package with the classes in them. */
    private static void onlyIn(String library, String... places) {
        noClasses()
                .that(resideOutside(places))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because("the library is optional")
                .check(MODULE);
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... places) {
        return describe("are outside of " + Set.of(places), type -> {
            for (String place : places) {
                String name = PackageTable.BASE + "." + place;
                if (type.getPackageName().equals(name)
                        || type.getName().equals(name)
                        || type.getName().startsWith(name + "$")) {
                    return false;
                }
            }
            return true;
        });
    }
}
