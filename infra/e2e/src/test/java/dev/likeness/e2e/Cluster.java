package dev.likeness.e2e;

import static org.awaitility.Awaitility.await;

import dev.likeness.contract.Topics;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalRegistry;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.worker.testing.MarkedFaces;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Broker, registry and the three services, each a process of its own. Owns them. */
final class Cluster implements AutoCloseable {
  static final String ACCOUNT = "acme";

  /** Where tests serve images from. */
  static final String IMAGE_SERVER = "127.77.0.1";

  /** Writes a pack whose models know drawn faces; see there. */
  private static final String PACK_WRITER = "dev.likeness.worker.testing.TinyPackWriter";

  /** Is among the worker's tests as well. */
  private static final String NO_OP_WORKER = "dev.likeness.worker.NoOpWorker";

  private enum Program {
    INGEST(JarFolder.INGEST, "dev.likeness.ingest.IngestApplication", "ingest.yml"),
    WORKER(JarFolder.WORKER, "dev.likeness.worker.WorkerApplication", "worker.yml"),
    CALLBACK(JarFolder.CALLBACK, "dev.likeness.callback.CallbackApplication", "callback.yml");

    private final JarFolder folder;
    private final String mainClass;
    private final String file;

    Program(JarFolder folder, String mainClass, String file) {
      this.folder = folder;
      this.mainClass = mainClass;
      this.file = file;
    }
  }

  private static final Pattern API_KEY = Pattern.compile("lk_[0-9a-f]{40}");

  private final Path directory;
  private final FreePorts ports = FreePorts.choose(11);
  private final LocalRegistry registry;
  private final ServiceProcess broker;
  private final ServiceProcess ingest;
  private final ServiceProcess callback;
  private final ServiceProcess worker;
  private String apiKey = "";

  private Cluster(Path directory, LocalRegistry registry) {
    this.directory = directory;
    this.registry = registry;
    int brokerPort = ports.get(0);
    this.broker =
        process(
            "broker",
            JarFolder.DISTRIBUTION.classPath(),
            List.of(
                "-Xmx512m",
                "dev.likeness.local.kafka.LocalBrokerProcess",
                directory.resolve("broker").toString(),
                Integer.toString(brokerPort),
                Integer.toString(ports.get(1))),
            // A killed broker is let in again when its old session has run out: not the 6 s of a
            // quiet cluster.
            Map.of(
                "KAFKA_BROKER_SESSION_TIMEOUT_MS",
                "2000",
                "KAFKA_BROKER_HEARTBEAT_INTERVAL_MS",
                "500"),
            () -> {
              try (var socket = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
                return socket.isConnected();
              }
            });
    this.ingest = service("ingest", Program.INGEST, ports.get(3), Map.of());
    this.callback = service("callback", Program.CALLBACK, ports.get(5), Map.of());
    this.worker = service("worker", Program.WORKER, ports.get(6), Map.of());
  }

  static Cluster start(Path directory) throws IOException, InterruptedException {
    TrustedRecords.install();
    Files.createDirectories(directory.resolve("logs"));
    var registry =
        LocalRegistry.launch(
            new LocalRegistryConfig(
                LocalRegistryConfig.homeFromSystemProperty(),
                directory.resolve("registry"),
                FreePorts.choose(1).get(0)));
    var cluster = new Cluster(directory, registry);
    try {
      cluster.startAll();
      return cluster;
    } catch (InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** The worker's own test classes know how; they run on what the worker runs on. */
  private void writeFacePack() throws InterruptedException {
    var writer =
        process(
            "packs",
            JarFolder.WORKER.classPath() + File.pathSeparator + workerTestClasses(),
            List.of(PACK_WRITER, facePack().toString()),
            Map.of(),
            () -> false);
    writer.start();
    writer.awaitSuccess();
  }

  private static String workerTestClasses() {
    return MarkedFaces.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private Path facePack() {
    return directory.resolve("packs").resolve("faces");
  }

  /** Where the services keep files. */
  Path blobs() {
    return directory.resolve("blobs");
  }

  private void startAll() throws InterruptedException {
    broker.start();
    registry.awaitReady(Duration.ofSeconds(60));
    broker.awaitReady();
    operator("provision", "provision-topics", "ingest.yml");
    apiKey = openAccount(ACCOUNT, "10000");
    writeFacePack();
    var services = List.of(ingest, callback, worker);
    services.forEach(ServiceProcess::start);
    for (ServiceProcess service : services) {
      service.awaitReady();
    }
    var topics = new TopicReader(this);
    await() // the view adds the deposit up; before, ingest would answer 402
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                topics.all(Topics.BALANCES).stream()
                    .anyMatch(balance -> balance.getAccount().equals(ACCOUNT)));
  }

  /**
   * Opens an account with a first deposit; returns its API key. The services may take a moment to
   * know it.
   */
  String openAccount(String account, String dollars) throws InterruptedException {
    String printed =
        operator(
            "open-" + account, "accounts", "ingest.yml", "create", account, "--credit", dollars);
    var key = API_KEY.matcher(printed);
    if (!key.find()) {
      throw new AssertionError("no API key was printed");
    }
    return key.group();
  }

  void deposit(String account, String dollars) throws InterruptedException {
    operator("deposit-" + account, "accounts", "ingest.yml", "deposit", account, dollars);
  }

  /** A command of ingest-service, as an operator gives it; returns what it printed. */
  private String operator(String name, String... command) throws InterruptedException {
    // The first command leaves the classes that it loaded for the others (CDS): they start sooner.
    var arguments =
        new ArrayList<>(
            List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + directory.resolve("ingest.jsa"),
                "-Xlog:cds=off,cds+dynamic=off",
                Program.INGEST.mainClass));
    arguments.addAll(List.of(command));
    var process = process(name, JarFolder.INGEST.classPath(), arguments, Map.of(), () -> false);
    process.start();
    return process.awaitSuccess();
  }

  /** Of account {@link #ACCOUNT}. */
  String apiKey() {
    return apiKey;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + ports.get(2));
  }

