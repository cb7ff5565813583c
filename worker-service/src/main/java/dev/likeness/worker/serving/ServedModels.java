package dev.likeness.worker.serving;

import dev.likeness.kit.image.ImageFormat;
import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.cutout.HeadFinder;
import dev.likeness.worker.cutout.SubjectCutter;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.operation.DrawnFaces;
import dev.likeness.worker.operation.EditOperation;
import dev.likeness.worker.operation.EnhanceOperation;
import dev.likeness.worker.operation.IdentityKeeping;
import dev.likeness.worker.operation.KnownProfiles;
import dev.likeness.worker.operation.MontageOperation;
import dev.likeness.worker.operation.PhotoGate;
import dev.likeness.worker.operation.ProfileCutouts;
import dev.likeness.worker.operation.Refinements;
import dev.likeness.worker.operation.RemixOperation;
import dev.likeness.worker.operation.TrainOperation;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.pipeline.SafetyClassifier;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.style.Styles;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.work.OperationRunner;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The operations of a worker and the models that they run on, as one set of packs gives them. Owns
 * the models; the runtime and the workbench outlive it. Operations are thread safe.
 */
public final class ServedModels implements AutoCloseable {
  private final Ownership owned = new Ownership();
  private final List<ModelPack> packs = new ArrayList<>();
  private final Map<Operation, OperationRunner> operations = new EnumMap<>(Operation.class);
  private final ModelRuntime runtime;
  private final Workbench bench;
  private final Refinements refinements;
  private final ImageSafety safety;
  private final WarmUp warmUp = new WarmUp();

  private ServedModels(ServingSettings settings, ModelRuntime runtime, Workbench bench) {
    this.runtime = runtime;
    this.bench = bench;
    ModelPacks models =
        ModelPacks.open(settings.packs(), settings.allowNoncommercial(), bench.digests());
    packs.addAll(models.all());
    try {
      this.safety = safety(settings);
      SubjectReaders readers = SubjectModels.load(models, runtime, owned);
      this.refinements =
          RefinementModels.load(
              models, SubjectModels.faces(readers), settings.enhanceResolution(), runtime, owned);
      Styles styles = owned.of(Styles.load(models.all(), runtime));
      addStarter(SubjectModels.heads(readers), styles);
      var drawing = DrawingModels.load(models, refinements.upscaler(), runtime, owned);
      var known = new KnownProfiles(new ProfileStore(bench.blobs()), readers, bench.decoder());
      drawing.serve(
          operations, gate(), bench, drawnFaces(drawing, models, readers, known), styles.names());
      warmUp.add("draw", drawing::warmUp);
      addIdentity(readers, known);
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  /**
   * Loads what the packs have.
   *
   * @throws dev.likeness.worker.model.ModelException if a pack cannot be used; nothing stays loaded
   */
  public static ServedModels load(ServingSettings settings, ModelRuntime runtime, Workbench bench) {
    return new ServedModels(settings, runtime, bench);
  }

  /** What attempts are carried out by. */
  public Map<Operation, OperationRunner> operations() {
    return Map.copyOf(operations);
  }

  /** What the worker says about itself. */
  public List<LoadedPack> packs() {
    return packs.stream()
        .map(
            pack ->
                LoadedPack.newBuilder()
                    .setName(pack.id())
                    .setVersion(pack.version())
                    .setLicense(pack.license())
                    .build())
        .toList();
  }

  /** Runs the models once, so that the first attempt meets a runtime that has its memory. */
  public void warmUp() {
    warmUp.run();
  }

  /** Frees the models, after runs in progress. */
  @Override
  public void close() {
    owned.close();
  }

  private void addStarter(HeadFinder heads, Styles styles) {
    ModelPack starter = ModelPack.starter();
    EnhancePipeline enhance = owned.of(EnhancePipeline.load(starter, runtime));
    AdjustPipeline adjust = owned.of(AdjustPipeline.load(starter, runtime));
    RemixPipeline remix = owned.of(RemixPipeline.load(starter, runtime));
    operations.put(Operation.ENHANCE, new EnhanceOperation(gate(), enhance, refinements, heads));
    operations.put(
        Operation.EDIT,
        new EditOperation(gate(), adjust, new SubjectCutter(heads), CaptionPen.open()));
    operations.put(Operation.REMIX, new RemixOperation(gate(), remix, styles));
    var cutouts = new ProfileCutouts(new ProfileStore(bench.blobs()));
    AdjustPipeline light = owned.of(AdjustPipeline.load(starter, MontageOperation.ROLE, runtime));
    operations.put(
        Operation.GENERATE, new MontageOperation(gate(), light, cutouts, CaptionPen.open()));

    var plain = new PhotoGate(bench.decoder(), ImageSafety.none(), bench.encoder());
    var enhancing = new EnhanceOperation(plain, enhance);
    warmUp.add("enhance a PNG", () -> MadeUp.job(enhancing, MadeUp.SMALL, ImageFormat.PNG));
    warmUp.add(
        "enhance a JPEG", () -> MadeUp.job(enhancing, EnhancePipeline.TILE, ImageFormat.JPEG));
    warmUp.add("adjust", () -> MadeUp.adjust(adjust));
    warmUp.add("light", () -> MadeUp.adjust(light));
    warmUp.add("remix", () -> MadeUp.remix(remix));
    warmUp.add("refine", refinements::warmUp);
  }

  /** Lets all operations keep identity, and adds the training of profiles. */
  private void addIdentity(SubjectReaders readers, KnownProfiles known) {
    readers.all().forEach(reader -> warmUp.add("read " + reader.kind(), () -> MadeUp.read(reader)));
    operations.replaceAll(
        (_, plain) -> new IdentityKeeping(plain, bench.decoder(), known, InstantSource.system()));
    operations.put(
        Operation.TRAIN,
        new TrainOperation(
            gate(),
            readers,
            bench.encoder(),
            new ProfileStore(bench.blobs()),
            InstantSource.system(),
            () -> UUID.randomUUID().toString(),
            true));
  }

  /** What draws no faces needs nothing that polishes them. */
  private Optional<DrawnFaces> drawnFaces(
      DrawingModels drawing, ModelPacks models, SubjectReaders readers, KnownProfiles known) {
    return drawing.draws()
        ? PolishModels.load(models, SubjectModels.faces(readers), refinements, runtime, owned)
            .map(networks -> new DrawnFaces(networks, known))
        : Optional.empty();
  }

  private PhotoGate gate() {
    return new PhotoGate(bench.decoder(), safety, bench.encoder());
  }

  private ImageSafety safety(ServingSettings settings) {
    if (settings.safetyPack().isEmpty()) {
      return ImageSafety.none();
    }
    ModelPack pack =
        ModelPacks.admit(
            ModelPack.directory(settings.safetyPack().get(), bench.digests()),
            settings.allowNoncommercial());
    packs.add(pack);
    ImageSafety classifier =
        owned.of(SafetyClassifier.load(pack, runtime, settings.safetyThreshold()));
    warmUp.add("safety", () -> MadeUp.judge(classifier));
    return classifier;
  }
}
