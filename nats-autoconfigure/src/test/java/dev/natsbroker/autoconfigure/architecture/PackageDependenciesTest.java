package dev.natsbroker.autoconfigure.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package may use which others, and where optional libraries may be. */
class PackageDependenciesTest {
    private static final String BASE = "dev.natsbroker.autoconfigure";

    /** The client's side knows nobody; everything else may know it, and nothing else. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "client", Set.of(),
            "broker", Set.of("client"),
            "health", Set.of("client"),
            "metrics", Set.of("client"),
            "endpoint", Set.of("client"),
            "docker.compose", Set.of("client"),
            "testcontainers", Set.of("client"));

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void shouldFindEveryPackageInTheTable() {
        // when
        Set<String> found = new TreeSet<>();
        MODULE.forEach(type -> found.add(nameOf(type.getPackageName())));

        // then
        assertThat(found).containsExactlyElementsOf(new TreeSet<>(ALLOWED.keySet()));
    }

    @Test
    void shouldUseOnlyThePackagesOfTheRow() {
        // when
        Set<String> violations = new TreeSet<>();
        for (JavaClass type : MODULE) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (target.startsWith(BASE) && !allows(nameOf(type.getPackageName()), nameOf(target))) {
                    violations.add(dependency.getDescription());
                }
            }
        }

        // then
        assertThat(violations).isEmpty();
    }

    private static boolean allows(String user, String used) {
        return user.equals(used) || ALLOWED.getOrDefault(user, Set.of()).contains(used);
    }

    private static String nameOf(String packageName) {
        return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
    }

    @Test
    void shouldBeFreeOfPackageCycles() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(MODULE);
    }

    @Test
    void shouldKnowTheBrokerOnlyWhereItIsConfigured() {
        onlyIn("dev.natsbroker.broker..", "broker");
    }

    @Test
    void shouldKnowTheLibrariesOfEachPartOnlyThere() {
        onlyIn("org.springframework.boot.health..", "health", "broker");
        onlyIn("org.springframework.boot.actuate..", "endpoint", "health", "metrics", "broker");
        onlyIn("org.springframework.boot.docker..", "docker.compose");
        onlyIn("org.springframework.boot.testcontainers..", "testcontainers");
        onlyIn("org.testcontainers..", "testcontainers");
        onlyIn("io.micrometer.core..", "metrics", "broker");
    }

    @Test
    void shouldKnowOptionalLibrariesOnlyInTheirConfigurations() {
        onlyIn("reactor..", "client.NatsReactiveConfiguration");
        onlyIn("org.springframework.transaction..", "client.NatsTransactionConfiguration");
        onlyIn("tools.jackson..", "client.NatsTemplatesConfiguration", "client.TemplateAssembly");
    }

    private static void onlyIn(String library, String... places) {
        String[] names = new String[places.length];
        for (int i = 0; i < places.length; i++) {
            names[i] = (BASE + "." + places[i]).replace(".", "\\.") + "[.$].*|"
                    + (BASE + "." + places[i]).replace(".", "\\.");
        }
        noClasses()
                .that()
                .haveNameNotMatching(String.join("|", names))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because("the library may be absent")
                .allowEmptyShould(true)
                .check(MODULE);
    }
}
