package dev.likeness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.local.kafka.FreePorts;
import dev.likeness.local.kafka.LocalKafka;
import dev.likeness.local.kafka.LocalRegistryConfig;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a million jobs that are held back cost more than a thousand. Ingest and callback run as
 * in every installation, and no worker; commands are written as the edge writes them, so that what
 * is measured is the scheduler and the view. At each level another thousand is accepted: processor
 * time of each, and memory. In the end both are killed, and the time until they are back is taken.
 *
 * <p>Goals: a job costs at most 1.2 times of what it costs with a thousand held; ingest has less
 * than 1 GB; both are back within 30 s.
 */
final class HeldBench implements AutoCloseable {
  private static final int PARTITIONS = 3;
  private static final int PROBE = 5_000;
  private static final int WARM_UP = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final int most;
  private final Path directory;
  private final LocalKafka kafka;
  private final FreePorts ports = FreePorts.choose(5);
  private final KafkaClients clients;
  private final Admin admin;
  private final Producer<String, SpecificRecord> producer;
  private ServerProcess ingest;
  private ServerProcess callback;
  private int jobs;
  private double secondsToBeHealthy;

  /**
   * @param directory for the broker and the stores
   * @param most how many jobs are held in the end
   */
  HeldBench(Path directory, int most) throws Exception {
    this.most = most;
    this.directory = directory;
    kafka = LocalKafka.start(directory, LocalRegistryConfig.homeFromSystemProperty());
    var section = new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of());
    BenchAccount.open(section, PARTITIONS, List.of("default"));
    clients = new KafkaClients(section, "held");
    admin = clients.admin();
    producer = clients.producer("commands");
    ingest = service("ingest", "dev.likeness.ingest.IngestApplication", 1);
    callback = service("callback", "dev.likeness.callback.CallbackApplication", 4);
  }

  /** Prints its findings. */
  void run() throws Exception {
    submit(WARM_UP);
    for (int job = 0; job < WARM_UP; job++) {
      send(job, new Cancel("only to warm up"));
    }
    awaitTaken();
    jobs = WARM_UP;
    System.out.println(
        "| held | ingest ms per job | callback ms per job | ingest MiB | callback MiB |");
    System.out.println("|---|---|---|---|---|");
    for (int held = 1_000; held <= most; held *= 10) {
      submit(WARM_UP + held - jobs);
      awaitTaken();
      probe(held);
    }
    double secondsToDecide = secondsToDecideAgain();
    System.out.printf(
        Locale.ROOT,
        "ingest is healthy %.1f s and decides again %.1f s after kill -9%n",
        secondsToBeHealthy,
        secondsToDecide);
    System.out.printf(
        Locale.ROOT, "the view answers again %.1f s after kill -9%n", secondsToAnswerAgain());
  }

  private void probe(int held) throws Exception {
    double ingestBefore = ingest.cpuMillis();
    double callbackBefore = callback.cpuMillis();
    submit(PROBE);
    awaitTaken();
    System.out.printf(
        Locale.ROOT,
        "| %,d | %.2f | %.2f | %d | %d |%n",
        held,
        (ingest.cpuMillis() - ingestBefore) / PROBE,
        (callback.cpuMillis() - callbackBefore) / PROBE,
        ingest.memoryMebibytes(),
        callback.memoryMebibytes());
  }

  private double secondsToDecideAgain() throws Exception {
    ingest.kill();
    long begin = System.nanoTime();
    ingest = service("ingest", "dev.likeness.ingest.IngestApplication", 1);
    secondsToBeHealthy = secondsSince(begin);
    submit(PARTITIONS * 10);
    awaitTaken();
    return secondsSince(begin);
  }

  private double secondsToAnswerAgain() throws Exception {
    callback.kill();
    long begin = System.nanoTime();
    callback = service("callback", "dev.likeness.callback.CallbackApplication", 4);
    try (var client = HttpClient.newHttpClient()) {
      for (int back = 1; back <= PARTITIONS * 3; back++) {
        URI job =
            URI.create("http://127.0.0.1:" + ports.get(3) + "/v1/phota/jobs/" + id(jobs - back));
        var request = HttpRequest.newBuilder(job).header("X-API-Key", BenchAccount.API_KEY).build();
        while (client.send(request, BodyHandlers.discarding()).statusCode() != 200) {
          pause(begin);
        }
      }
    }
    return secondsSince(begin);
  }

  @Override
  public void close() {
    callback.close();
    ingest.close();
    producer.close();
    admin.close();
    kafka.close();
  }

  private void submit(int count) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var submit =
        Submit.newBuilder()
            .setSpec(
                JobSpec.newBuilder()
                    .setOperation(Operation.GENERATE)
                    .setPrompt("a lighthouse at dusk, with the sea in front of it")
                    .setProfileIds(List.of())
                    .setInputs(List.of())
                    .setOutputCount(1)
                    .setOutputFormat(OutputFormat.JPG)
                    .setResponseMode(ResponseMode.URLS)
                    .build())
            .setPrice(new Price(1_000L, 1_000L, 1_000L))
            .setLane(Lane.BATCH)
            .setFingerprint(Sha256.hex("held".getBytes(UTF_8)))
            .setCallbackUrl("https://example.com/webhooks/likeness")
            .setDeadline(now.plus(Duration.ofDays(1)))
            .build();
    for (int i = 0; i < count; i++) {
      send(jobs++, submit);
    }
    producer.flush();
  }

  private void send(int job, Object command) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var record =
        JobCommand.newBuilder()
            .setJobId(id(job))
            .setAccount(BenchAccount.ACCOUNT)
            .setAt(now)
            .setRequestId("held")
            .setCommand(command)
            .build();
    var _ = producer.send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), id(job), record));
  }

  private static String id(int job) {
    return Sha256.hex(("held-" + job).getBytes(UTF_8)).substring(0, 32);
  }

  /** Until scheduler and view have committed that they read all commands and events. */
  private void awaitTaken() throws Exception {
    producer.flush();
    long begin = System.nanoTime();
    while (!hasRead("likeness-scheduler", Topics.JOB_COMMANDS.name())
        || !hasRead("likeness-view", Topics.JOB_COMMANDS.name())
        || !hasRead("likeness-view", Topics.JOB_EVENTS.name())) {
      pause(begin);
    }
  }

  private boolean hasRead(String group, String topic) throws Exception {
    var all =
        Stream.iterate(0, partition -> partition + 1)
            .limit(PARTITIONS)
            .map(partition -> new TopicPartition(topic, partition))
            .toList();
    var ends =
        admin
            .listOffsets(all.stream().collect(Collectors.toMap(at -> at, _ -> OffsetSpec.latest())))
            .all()
            .get();
    var read = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    // Behind the last record of a transaction stands its marker.
    for (var at : all) {
      long end = Objects.requireNonNull(ends.get(at)).offset();
      var next = read.get(at);
      if (end > 0 && (next == null || next.offset() < end - 1)) {
        return false;
      }
    }
    return true;
  }

  private static void pause(long begin) throws IOException {
    if (System.nanoTime() - begin > LIMIT.toNanos()) {
      throw new IOException("not done within " + LIMIT);
    }
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private ServerProcess service(String name, String main, int adminPort) throws Exception {
    var settings = new HashMap<>(JvmOptions.ENVIRONMENT);
    settings.put("LIKENESS_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
    settings.put("LIKENESS_REGISTRY_URL", kafka.registryUrl());
    settings.put("LIKENESS_BLOB_ROOT", directory.resolve("blobs").toString());
    settings.put("LIKENESS_STATE_DIR", directory.resolve("state").resolve(name).toString());
    settings.put("LIKENESS_MASTER_SECRET", "of a benchmark, which keeps no secrets");
    settings.put("LIKENESS_PARTITIONS", Integer.toString(PARTITIONS));
    settings.put("LIKENESS_INGEST_PORT", Integer.toString(ports.get(0)));
    settings.put("LIKENESS_INGEST_ADMIN_PORT", Integer.toString(ports.get(1)));
    settings.put("LIKENESS_INGEST_INTERNAL_PORT", Integer.toString(ports.get(2)));
    settings.put("LIKENESS_CALLBACK_PORT", Integer.toString(ports.get(3)));
    settings.put("LIKENESS_CALLBACK_ADMIN_PORT", Integer.toString(ports.get(4)));
    settings.put("LIKENESS_CALLBACK_URL", "http://127.0.0.1:" + ports.get(3));
    return ServerProcess.launch(
        ServerProcess.java(
            Stream.concat(
                    JvmOptions.of(name).stream(),
                    Stream.of("-Dlogback.configurationFile=logback.xml"))
                .toList(),
            List.of(main, "server", name + ".yml")),
        settings,
        directory.resolve(name + ".log"),
        ServerProcess.healthy(ports.get(adminPort)));
  }
}
