package dev.likeness.local;

import dev.likeness.callback.CallbackApplication;
import dev.likeness.ingest.IngestApplication;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalBrokerConfig;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.worker.WorkerApplication;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of Likeness on this machine. Owns the broker, the registry's process and the services; {@link
 * #close} stops them. Thread safe.
 */
final class LocalStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
  private static final int PARTITIONS = 3;
  private static final String POOL = "default";

  private final Path directory;
  private final StackPorts ports;
  private final LocalAccount account;
  private final LocalKafka kafka;
  private final Queue<RunningService> services = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<String> workerFailure = new CompletableFuture<>();

  private LocalStack(Path directory, StackPorts ports, LocalAccount account, LocalKafka kafka) {
    this.directory = directory;
    this.ports = ports;
    this.account = account;
    this.kafka = kafka;
  }

  /**
   * Starts everything and returns when it accepts work.
   *
   * @param directory for all data; made if it is not there
   * @param more settings of the services, which take precedence over those of the environment
   * @param told is given a sentence when a port was taken while the stack started, and others are
   *     chosen: services listen some seconds after their ports were chosen, and another stack may
   *     be faster
   * @throws Exception whatever a part's start threw; the parts that had started are stopped
   */
  static LocalStack start(Path directory, Map<String, String> more, Consumer<String> told)
      throws Exception {
    Files.createDirectories(directory);
    return FreePorts.start(
        StackPorts::choose,
        ports -> start(Files.createTempDirectory(directory, "data-"), ports, more),
        told);
  }

  private static LocalStack start(Path directory, StackPorts ports, Map<String, String> more)
      throws Exception {
    var random = new SecureRandom();
    var kafka = startKafka(directory, ports);
    var stack = new LocalStack(directory, ports, openAccount(kafka, random), kafka);
    try {
      stack.startServices(random, more);
      stack.account.awaitCredit(kafka.bootstrapServers(), kafka.registryUrl());
      return stack;
    } catch (Exception e) {
      stack.close();
      throw e;
    }
  }

  /** Completes, with a sentence, if a part ends by itself: the stack is of no use then. */
  CompletableFuture<String> failure() {
    return kafka.failure().applyToEither(workerFailure, reason -> reason);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + ports.http());
  }

  String apiKey() {
    return account.apiKey();
  }

  String account() {
    return account.id();
  }

  Path directory() {
    return directory;
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  String registryUrl() {
    return kafka.registryUrl();
  }

  /** By service: where health, metrics and thread dumps are. */
  Map<String, URI> adminUrls() {
    return Map.of(
        "ingest", URI.create("http://127.0.0.1:" + ports.ingestAdmin()),
        "callback", URI.create("http://127.0.0.1:" + ports.callbackAdmin()),
        "worker", URI.create("http://127.0.0.1:" + ports.workerAdmin()));
  }

  /** The services side by side, then what they stand on; all of it, also when interrupted. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      services.forEach(service -> stopping.execute(() -> stop(service)));
    }
    stop(kafka);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) { // AutoCloseable declares nothing narrower; the others must stop too
      LOG.atWarn().setCause(e).log("a part did not stop cleanly");
    }
  }

  private static LocalKafka startKafka(Path directory, StackPorts ports) {
    return LocalKafka.start(
        new LocalBrokerConfig(directory.resolve("broker"), ports.broker(), ports.controller()),
        new LocalRegistryConfig(
            LocalRegistryConfig.homeFromSystemProperty(),
            directory.resolve("registry"),
            ports.registry()));
  }

  /** What services find when they start: topics, and an account in them. */
  private static LocalAccount openAccount(LocalKafka kafka, SecureRandom random)
      throws InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicProvisioner(admin, PARTITIONS).provision(List.of(POOL), List.of());
      return LocalAccount.open(kafka.bootstrapServers(), kafka.registryUrl(), PARTITIONS, random);
    } catch (InterruptedException | RuntimeException e) {
      stop(kafka);
      throw e;
    }
  }

  /** Side by side: each waits for the broker more than it computes. */
  private void startServices(SecureRandom random, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(settings(random));
    settings.putAll(more);
    try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<RunningService>> starts =
          List.of(
              () -> RunningService.start(f -> new CallbackApplication(settings, f), "callback.yml"),
              () -> RunningService.start(f -> new IngestApplication(settings, f), "ingest.yml"),
              () ->
                  RunningService.start(
                      f -> new WorkerApplication(settings, f, this::workerEnded), "worker.yml"));
      List<Future<Boolean>> started =
          starts.stream().map(start -> starting.submit(() -> services.add(start.call()))).toList();
      for (Future<Boolean> service : started) {
        service.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private void workerEnded(int exitStatus) {
    workerFailure.complete(
        "the worker ended itself with status " + exitStatus + "; its log says why");
  }

  private Map<String, String> settings(SecureRandom random) {
    var secret = new byte[32];
    random.nextBytes(secret);
    var settings = new HashMap<String, String>(System.getenv());
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString());
    settings.put("LIKENESS_STATE_DIR", directory.resolve("state").toString());
    settings.put("LIKENESS_MASTER_SECRET", HexFormat.of().formatHex(secret));
    settings.put("LIKENESS_PUBLIC_URL", url().toString());
    settings.put("LIKENESS_CALLBACK_URL", "http://127.0.0.1:" + ports.callback());
    settings.put("LIKENESS_INGEST_PORT", Integer.toString(ports.http()));
    settings.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.ingestAdmin()));
    settings.put("LIKENESS_INGEST_INTERNAL_PORT", Integer.toString(ports.ingestInternal()));
    settings.put("LIKENESS_CALLBACK_PORT", Integer.toString(ports.callback()));
    settings.put("LIKENESS_CALLBACK_ADMIN_PORT", Integer.toString(ports.callbackAdmin()));
    settings.put("LIKENESS_WORKER_ADMIN_PORT", Integer.toString(ports.workerAdmin()));
    settings.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8");
    settings.put("LIKENESS_PARTITIONS", Integer.toString(PARTITIONS));
    settings.put("LIKENESS_POOL", POOL);
    // Whoever has this stack has it for themselves: benchmarks call thousands of times a second.
    settings.put("LIKENESS_RATE_PER_SECOND", "100000");
    settings.put("LIKENESS_RATE_BURST", "100000");
    return settings;
  }
}
