package dev.likeness.bench.pipeline;

import dev.likeness.bench.BenchAccount;
import dev.likeness.bench.JvmOptions;
import dev.likeness.bench.ServerProcess;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalRegistry;
import dev.likeness.local.kafka.LocalRegistryConfig;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Likeness as its users have it, each service a process with the settings of every installation,
 * but with a worker whose operation does nothing.
 */
final class LikenessSystem implements MeasuredSystem {
  private static final int PARTITIONS = 3;
  private static final String POOL = "default";
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(90);

  private final Path directory;
  private final Cores cores;
  private final FreePorts ports = FreePorts.choose(7);
  private final SequencedMap<String, Long> pids = new LinkedHashMap<>();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Map<String, String> settings;
  private final String bootstrapServers;
  private final String registryUrl;

  private LikenessSystem(Path directory, int slots, Cores cores) throws Exception {
    this.directory = directory;
    this.cores = cores;
    var registry =
        LocalRegistry.launch(
            new LocalRegistryConfig(
                LocalRegistryConfig.homeFromSystemProperty(),
                directory.resolve("registry"),
                ports.get(0)));
    started.push(registry);
    cores.moveToMeasured(registry.pid());
    var broker = BrokerServer.start(directory, cores);
    started.push(broker);
    bootstrapServers = broker.bootstrapServers();
    registry.awaitReady(REGISTRY_LIMIT);
    pids.put("broker", broker.process().pid());
    pids.put("registry", registry.pid());
    registryUrl = registry.url();
    settings = settings(slots);
  }

  /**
   * @param directory for data and logs
   * @param slots of the worker
   */
  static LikenessSystem start(Path directory, int slots, Cores cores) throws Exception {
    var system = new LikenessSystem(directory, slots, cores);
    try {
      system.startServices();
      return system;
    } catch (Exception e) {
      system.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "Likeness";
  }

  @Override
  public HttpRequest request(String webhookUrl) {
    return JobRequest.of(
        "http://127.0.0.1:" + ports.get(1) + "/v1/phota/enhance", BenchAccount.API_KEY, webhookUrl);
  }

  @Override
  public SequencedMap<String, Long> pids() {
    return pids;
  }

  @Override
  public Optional<String> bootstrapServers() {
    return Optional.of(bootstrapServers);
  }

  /** What was started last is stopped first. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("not stopped", e);
      }
    }
  }

  private void startServices() throws Exception {
    BenchAccount.open(
        new KafkaSection(bootstrapServers, registryUrl, Map.of()), PARTITIONS, List.of(POOL));
    service("ingest", "dev.likeness.ingest.IngestApplication", ports.get(2));
    service("callback", "dev.likeness.callback.CallbackApplication", ports.get(5));
    service("worker", "dev.likeness.worker.NoOpWorker", ports.get(6));
  }

  private void service(String name, String main, int adminPort) throws Exception {
    var own = new HashMap<>(settings);
    own.put("LIKENESS_STATE_DIR", directory.resolve("state").resolve(name).toString());
    // All services are on one class path here, and so are the settings of their logs.
    var jvm = new ArrayList<>(JvmOptions.of(name));
    jvm.add("-Dlogback.configurationFile=logback.xml");
    var process =
        ServerProcess.launch(
            cores.measured(ServerProcess.java(jvm, List.of(main, "server", name + ".yml"))),
            own,
            directory.resolve(name + ".log"),
            ServerProcess.healthy(adminPort));
    started.push(process);
    pids.put(name, process.pid());
  }

  private Map<String, String> settings(int slots) {
    var all = new HashMap<>(JvmOptions.ENVIRONMENT);
    all.put("ORT_DISABLE_TELEMETRY", "1");
    all.put("LIKENESS_KAFKA_BOOTSTRAP", bootstrapServers);
    all.put("LIKENESS_REGISTRY_URL", registryUrl);
    all.put("LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString());
    all.put("LIKENESS_MASTER_SECRET", "of a benchmark, which keeps no secrets");
    all.put("LIKENESS_PARTITIONS", Integer.toString(PARTITIONS));
    all.put("LIKENESS_POOL", POOL);
    all.put("LIKENESS_WORKER_SLOTS", Integer.toString(slots));
    all.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8");
    all.put("LIKENESS_PUBLIC_URL", "http://127.0.0.1:" + ports.get(1));
    all.put("LIKENESS_CALLBACK_URL", "http://127.0.0.1:" + ports.get(4));
    all.put("LIKENESS_INGEST_PORT", Integer.toString(ports.get(1)));
    all.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.get(2)));
    all.put("LIKENESS_INGEST_INTERNAL_PORT", Integer.toString(ports.get(3)));
    all.put("LIKENESS_CALLBACK_PORT", Integer.toString(ports.get(4)));
    all.put("LIKENESS_CALLBACK_ADMIN_PORT", Integer.toString(ports.get(5)));
    all.put("LIKENESS_WORKER_ADMIN_PORT", Integer.toString(ports.get(6)));
    return Map.copyOf(all);
  }
}
