package dev.likeness.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.likeness.kit.testing.ServiceRules;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. The tour of the packages stands in the root's package-info. */
class ArchitectureTest {
  private static final JavaClasses SERVICE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.likeness.ingest");

  @ParameterizedTest
  @ValueSource(strings = {"catalogue", "intake", "photos", "scheduler"})
  void coresKnowOnlyTheJdkTheContractAndValuesOfTheKit(String core) {
    classes()
        .that()
        .resideInAPackage("dev.likeness.ingest." + core)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.likeness.ingest." + core,
            "dev.likeness.ingest.catalogue",
            "dev.likeness.ingest.photos",
            "java.lang..",
            "java.nio..",
            "java.security..",
            "java.time..",
            "java.util..",
            "dev.likeness.contract",
            "dev.likeness.schema.v1",
            "dev.likeness.kit.auth",
            "dev.likeness.kit.blob",
            "dev.likeness.kit.error",
            "dev.likeness.kit.image",
            "dev.likeness.kit.time",
            "org.apache.avro..", // what generated records inherit
            "org.slf4j..",
            "org.jspecify..")
        .check(SERVICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalogue", "intake", "photos", "scheduler"})
  void coresGetTimeAndRandomnessFromOutside(String core) {
    ServiceRules.coreIsGivenTimeAndChance("dev.likeness.ingest." + core).check(SERVICE);
  }

  @ParameterizedTest
  @CsvSource({
    "jakarta.ws.rs.., docs http",
    "org.yaml.snakeyaml.., docs",
    "jakarta.servlet.., http",
    "com.fasterxml.jackson.core.., docs files http",
    "com.google.re2j.., files",
    "java.net.http.., http peer",
    "org.apache.kafka.streams.., streams",
    "org.apache.kafka.clients.., accounts inputs kafka records topic",
    "com.codahale.metrics, metrics",
    "dev.likeness.kit.net.., images"
  })
  void eachTechnologyHasItsPackages(String technology, String packages) {
    var allowed = new ArrayList<>(List.of("dev.likeness.ingest")); // the root wires everything
    for (String name : packages.split(" ")) {
      allowed.add("dev.likeness.ingest." + name);
    }
    noClasses()
        .that()
        .resideOutsideOfPackages(allowed.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(SERVICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accounts",
        "docs",
        "files",
        "http",
        "images",
        "inputs",
        "kafka",
        "metrics",
        "peer",
        "streams",
        "topic"
      })
  void edgesDoNotSeeEachOther(String edge) {
    var others =
        new ArrayList<>(
            List.of(
                "accounts",
                "docs",
                "files",
                "http",
                "images",
                "inputs",
                "kafka",
                "metrics",
                "peer",
                "streams",
                "topic"));
    others.remove(edge);
    if (edge.equals("peer")) {
      others.remove("streams"); // whose port to other instances it is
    }
    noClasses()
        .that()
        .resideInAPackage("dev.likeness.ingest." + edge)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            others.stream().map(name -> "dev.likeness.ingest." + name).toArray(String[]::new))
        .check(SERVICE);
  }

  @Test
  void longLivedThreadsAreSupervised() {
    ServiceRules.longLivedThreadsAreSupervised().check(SERVICE);
  }

  /** What is thrown at a record is caught in one place, the guard of the kit. */
  @Test
  void whatProcessesRecordsIsGuarded() {
    noClasses().should().implement(Processor.class).check(SERVICE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.likeness.ingest.(*)..").should().beFreeOfCycles().check(SERVICE);
  }

  @Test
  void noOtherServiceIsKnown() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.likeness.worker..", "dev.likeness.callback..")
        .check(SERVICE);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .check(SERVICE);
  }
}
