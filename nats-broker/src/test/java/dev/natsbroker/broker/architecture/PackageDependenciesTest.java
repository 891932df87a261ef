package dev.natsbroker.broker.architecture;

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

/** Holds the engine's packages to {@link PackageTable} and keeps libraries where they belong. */
class PackageDependenciesTest {

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PackageTable.BASE);

    @Test
    void shouldFindEveryPackageInTheTable() {
        // given
        Set<String> unknown = new TreeSet<>();

        // when
        for (JavaClass type : ENGINE) {
            unknown.add(PackageTable.nameOf(type.getPackageName()));
        }
        unknown.removeAll(PackageTable.rows());

        // then
        assertThat(unknown)
                .as("packages without a row in PackageTable: add the row with its allowed dependencies")
                .isEmpty();
    }

    @Test
    void shouldUseOnlyThePackagesOfTheRow() {
        // given
        Set<String> violations = new TreeSet<>();

        // when
        for (JavaClass type : ENGINE) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                collectIfForbidden(dependency, violations);
            }
        }

        // then
        assertThat(violations)
                .as("dependencies that PackageTable does not allow")
                .isEmpty();
    }

    private static void collectIfForbidden(Dependency dependency, Set<String> violations) {
        String usedPackage = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!isOfTheEngine(usedPackage)) {
            return;
        }
        String user = PackageTable.nameOf(dependency.getOriginClass().getPackageName());
        String used = PackageTable.nameOf(usedPackage);
        if (!PackageTable.allows(user, used)) {
            violations.add("'" + user + "' uses '" + used + "': " + dependency.getDescription());
        }
    }

    private static boolean isOfTheEngine(String packageName) {
        return packageName.equals(PackageTable.BASE) || packageName.startsWith(PackageTable.BASE + ".");
    }

    @Test
    void shouldBeFreeOfPackageCycles() {
        slices().matching(PackageTable.BASE + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    @Test
    void shouldNotKnowSpring() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..")
                .because("the engine is embeddable without Spring")
                .check(ENGINE);
    }

    @Test
    void shouldUseMicrometerOnlyForMonitoring() {
        noClasses()
                .that(resideOutside("monitoring"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..")
                .because("Micrometer is optional, and only the meters of monitoring need it")
                .check(ENGINE);
    }

    @Test
    void shouldUseNettyChannelsOnlyWhereConnectionsLive() {
        noClasses()
                .that(resideOutside("transport", "protocol", "connection"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..")
                .because("threads and pipelines belong to transport, protocol and connection")
                .check(ENGINE);
    }

    @Test
    void shouldUseReactorOnlyAtTheEdges() {
        noClasses()
                .that(resideOutside("transport", "monitoring"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "org.reactivestreams..")
                .because("Reactor Netty hosts the transport; protocol bytes do not go through a Flux")
                .check(ENGINE);
    }

    private static DescribedPredicate<JavaClass> resideOutside(String... names) {
        Set<String> inside = Set.of(names);
        return describe(
                "reside outside of " + inside, type -> !inside.contains(PackageTable.nameOf(type.getPackageName())));
    }
}
