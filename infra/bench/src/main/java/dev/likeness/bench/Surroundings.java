package dev.likeness.bench;

import dev.likeness.callback.CallbackApplication;
import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.RateLimit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What an ingest process needs around it: a broker and the view in this JVM, a registry beside it,
 * and an account with credit. Owns them. No scheduler runs: what is accepted stays in the log, so
 * that the processors are left to what is measured.
 */
final class Surroundings implements AutoCloseable {
  private static final String ACCOUNT = "bench";
  private static final String API_KEY = "lk_" + "b".repeat(40);
  private static final long CREDIT_MICROS = 1_000_000_000_000L;
  private static final int REQUESTS_PER_SECOND = 1_000_000;
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
      openAccount(kafka);
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
    return API_KEY;
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
    settings.put("LIKENESS_SCHEDULER_URL", "http://127.0.0.1:1"); // asked only about retries
    var log = directory.resolve(name + "-" + ports.get(0) + ".log");
    return new Server(
        ServerProcess.start(jvm, main, settings, ports.get(1), log),
        "http://127.0.0.1:" + ports.get(0));
  }

  /** Account, key and credit stand in Kafka. */
  private static void openAccount(LocalKafka kafka) throws Exception {
    String hash = Sha256.hex(API_KEY.getBytes(StandardCharsets.UTF_8));
    Instant now = Instant.now();
    var account =
        AccountRecord.newBuilder()
            .setAccount(ACCOUNT)
            .setCreatedAt(now)
            .setApiKeys(
                List.of(
                    ApiKeyRecord.newBuilder()
                        .setKeyId("key-bench")
                        .setSha256(hash)
                        .setCreatedAt(now)
                        .build()))
            .setRateLimit(new RateLimit((double) REQUESTS_PER_SECOND, REQUESTS_PER_SECOND))
            .build();
    var credit =
        LedgerEntry.newBuilder()
            .setAccount(ACCOUNT)
            .setEntryId("deposit/opening")
            .setKind(LedgerEntryKind.DEPOSIT)
            .setAmountMicros(CREDIT_MICROS)
            .setAt(now)
            .build();
    var clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "bench");
    try (var admin = clients.admin();
        var producer = clients.producer("accounts")) {
      new TopicProvisioner(admin, PARTITIONS).provision(List.of(), List.of(ACCOUNT));
      var _ = producer.send(new ProducerRecord<>(Topics.ACCOUNTS.name(), ACCOUNT, account)).get();
      var _ = producer.send(new ProducerRecord<>(Topics.LEDGER.name(), ACCOUNT, credit)).get();
    }
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
