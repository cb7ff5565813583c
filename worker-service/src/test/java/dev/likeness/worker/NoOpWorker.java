package dev.likeness.worker;

import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStream;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.SchemaRegistryCheck;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.kafka.LeasedWork;
import dev.likeness.worker.kafka.WorkerPresence;
import dev.likeness.worker.metrics.DropwizardWorkMetrics;
import dev.likeness.worker.work.AttemptRunner;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Made;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker that leases, reports and says that it is there as {@link WorkerApplication} does, and
 * whose only operation does nothing: for measuring all that is around models. It is among the tests
 * so that nobody can deploy it; end-to-end tests and benchmarks run it as a process.
 *
 * <p>The system property {@value #WORK} makes an attempt take some milliseconds.
 */
public final class NoOpWorker extends Application<WorkerConfiguration> {
  private static final String WORK = "likeness.no-op.millis";
  private static final Duration WORK_TIME = Duration.ofMillis(Integer.getInteger(WORK, 0));
  private static final EncodedImage IMAGE =
      new EncodedImage(new byte[] {0}, "image/png", "png", 16, 16);

  /** Takes what {@link WorkerApplication} takes. */
  public static void main(String[] arguments) throws Exception {
    new NoOpWorker().run(arguments);
  }

  @Override
  public String getName() {
    return "likeness-no-op-worker";
  }

  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<WorkerConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(ServiceSettings.from(System.getenv()));
  }

  @Override
  public void run(WorkerConfiguration configuration, Environment environment) {
    environment.jersey().disable();
    OperationRunner nothing = (attempt, inputs, stages, cancellation) -> nothing();
    var runner =
        new AttemptRunner(
            new Nowhere(),
            Map.of(Operation.ENHANCE, nothing),
            InstantSource.system(),
            System::nanoTime);
    var kafka = new KafkaClients(configuration.kafka(), "worker");
    String workerId = "no-op-" + UUID.randomUUID().toString().substring(0, 8);
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
                    .setDevice("none")
                    .setServes(runner.serves())
                    .setPacks(List.of()),
            work::running,
            InstantSource.system());
    environment.lifecycle().manage(work);
    environment.lifecycle().manage(presence);
    SchemaRegistryCheck.install(environment, kafka, InstantSource.system());
    environment.healthChecks().register("slots", work.slotsHealth());
    environment.healthChecks().register("worker-status", presence.healthCheck());
  }

  private static Made nothing() {
    if (WORK_TIME.isPositive()) {
      LockSupport.parkNanos(WORK_TIME.toNanos());
    }
    return new Made(List.of(IMAGE), List.of());
  }

  /** Keeps nothing: nobody looks at the results. Has no photos either, so none may be asked for. */
  private static final class Nowhere implements BlobStore {
    @Override
    public void put(String key, byte[] content) {}

    @Override
    public Optional<byte[]> read(String key) {
      return Optional.empty();
    }

    @Override
    public Optional<BlobStream> open(String key) {
      return Optional.empty();
    }

    @Override
    public boolean exists(String key) {
      return false;
    }

    @Override
    public void delete(String key) {}

    @Override
    public void deleteAllUnder(String parent, Instant storedBefore) {}

    @Override
    public Map<String, Long> bytesUnder(String parent) {
      return Map.of();
    }
  }
}
