package dev.likeness.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import dev.likeness.kit.testing.ServiceRules;
import dev.likeness.worker.image.ImageRefused;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.RunCancelled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
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
    onlyImporter(
        "..worker.image..",
        "javax.imageio..",
        "java.awt..",
        "com.drew..",
        "org.apache.fontbox..",
        "org.apache.pdfbox..");
  }

  @Test
  void onlyTheHeifPackageKnowsFfmpeg() {
    onlyImporter("..worker.heif..", "org.bytedeco..");
    knowsOnly("..worker.heif..", "..worker.image..", "..worker.sandbox..");
    knowsOnly("..worker.sandbox..");
  }

  @Test
  void whoeverStartsAProcessSaysWhichEnvironmentItGets() {
    classes()
        .that(
            DescribedPredicate.describe(
                "start processes",
                type ->
                    type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> isOn(call, ProcessBuilder.class, "start"))))
        .should(
            ArchCondition.from(
                DescribedPredicate.describe(
                    "choose their environment",
                    type ->
                        type.getMethodCallsFromSelf().stream()
                            .anyMatch(call -> isOn(call, ProcessBuilder.class, "environment")))))
        .check(worker);
    noClasses().should().callMethod(Runtime.class, "exec", String[].class).check(worker);
  }

  @Test
  void onlyTheTextPackageKnowsTheTokenizerLibrary() {
    onlyImporter("..worker.diffusion.text..", "ai.djl..");
    knowsOnly("..worker.diffusion.text..", "..worker.model..");
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
    knowsOnly("..worker.batch..", "..worker.model..");
    knowsOnly("..worker.diffusion.schedule..", "..worker.model..");
    knowsOnly(
        "..worker.face..",
        "..worker.subject..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..",
        "..worker.identity..");
    knowsOnly(
        "..worker.subject..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..",
        "..worker.identity..");
    knowsOnly("..worker.identity..");
    knowsOnly("..worker.profile..", "..worker.identity..");
    knowsOnly("..worker.model..");
    knowsOnly("..worker.image..");
    knowsOnly("..worker.starter..");
    knowsOnly("..worker.geometry..", "..worker.image..");
    knowsOnly("..worker.instruction..");
    knowsOnly("..worker.cutout..", "..worker.geometry..", "..worker.model..", "..worker.image..");
    knowsOnly(
        "..worker.montage..", "..worker.instruction..", "..worker.geometry..", "..worker.image..");
    knowsOnly(
        "..worker.upscale..",
        "..worker.pipeline..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..");
    knowsOnly(
        "..worker.style..",
        "..worker.pipeline..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..");
    knowsOnly(
        "..worker.retouch..",
        "..worker.face..",
        "..worker.identity..",
        "..worker.pipeline..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..");
    knowsOnly(
        "..worker.diffusion..",
        "..worker.pipeline..",
        "..worker.geometry..",
        "..worker.model..",
        "..worker.image..");
  }

  @Test
  void theCoreKnowsTheContractAndWhatCanGoWrongBelowIt() {
    knowsOnly("..worker.work..", "..worker.model..", "..worker.image..");
    classes()
        .that()
        .resideInAPackage("..worker.work..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "dev.likeness.contract..",
                    "dev.likeness.schema..",
                    "dev.likeness.kit.blob..",
                    "..worker.work..")
                .or(type(ImageRefused.class))
                .or(type(ModelException.class))
                .or(type(ModelException.Reason.class))
                .or(type(Cancellation.class))
                .or(type(RunCancelled.class)))
        .check(worker);
  }

  @Test
  void theCoreIsGivenTime() {
    ServiceRules.coreIsGivenTimeAndChance("..worker.work..").check(worker);
  }

  @Test
  void edgesKnowTheCoreAndNotEachOther() {
    knowsOnly(
        "..worker.operation..",
        "..worker.cutout..",
        "..worker.montage..",
        "..worker.work..",
        "..worker.subject..",
        "..worker.identity..",
        "..worker.profile..",
        "..worker.instruction..",
        "..worker.geometry..",
        "..worker.diffusion..",
        "..worker.upscale..",
        "..worker.pipeline..",
        "..worker.upscale..",
        "..worker.retouch..",
        "..worker.style..",
        "..worker.image..",
        "..worker.model..");
    noClasses()
        .that()
        .resideOutsideOfPackages("..worker.serving..", "..worker.smoke..", ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..worker.serving..")
        .check(worker);
    knowsOnly("..worker.kafka..", "..worker.work..", "..worker.model..");
    knowsOnly("..worker.metrics..", "..worker.work..");
  }

  @Test
  void theSmokeTestUsesModelsAsTheWorkerDoesAndNoBroker() {
    noClasses()
        .that()
        .resideInAPackage("..worker.smoke..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..worker.kafka..", "org.apache.kafka..", "ai.onnxruntime..")
        .check(worker);
  }

  @Test
  void onlyTheKafkaPackageKnowsKafka() {
    onlyImporter("..worker.kafka..", "org.apache.kafka..");
  }

  @Test
  void onlyTheMetricsPackageAndTheApplicationKnowDropwizardMetrics() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..worker.metrics..", ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.codahale.metrics")
        .check(worker);
  }

  @Test
  void longLivedThreadsAreSupervised() {
    // The device's thread and those of batches catch whatever a run throws; runs of a smoke test
    // end.
    ServiceRules.longLivedThreadsAreSupervised(
            "..worker.onnx..", "..worker.batch..", "..worker.smoke..")
        .check(worker);
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

  private static boolean isOn(JavaMethodCall call, Class<?> owner, String method) {
    return call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method);
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
