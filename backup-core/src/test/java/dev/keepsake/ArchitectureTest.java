package dev.keepsake;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Which package may know which: the map of the code in the README, kept true. */
@AnalyzeClasses(packages = "dev.keepsake", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule LAYERS = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.keepsake..")
            .layer("config")
            .definedBy("dev.keepsake.config")
            .layer("job")
            .definedBy("dev.keepsake.job")
            .layer("catalog")
            .definedBy("dev.keepsake.catalog")
            .layer("archive")
            .definedBy("dev.keepsake.archive")
            .layer("key services")
            .definedBy("dev.keepsake.archive.*")
            .layer("store")
            .definedBy("dev.keepsake.store")
            .layer("concrete stores")
            .definedBy("dev.keepsake.store.*")
            .layer("systems")
            .definedBy("dev.keepsake.zookeeper", "dev.keepsake.mesos..")
            .layer("running ensembles")
            .definedBy("dev.keepsake.zookeeper.live..")
            .layer("frameworks")
            .definedBy("dev.keepsake.framework")
            .layer("checkup")
            .definedBy("dev.keepsake.checkup..")
            .layer("artefact")
            .definedBy("dev.keepsake.artefact")
            .layer("format")
            .definedBy("dev.keepsake.format")
            .whereLayer("format")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("config")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("job")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("job", "config")
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("catalog", "job", "config", "key services")
            .whereLayer("key services")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("archive", "catalog", "job", "config", "concrete stores", "key services")
            .whereLayer("concrete stores")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("checkup")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("systems")
            .mayOnlyBeAccessedByLayers("config", "checkup")
            .whereLayer("running ensembles")
            .mayOnlyBeAccessedByLayers("config")
            .whereLayer("frameworks")
            .mayOnlyBeAccessedByLayers("config", "checkup");

    @ArchTest
    static final ArchRule A_CHECKUP_KNOWS_SYSTEMS_AND_NO_ARCHIVE = noClasses()
            .that()
            .resideInAPackage("dev.keepsake.checkup..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.keepsake..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "dev.keepsake.checkup..",
                            "dev.keepsake.zookeeper",
                            "dev.keepsake.framework",
                            "dev.keepsake.artefact"))));

    @ArchTest
    static final ArchRule A_STORE_NEVER_SEES_AN_ARTEFACT = noClasses()
            .that()
            .resideInAPackage("dev.keepsake.store..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.keepsake.artefact");

    @ArchTest
    static final ArchRule THE_VOCABULARY_NEEDS_NOTHING_BUT_THE_JDK = classes()
            .that()
            .resideInAPackage("dev.keepsake.artefact")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "dev.keepsake.artefact"));

    @ArchTest
    static final ArchRule A_DECODER_SEES_BYTES_ALONE = classes()
            .that()
            .resideInAPackage("dev.keepsake.format")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "org.jspecify..", "com.fasterxml.jackson..", "dev.keepsake.format"));

    @ArchTest
    static final ArchRule ONLY_ASSEMBLY_NAMES_CONCRETE_STORES_AND_SYSTEMS = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.keepsake.zookeeper", "dev.keepsake.mesos..", "dev.keepsake.store..", "dev.keepsake.checkup..")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.Assembly")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.StoreChecks")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.Ensembles")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.Contacts")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.ReplicatedLogs")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                    "dev.keepsake.zookeeper", "dev.keepsake.mesos..", "dev.keepsake.store.*"));

    @ArchTest
    static final ArchRule ONLY_ONE_CLASS_NAMES_FRAMEWORKS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.keepsake.framework", "dev.keepsake.checkup..")
            .and()
            .doNotHaveFullyQualifiedName("dev.keepsake.config.WebSystems")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.keepsake.framework");

    @ArchTest
    static final ArchRule A_FRAMEWORK_KNOWS_ARTEFACTS_ALONE = noClasses()
            .that()
            .resideInAPackage("dev.keepsake.framework")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.keepsake..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("dev.keepsake.framework", "dev.keepsake.artefact"))));

    @ArchTest
    static final ArchRule ONLY_OBSERVERS_AND_SESSIONS_KNOW_ZOOKEEPERS_CLASSES = noClasses()
            .that()
            .resideOutsideOfPackages("dev.keepsake.zookeeper.peer", "dev.keepsake.zookeeper.live..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.zookeeper..", "org.apache.curator..");

    @ArchTest
    static final ArchRule A_RUNNING_ENSEMBLE_KNOWS_ARTEFACTS_ALONE = noClasses()
            .that()
            .resideInAPackage("dev.keepsake.zookeeper.live..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.keepsake..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("dev.keepsake.zookeeper.live..", "dev.keepsake.artefact"))));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.keepsake.(**)").should().beFreeOfCycles();
}
