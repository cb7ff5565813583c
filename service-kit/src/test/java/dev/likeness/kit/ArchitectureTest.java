package dev.likeness.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.likeness.kit.testing.ServiceRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. The tour of the packages stands in the root's package-info. */
class ArchitectureTest {
  private static final JavaClasses KIT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.likeness.kit");

  @ParameterizedTest
  @CsvSource({
    "org.apache.hc.., net",
    "org.apache.kafka.., kafka",
    "org.rocksdb.., kafka",
    "io.prometheus.., metrics",
    "jakarta.ws.rs.., http",
    "javax.crypto.., blob",
    "io.github.bucket4j.., rate",
    "com.github.benmanes.caffeine.., rate",
    "com.fasterxml.jackson.databind.., http"
  })
  void eachTechnologyHasItsPackages(String technology, String packages) {
    String[] allowed = packages.split(" ");
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = "dev.likeness.kit." + allowed[i];
    }
    noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(KIT);
  }

  /** Cores of the services use these: they must not bring a technology with them. */
  @ParameterizedTest
  @ValueSource(strings = {"auth", "blob", "error", "image", "time", "url"})
  void whatCoresUseKnowsNoServerAndNoBroker(String plain) {
    noClasses()
        .that()
        .resideInAPackage("dev.likeness.kit." + plain)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..",
            "io.dropwizard..",
            "com.codahale.metrics..",
            "org.eclipse.jetty..",
            "org.apache.kafka..",
            "org.apache.hc..")
        .check(KIT);
  }

  @Test
  void longLivedThreadsAreSupervised() {
    ServiceRules.longLivedThreadsAreSupervised("dev.likeness.kit.thread").check(KIT);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.likeness.kit.(*)..").should().beFreeOfCycles().check(KIT);
  }

  @Test
  void noServiceIsKnown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.likeness.ingest..",
            "dev.likeness.worker..",
            "dev.likeness.callback..",
            "dev.likeness.local..")
        .check(KIT);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .check(KIT);
  }
}
