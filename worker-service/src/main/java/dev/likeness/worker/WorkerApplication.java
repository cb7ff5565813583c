package dev.likeness.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.metrics.PrometheusExport;
import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.WorkerConfiguration.DeviceSection;
import dev.likeness.worker.WorkerConfiguration.ImagesSection;
import dev.likeness.worker.WorkerConfiguration.SafetySection;
import dev.likeness.worker.face.FaceDetector;
import dev.likeness.worker.face.FaceEmbedder;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.heif.HeifProcess;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.HeifPixels;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.kafka.LeasedWork;
import dev.likeness.worker.kafka.WorkerPresence;
import dev.likeness.worker.metrics.DropwizardWorkMetrics;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.operation.EditOperation;
import dev.likeness.worker.operation.EnhanceOperation;
import dev.likeness.worker.operation.IdentityKeeping;
import dev.likeness.worker.operation.KnownProfiles;
import dev.likeness.worker.operation.PhotoGate;
import dev.likeness.worker.operation.RemixOperation;
import dev.likeness.worker.operation.TrainOperation;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.pipeline.SafetyClassifier;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.OperationRunner;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;

/** The worker service: leases attempts and carries them out. Its only HTTP is the admin port. */
public final class WorkerApplication extends Application<WorkerConfiguration> {
  private static final int QUEUED_RUNS = 64;
  private static final Duration LONGEST_WAIT_FOR_DEVICE = Duration.ofMinutes(1);

  private final Map<String, String> settings;
  private final CompletableFuture<Server> started;

  /**
   * @param settings replace names in the YAML
   * @param started completed with the server once it accepts work
   */
  public WorkerApplication(Map<String, String> settings, CompletableFuture<Server> started) {
    this.settings = settings;
    this.started = started;
  }

  public static void main(String[] arguments) throws Exception {
    new WorkerApplication(System.getenv(), new CompletableFuture<>())
        .run(arguments.length == 0 ? new String[] {"server", "worker.yml"} : arguments);
  }

  @Override
  public String getName() {
    return "likeness-worker";
  }

