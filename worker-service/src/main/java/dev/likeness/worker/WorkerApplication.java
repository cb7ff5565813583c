package dev.likeness.worker;

import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.SchemaRegistryCheck;
import dev.likeness.kit.metrics.PrometheusExport;
import dev.likeness.schema.v1.LoadedPack;
import dev.likeness.worker.WorkerConfiguration.DeviceSection;
import dev.likeness.worker.WorkerConfiguration.ImagesSection;
import dev.likeness.worker.WorkerConfiguration.SafetySection;
import dev.likeness.worker.batch.Attendance;
import dev.likeness.worker.batch.BatchSettings;
import dev.likeness.worker.batch.BatchingRuntime;
import dev.likeness.worker.heif.HeifProcess;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.HeifPixels;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.kafka.LeasedWork;
import dev.likeness.worker.kafka.WorkerPresence;
import dev.likeness.worker.metrics.DropwizardWorkMetrics;
import dev.likeness.worker.onnx.CudaUse;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.serving.LiveModels;
import dev.likeness.worker.serving.PackWatch;
import dev.likeness.worker.serving.ServedModels;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.serving.Workbench;
import dev.likeness.worker.smoke.SmokeCommand;
import dev.likeness.worker.work.AttemptRunner;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.dropwizard.lifecycle.Managed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Server;

/** The worker service: leases attempts and carries them out. Its only HTTP is the admin port. */
public final class WorkerApplication extends Application<WorkerConfiguration> {
  private static final int QUEUED_RUNS = 64;
  private static final Duration LONGEST_WAIT_FOR_DEVICE = Duration.ofMinutes(1);
  private static final Duration GRACE_FOR_RUNS = Duration.ofSeconds(15);

  private static final Duration PATIENCE_WHEN_HANGING = Duration.ofSeconds(10);

  private final Map<String, String> settings;
  private final CompletableFuture<Server> started;
  private final IntConsumer end;

  /**
   * A worker in a process that is not its own, which it does not end.
   *
   * @param settings replace names in the YAML
   * @param started completed with the server once it accepts work
   */
  public WorkerApplication(Map<String, String> settings, CompletableFuture<Server> started) {
    this(settings, started, _ -> {});
  }

  /**
   * As {@link #WorkerApplication(Map, CompletableFuture)}.
   *
   * @param end ends the process, or says that the worker has ended, when the device hangs; given
   *     the exit status
   */
  public WorkerApplication(
      Map<String, String> settings, CompletableFuture<Server> started, IntConsumer end) {
    this.settings = settings;
    this.started = started;
    this.end = end;
  }

  public static void main(String[] arguments) throws Exception {
    // Not exit: shutdown hooks would wait for the device that hangs.
    new WorkerApplication(System.getenv(), new CompletableFuture<>(), Runtime.getRuntime()::halt)
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
    bootstrap.addCommand(new SmokeCommand(settings));
  }

  @Override
  public void run(WorkerConfiguration configuration, Environment environment) {
    environment.lifecycle().addServerLifecycleListener(started::complete);
    environment.jersey().disable();
    PrometheusExport.install(environment);

    var device = OnnxDevice.open(device(configuration.device()));
    var bench =
        new Workbench(
            decoder(configuration.images(), environment),
            new ImageEncoder(),
            new FileSystemBlobStore(Path.of(configuration.blobRoot())));
    var attempts = new Attendance();
    var runtime =
        new BatchingRuntime(
            device,
            BatchSettings.of(configuration.device().maxBatch()),
            attempts::count,
            InstantSource.system());
    ServingSettings serving = serving(configuration);
    var models = LiveModels.load(() -> ServedModels.load(serving, runtime, bench), attempts);
    var runner = new AttemptRunner(bench.blobs(), models, InstantSource.system(), System::nanoTime);
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
                    .setWaitingSince(work.waitingSince().orElse(null))
                    .setDevice(device.provider().toLowerCase(Locale.ROOT))
                    .setServes(runner.serves())
                    .setPacks(models.packs()),
            work::running,
            InstantSource.system());

    Supplier<List<LoadedPack>> reload =
        () -> {
          List<LoadedPack> packs = models.reload();
          presence.announce();
          return packs;
        };
    device.onHang(new HangingDevice(work::leaseNoMore, PATIENCE_WHEN_HANGING, end));

    // Started in this order; stopped in reverse: it says good-bye, ends its work, frees the models.
    environment.lifecycle().manage(new AutoCloseableManager(device));
    environment.lifecycle().manage(new AutoCloseableManager(models));
    environment.lifecycle().manage(warmUp(models));
    environment.lifecycle().manage(work);
    environment.lifecycle().manage(presence);
    PackWatch watch = packWatch(configuration, serving, reload);
    environment.lifecycle().manage(watch);
    environment.admin().addTask(new ReloadTask(reload));
    SchemaRegistryCheck.install(environment, kafka, InstantSource.system());
    environment.healthChecks().register("slots", work.slotsHealth());
    environment.healthChecks().register("job-control", work.controlHealth());
    environment.healthChecks().register("worker-status", presence.healthCheck());
    environment.healthChecks().register("pack-watch", watch.healthCheck());
    environment.healthChecks().register("device", new DeviceCheck(device));
  }

  static DeviceSettings device(DeviceSection section) {
    int threads =
        section.cpuThreads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : section.cpuThreads();
    return new DeviceSettings(
        CudaUse.of(section.cuda()),
        section.cudaDevice(),
        section.cudaMemoryMegabytes() * 1024 * 1024,
        threads,
        section.keepMemory(),
        QUEUED_RUNS,
        LONGEST_WAIT_FOR_DEVICE,
        Duration.ofSeconds(section.runLimitSeconds()),
        GRACE_FOR_RUNS);
  }

  private static ImageDecoder decoder(ImagesSection section, Environment environment) {
    var limits = DecodeLimits.standard();
    Optional<HeifPixels> pixels =
        HeifProcess.start(limits).map(process -> managed(process, environment));
    return new ImageDecoder(limits, pixels, section.heic());
  }

  private static HeifPixels managed(HeifProcess process, Environment environment) {
    environment.lifecycle().manage(new AutoCloseableManager(process));
    return process;
  }

  static ServingSettings serving(WorkerConfiguration configuration) {
    SafetySection safety = configuration.safety();
    return new ServingSettings(
        configuration.packs().paths(),
        configuration.packs().allowNoncommercial(),
        safety.pack().isBlank() ? Optional.empty() : Optional.of(Path.of(safety.pack())),
        safety.threshold() == 0 ? OptionalDouble.empty() : OptionalDouble.of(safety.threshold()),
        configuration.enhance().resolution());
  }

  private static PackWatch packWatch(
      WorkerConfiguration configuration,
      ServingSettings serving,
      Supplier<List<LoadedPack>> reload) {
    List<Path> packs = new ArrayList<>(serving.packs());
    serving.safetyPack().ifPresent(packs::add);
    return new PackWatch(
        packs,
        Duration.ofSeconds(configuration.packs().watchSeconds()),
        () -> {
          var _ = reload.get();
        });
  }

  /** An operation that fails on made-up photos keeps the worker from starting. */
  private static Managed warmUp(LiveModels models) {
    return new Managed() {
      @Override
      public void start() {
        models.warmUp();
      }
    };
  }

  private static String workerId(WorkerConfiguration configuration) {
    return configuration.workerId().isBlank()
        ? "worker-" + UUID.randomUUID().toString().substring(0, 8)
        : configuration.workerId();
  }
}