  /**
   * One more public edge, at {@link #secondEdgeUrl()}, without the other roles; not started yet.
   */
  ServiceProcess secondEdge(Map<String, String> settings) {
    var environment = new HashMap<>(settings);
    environment.put("LIKENESS_INGEST_ROLES", "http");
    environment.put("LIKENESS_INGEST_PORT", Integer.toString(ports.get(7)));
    environment.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.get(8)));
    environment.put("LIKENESS_INGEST_INTERNAL_PORT", Integer.toString(ports.get(10)));
    return service("second-edge", Program.INGEST, ports.get(8), environment);
  }

  URI secondEdgeUrl() {
    return URI.create("http://127.0.0.1:" + ports.get(7));
  }

  /** A worker whose operation does nothing, to be started in the place of {@link #worker()}. */
  ServiceProcess noOpWorker() {
    return process(
        "no-op-worker",
        JarFolder.WORKER.classPath() + File.pathSeparator + workerTestClasses(),
        List.of(ServiceProcess.options("worker"), NO_OP_WORKER, "server", Program.WORKER.file),
        Map.of("LIKENESS_WORKER_SLOTS", "8"),
        ServiceProcess.healthy(ports.get(6)));
  }

  String bootstrapServers() {
    return "127.0.0.1:" + ports.get(0);
  }

  String registryUrl() {
    return registry.url();
  }

  ServiceProcess broker() {
    return broker;
  }

  ServiceProcess ingest() {
    return ingest;
  }

  ServiceProcess callback() {
    return callback;
  }

  ServiceProcess worker() {
    return worker;
  }

  @Override
  public void close() throws InterruptedException {
    worker.close();
    ingest.close();
    callback.close();
    broker.close();
    registry.close();
  }

  /** A service, started from its own folder: what is missing there is missing in its image. */
  private ServiceProcess service(
      String name, Program program, int adminPort, Map<String, String> more) {
    return process(
        name,
        program.folder.classPath(),
        List.of(
            ServiceProcess.options(program.file.replace(".yml", "")),
            program.mainClass,
            "server",
            program.file),
        more,
        ServiceProcess.healthy(adminPort));
  }

  private ServiceProcess process(
      String name,
      String classPath,
      List<String> command,
      Map<String, String> more,
      ServiceProcess.Readiness readiness) {
    var environment = new HashMap<String, String>();
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    environment.put("LIKENESS_KAFKA_BOOTSTRAP", bootstrapServers());
    environment.put("LIKENESS_REGISTRY_URL", registry.url());
    environment.put("LIKENESS_BLOB_ROOT", blobs().toString());
    environment.put("LIKENESS_WORKER_PACKS", facePack().toString());
    environment.put("LIKENESS_STATE_DIR", directory.resolve("state").resolve(name).toString());
    environment.put("LIKENESS_MASTER_SECRET", "not-a-secret-only-for-tests-and-long-enough");
    environment.put("LIKENESS_PUBLIC_URL", url().toString());
    environment.put("LIKENESS_INGEST_PORT", Integer.toString(ports.get(2)));
    environment.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.get(3)));
    environment.put("LIKENESS_INGEST_INTERNAL_PORT", Integer.toString(ports.get(9)));
    environment.put("LIKENESS_CALLBACK_PORT", Integer.toString(ports.get(4)));
    environment.put("LIKENESS_CALLBACK_ADMIN_PORT", Integer.toString(ports.get(5)));
    environment.put("LIKENESS_WORKER_ADMIN_PORT", Integer.toString(ports.get(6)));
    environment.put("LIKENESS_CALLBACK_URL", "http://127.0.0.1:" + ports.get(4));
    environment.put("LIKENESS_ALLOWED_CALLBACK_RANGES", "127.0.0.0/8");
    // Images may come from one loopback address of the tests; all other private addresses stay
    // refused.
    environment.put("LIKENESS_ALLOWED_IMAGE_RANGES", IMAGE_SERVER + "/32");
    environment.put("LIKENESS_PARTITIONS", "3");
    environment.put("LIKENESS_RATE_PER_SECOND", "10000");
    environment.put("LIKENESS_RATE_BURST", "10000");
    environment.putAll(more);
    return new ServiceProcess(
        name, classPath, command, environment, directory.resolve("logs"), readiness);
  }
}