  /** Logging is set up by logback.xml, from the first line on. */
  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<WorkerConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(ServiceSettings.from(settings));
    bootstrap.addCommand(new ModelsCommand());
  }

  @Override
  public void run(WorkerConfiguration configuration, Environment environment) {
    environment.lifecycle().addServerLifecycleListener(started::complete);
    environment.jersey().disable();
    PrometheusExport.install(environment);

    var device = OnnxDevice.open(device(configuration.device()));
    var models =
        ModelPacks.open(configuration.packs().paths(), configuration.packs().allowNoncommercial());
    var packs = new ArrayList<>(models.all());
    var pipeline = EnhancePipeline.load(ModelPack.starter(), device);
    var adjust = AdjustPipeline.load(ModelPack.starter(), device);
    var remix = RemixPipeline.load(ModelPack.starter(), device);
    var safety = safety(configuration.safety(), device, packs);
    var decoder = decoder(configuration.images(), environment);
    var encoder = new ImageEncoder();
    var gate = new PhotoGate(decoder, safety, encoder);
    var blobs = new FileSystemBlobStore(Path.of(configuration.blobRoot()));
    Map<Operation, OperationRunner> operations = new EnumMap<>(Operation.class);
    operations.put(Operation.ENHANCE, new EnhanceOperation(gate, pipeline));
    operations.put(Operation.EDIT, new EditOperation(gate, adjust, CaptionPen.open()));
    operations.put(Operation.REMIX, new RemixOperation(gate, remix));
    Optional<FaceReader> faces =
        models
            .having(FaceDetector.ROLE, FaceEmbedder.ROLE)
            .map(pack -> FaceReader.load(pack, device));
    faces.ifPresent(reader -> addIdentity(operations, reader, gate, decoder, encoder, blobs));
    var runner = new AttemptRunner(blobs, operations, InstantSource.system(), System::nanoTime);
    var kafka = new KafkaClients(configuration.kafka(), "worker");
    String workerId = workerId(configuration);
    var work =
        new LeasedWork(
            kafka,
            configuration.lease(),
            runner,
            new DropwizardWorkMetrics(environment.metrics()),
            workerId);
    var presence =
        new WorkerPresence(
            kafka,
            configuration.status(),
            workerId,
            status ->
                status
                    .setPool(configuration.lease().pool())
                    .setSlots(configuration.lease().slots())
                    .setDevice(device.provider().toLowerCase(Locale.ROOT))
                    .setServes(runner.serves())
                    .setPacks(packs.stream().map(WorkerApplication::loaded).toList()),
            work::running,
            InstantSource.system());

    // Started in this order; stopped in reverse: it says good-bye, ends its work, frees the models.
    environment.lifecycle().manage(new AutoCloseableManager(device));
    environment.lifecycle().manage(new AutoCloseableManager(pipeline));
    environment.lifecycle().manage(new AutoCloseableManager(adjust));
    environment.lifecycle().manage(new AutoCloseableManager(remix));
    environment.lifecycle().manage(new AutoCloseableManager(safety));
    faces.map(AutoCloseableManager::new).ifPresent(environment.lifecycle()::manage);
    environment
        .lifecycle()
        .manage(
            new WarmUp(
                new EnhanceOperation(new PhotoGate(decoder, ImageSafety.none(), encoder), pipeline),
                safety));
    environment.lifecycle().manage(work);
    environment.lifecycle().manage(presence);
    environment.healthChecks().register("slots", slotsCheck(work));
  }

  /** Lets all operations keep identity, and adds the training of profiles. */
  private static void addIdentity(
      Map<Operation, OperationRunner> operations,
      FaceReader reader,
      PhotoGate gate,
      ImageDecoder decoder,
      ImageEncoder encoder,
      BlobStore blobs) {
    var store = new ProfileStore(blobs);
    var known = new KnownProfiles(store, reader, decoder);
    operations.replaceAll((_, plain) -> new IdentityKeeping(plain, reader, decoder, known));
    operations.put(
        Operation.TRAIN,
        new TrainOperation(
            gate,
            reader,
            encoder,
            store,
            InstantSource.system(),
            () -> UUID.randomUUID().toString()));
  }

  private static DeviceSettings device(DeviceSection section) {
    int threads =
        section.cpuThreads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : section.cpuThreads();
    return new DeviceSettings(
        section.cuda(),
        section.cudaDevice(),
        section.cudaMemoryMegabytes() * 1024 * 1024,
        threads,
        QUEUED_RUNS,
        LONGEST_WAIT_FOR_DEVICE);
  }

  private static ImageDecoder decoder(ImagesSection section, Environment environment) {
    var limits = DecodeLimits.standard();
    Optional<HeifPixels> heif =
        section.heic()
            ? HeifProcess.start(limits).map(process -> managed(process, environment))
            : Optional.empty();
    return new ImageDecoder(limits, heif);
  }

  private static HeifPixels managed(HeifProcess process, Environment environment) {
    environment.lifecycle().manage(new AutoCloseableManager(process));
    return process;
  }

  private static ImageSafety safety(
      SafetySection section, ModelRuntime device, List<ModelPack> packs) {
    if (section.pack().isBlank()) {
      return ImageSafety.none();
    }
    var pack = ModelPack.directory(Path.of(section.pack()));
    packs.add(pack);
    return SafetyClassifier.load(
        pack,
        device,
        section.threshold() == 0 ? OptionalDouble.empty() : OptionalDouble.of(section.threshold()));
  }

  private static LoadedPack loaded(ModelPack pack) {
    return LoadedPack.newBuilder()
        .setName(pack.id())
        .setVersion(pack.version())
        .setLicense(pack.license())
        .build();
  }

  private static String workerId(WorkerConfiguration configuration) {
    return configuration.workerId().isBlank()
        ? "worker-" + UUID.randomUUID().toString().substring(0, 8)
        : configuration.workerId();
  }

  private static HealthCheck slotsCheck(LeasedWork work) {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return work.isAlive() ? Result.healthy() : Result.unhealthy("a slot has ended");
      }
    };
  }
}
