package dev.likeness.callback;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.likeness.kit.testing.ServiceRules;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.likeness.callback";
  private static final String[] CORE = {
    ROOT + ".credit..", ROOT + ".lifecycle..", ROOT + ".query..", ROOT + ".webhook.."
  };
  private static final String[] EDGES = {
    ROOT + ".streams..",
    ROOT + ".delivery..",
    ROOT + ".peers..",
    ROOT + ".secrets..",
    ROOT + ".http..",
    ROOT + ".metrics.."
  };

  private final JavaClasses service =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void coreKnowsTheJdkAndTheContractOnly() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "dev.likeness.contract..",
                    "dev.likeness.schema..",
                    "dev.likeness.callback.state..",
                    "dev.likeness.kit.time..",
                    "dev.likeness.kit.url..")
                .or(resideInAnyPackage(CORE)))
        .check(service);
  }

  @Test
  void coreIsGivenTime() {
    ServiceRules.coreIsGivenTimeAndChance(CORE).check(service);
  }

  @Test
  void edgesDoNotKnowEachOther() {
    for (String edge : EDGES) {
      noClasses()
          .that()
          .resideInAPackage(edge)
          .should()
          .dependOnClassesThat(resideInAnyPackage(EDGES).and(not(resideInAPackage(edge))))
          .check(service);
    }
  }

  @Test
  void eachTechnologyHasItsPackage() {
    only("org.apache.kafka.streams..", ROOT + ".streams..");
    only("org.apache.kafka.clients.producer..", ROOT + ".delivery..", ROOT + ".secrets..");
    only("jakarta.ws.rs..", ROOT + ".http..");
    only("com.codahale.metrics", ROOT + ".metrics..");
    only("java.net.http..", ROOT + ".peers..");
    only("javax.crypto..", ROOT + ".webhook..");
  }

  @Test
  void longLivedThreadsAreSupervised() {
    ServiceRules.longLivedThreadsAreSupervised().check(service);
  }

  /** What is thrown at a record is caught in one place, the guard of the kit. */
  @Test
  void whatProcessesRecordsIsGuarded() {
    noClasses().should().implement(Processor.class).check(service);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(service);
  }

  @Test
  void namesSayWhatThingsAre() {
    noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)").check(service);
    noClasses().should().haveSimpleNameStartingWith("Abstract").check(service);
  }

  private void only(String technology, String... places) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(Stream.of(places), Stream.of(ROOT)).toArray(String[]::new))
        .should()
        .dependOnClassesThat(resideInAPackage(technology))
        .check(service);
  }
}
