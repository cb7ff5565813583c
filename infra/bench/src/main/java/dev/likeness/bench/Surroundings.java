package dev.likeness.bench;

import dev.likeness.callback.CallbackApplication;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ingest process needs around it: a broker and the view in this JVM, a registry beside it,
 * and an account with credit. Owns them. No scheduler runs: what is accepted stays in the log, so
 * that the processors are left to what is measured.
 */
final class Surroundings implements AutoCloseable {
  private static final int PARTITIONS = 3;

  private final Path directory;
  private final LocalKafka kafka;
  private final RunningService view;

  private Surroundings(Path directory, LocalKafka kafka, RunningService view) {
    this.directory = directory;
    this.kafka = kafka;
    this.view = view;
  }

  static Surroundings start(Path directory) throws Exception {
    var kafka = LocalKafka.start(directory, LocalRegistryConfig.homeFromSystemProperty());
    try {
      BenchAccount.open(
          new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()),
          PARTITIONS,
          List.of());
      var settings = settings(directory, kafka);
      settings.put("LIKENESS_CALLBACK_ROLES", "view");
      settings.put("LIKENESS_CALLBACK_PORT", "0");
      settings.put("LIKENESS_CALLBACK_ADMIN_PORT", "0");
      var view =
          RunningService.start(
              started -> new CallbackApplication(settings, started), "callback.yml");
      return new Surroundings(directory, kafka, view);
    } catch (Exception e) {
      kafka.close();
      throw e;
    }
  }

  String apiKey() {
    return BenchAccount.API_KEY;
  }

  /** A process of ingest with the role http alone. */
  Server ingest(List<String> jvm) throws Exception {
    return server("ingest", jvm, List.of("dev.likeness.ingest.IngestApplication"));
  }

  /** A process of the baseline. */
  Server bare(List<String> jvm) throws Exception {
    return server("bare", jvm, List.of("dev.likeness.bench.BareSubmit"));
  }

  /** A process, and the address at which it is called. */
  record Server(ServerProcess process, String url) implements AutoCloseable {
    @Override
    public void close() {
      process.close();
    }
  }

  @Override
  public void close() {
    view.close();
    kafka.close();
  }

  private Server server(String name, List<String> jvm, List<String> main) throws Exception {
    FreePorts ports = FreePorts.choose(2);
    var settings = settings(directory.resolve(name), kafka);
    settings.put("LIKENESS_INGEST_ROLES", "http");
    settings.put("LIKENESS_INGEST_PORT", Integer.toString(ports.get(0)));
    settings.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.get(1)));
    settings.put("LIKENESS_INGEST_INTERNAL_PORT", "0");
    settings.put("LIKENESS_CALLBACK_URL", view.url().toString());
    var log = directory.resolve(name + "-" + ports.get(0) + ".log");
    return new Server(
        ServerProcess.start(jvm, main, settings, ports.get(1), log),
        "http://127.0.0.1:" + ports.get(0));
  }

  private static Map<String, String> settings(Path own, LocalKafka kafka) {
    var settings = new HashMap<String, String>();
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_BLOB_ROOT", own.resolve("blobs").toString());
    settings.put("LIKENESS_STATE_DIR", own.resolve("state").toString());
    settings.put("LIKENESS_MASTER_SECRET", "of a benchmark, which keeps no secrets");
    settings.put("LIKENESS_PARTITIONS", Integer.toString(PARTITIONS));
    return settings;
  }
}
