package dev.likeness.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.likeness.worker";

  private final JavaClasses worker =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void onlyTheOnnxPackageKnowsOnnxRuntime() {
    onlyImporter("..worker.onnx..", "ai.onnxruntime..");
  }

  @Test
  void onlyTheStarterPackageKnowsTheProtobufClasses() {
    onlyImporter("..worker.starter..", "ai.onnx.proto..", "com.google.protobuf..");
  }

  @Test
  void onlyTheImagePackageKnowsImageLibraries() {
    onlyImporter("..worker.image..", "javax.imageio..", "java.awt..", "com.drew..");
  }

  @Test
  void nothingNeedsTheStarterPackageAtRunTime() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..worker.starter..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..worker.starter..")
        .check(worker);
  }

  @Test
  void pipelinesKnowModelsAndImagesButNotWhatRunsThem() {
    knowsOnly("..worker.pipeline..", "..worker.model..", "..worker.image..");
    knowsOnly("..worker.onnx..", "..worker.model..");
    knowsOnly("..worker.model..");
    knowsOnly("..worker.image..");
    knowsOnly("..worker.starter..");
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(worker);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$|.*\\.Abstract\\w+")
        .check(worker);
  }

  private void onlyImporter(String home, String... technology) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(technology)
        .check(worker);
  }

  /** Of this service, a package knows itself and the given ones. */
  private void knowsOnly(String home, String... allowed) {
    String[] known = Arrays.copyOf(allowed, allowed.length + 1);
    known[allowed.length] = home;
    classes()
        .that()
        .resideInAPackage(home)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(known)))
        .check(worker);
  }
}
