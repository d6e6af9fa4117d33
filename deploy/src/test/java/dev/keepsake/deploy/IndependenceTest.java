package dev.keepsake.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The judges share no code with what they judge. */
@AnalyzeClasses(packagesOf = IndependenceTest.class)
final class IndependenceTest {
    @ArchTest
    static final ArchRule nothingHereUsesTheProduct = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "belong to the product",
                    (JavaClass used) -> used.getPackageName().startsWith("dev.keepsake")
                            && !used.getPackageName().equals("dev.keepsake.deploy")));
}
